"""Other wordings of claims, and the postings that claims are matched by."""

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import claims.models.base
from claims.migrations.sql import read_sql

WATCH = """
    SELECT claims_audit_watch('claims_claimwording', 'id', 'claim_id');
    CREATE TRIGGER claims_touch BEFORE UPDATE ON claims_claimwording FOR EACH ROW
        WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION claims_touch();
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0012_queues")]

    operations = [
        migrations.CreateModel(
            name="ClaimWording",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("version", models.PositiveIntegerField(db_default=1, editable=False)),
                (
                    "public_id",
                    models.UUIDField(
                        db_default=claims.models.base.Uuid7(), editable=False, unique=True
                    ),
                ),
                (
                    "text",
                    claims.models.base.CleanTextField(
                        help_text="The same proposition in other words, or in another language.",
                        max_length=2000,
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        default="en",
                        max_length=35,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
                                "Give a language tag such as en, uk or zh-Hans.",
                            )
                        ],
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="wordings",
                        to="claims.claim",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text__regex", "\\S")),
                        name="claimwording_text_not_blank",
                        violation_error_code="claimwording_text_not_blank",
                        violation_error_message="Write the wording.",
                    ),
                    models.UniqueConstraint(
                        models.F("claim"),
                        claims.models.base.FoldKey("text"),
                        models.F("language"),
                        name="claimwording_once_per_claim",
                        violation_error_code="unique",
                        violation_error_message="The claim has this wording already.",
                    ),
                ],
                "indexes": [models.Index(fields=["language"], name="claimwording_language")],
            },
        ),
        migrations.RunSQL(WATCH, migrations.RunSQL.noop),
        migrations.RunSQL(read_sql("0013_matching.sql"), migrations.RunSQL.noop),
    ]
