"""Notices, and who wants them by mail."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import claims.models.base


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0003_scale_and_roles"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="wants_digest",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Mail me once a day what I have not read in my notices.",
                verbose_name="daily mail",
            ),
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "public_id",
                    models.UUIDField(
                        db_default=claims.models.base.Uuid7(), editable=False, unique=True
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("assigned", "Assigned to you"),
                            ("unassigned", "No longer held by you"),
                            ("changes_requested", "Changes requested"),
                            ("approved", "Approved"),
                            ("resubmitted", "Submitted again"),
                            ("withdrawn", "Withdrawn from review"),
                            ("abandoned", "Draft abandoned"),
                            ("published", "Published"),
                            ("retracted", "Retracted"),
                            ("reopened", "Reopened"),
                            ("reaffirmed", "Reaffirmed"),
                            ("declined", "Declined"),
                            ("due", "Due for re-check"),
                            ("comment", "Comment"),
                        ],
                        max_length=17,
                    ),
                ),
                ("text", claims.models.base.CleanTextField(blank=True, max_length=500)),
                (
                    "due_on",
                    models.DateField(
                        blank=True, help_text="The day on which the re-check fell due.", null=True
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("mailed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        help_text="Who did it; nobody when the clock did.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to="claims.claim",
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["recipient", "-id"], name="notice_of_recipient"),
                    models.Index(
                        condition=models.Q(("read_at__isnull", True)),
                        fields=["recipient", "-id"],
                        name="notice_unread",
                    ),
                    models.Index(
                        condition=models.Q(("read_at__isnull", False)),
                        fields=["read_at"],
                        name="notice_to_prune",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "assigned",
                                    "unassigned",
                                    "changes_requested",
                                    "approved",
                                    "resubmitted",
                                    "withdrawn",
                                    "abandoned",
                                    "published",
                                    "retracted",
                                    "reopened",
                                    "reaffirmed",
                                    "declined",
                                    "due",
                                    "comment",
                                ],
                            )
                        ),
                        name="notice_kind_is_known",
                        violation_error_code="notice_kind_is_known",
                        violation_error_message="Not one of the words allowed for kind.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("actor__isnull", True),
                            models.Q(("recipient", models.F("actor")), _negated=True),
                            _connector="OR",
                        ),
                        name="notice_tells_somebody_else",
                        violation_error_message="Nobody is told of what they did themselves.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("due_on__isnull", False), ("kind", "due")),
                            models.Q(
                                models.Q(("kind", "due"), _negated=True), ("due_on__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="notice_of_due_date_names_it",
                        violation_error_message="A notice that a claim is due, and no other, has its day.",
                    ),
                    models.UniqueConstraint(
                        fields=("recipient", "claim", "due_on"),
                        name="notice_once_per_due_date",
                        violation_error_message="This person was told already that the claim is due.",
                    ),
                ],
            },
        ),
    ]
