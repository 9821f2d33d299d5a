"""Imports: profiles, batches and their rows, the names that givers know claims by, verdicts of others."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import claims.models.base

TRIGGERS = """
CREATE TRIGGER claims_touch BEFORE UPDATE ON claims_importprofile FOR EACH ROW
    WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION claims_touch();
CREATE TRIGGER claims_touch BEFORE UPDATE ON claims_importbatch FOR EACH ROW
    WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION claims_touch();
CREATE TRIGGER claims_touch BEFORE UPDATE ON claims_importkey FOR EACH ROW
    WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION claims_touch();
CREATE TRIGGER claims_touch BEFORE UPDATE ON claims_foreignverdict FOR EACH ROW
    WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION claims_touch();
SELECT claims_audit_watch('claims_importprofile'::regclass, 'id', '', '{}', '{}');
-- How many rows are done is told often, and is no decision.
SELECT claims_audit_watch('claims_importbatch'::regclass, 'id', '', '{version,done_count}', '{}');
SELECT claims_audit_watch('claims_importkey'::regclass, 'id', 'claim_id', '{}', '{}');
SELECT claims_audit_watch('claims_foreignverdict'::regclass, 'id', '', '{}', '{}');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0015_approval"),
    ]

    operations = [
        migrations.CreateModel(
            name="ForeignVerdict",
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
                ("publisher_name", claims.models.base.CleanCharField(blank=True, max_length=300)),
                ("publisher_site", claims.models.base.CleanCharField(blank=True, max_length=253)),
                ("label", claims.models.base.CleanTextField(blank=True, max_length=2000)),
                ("rating_value", models.FloatField(blank=True, null=True)),
                ("rating_worst", models.FloatField(blank=True, null=True)),
                ("rating_best", models.FloatField(blank=True, null=True)),
                ("explanation", claims.models.base.CleanTextField(blank=True, max_length=10000)),
                ("licence", claims.models.base.CleanCharField(blank=True, max_length=300)),
                ("raw", models.JSONField(default=dict, help_text="As it was read.")),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="ImportBatch",
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
                    "file_name",
                    claims.models.base.CleanCharField(
                        help_text="As it was given; only ever shown.", max_length=200
                    ),
                ),
                ("sha256", models.CharField(editable=False, max_length=64, verbose_name="SHA-256")),
                ("byte_size", models.PositiveBigIntegerField(editable=False)),
                (
                    "columns",
                    models.JSONField(
                        default=list, editable=False, help_text="The headings of a sheet."
                    ),
                ),
                (
                    "mapping",
                    models.JSONField(
                        default=dict,
                        help_text="The heading of a column, and the field that it means.",
                    ),
                ),
                ("namespace", claims.models.base.CleanCharField(max_length=100)),
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
                ("day_first", models.BooleanField(blank=True, null=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("read", "Read, not rehearsed"),
                            ("rehearsing", "Rehearsing"),
                            ("rehearsed", "Rehearsed"),
                            ("applying", "Applying"),
                            ("applied", "Applied"),
                            ("undone", "Undone"),
                            ("failed", "Failed"),
                        ],
                        default="read",
                        editable=False,
                        max_length=10,
                    ),
                ),
                (
                    "notes",
                    models.JSONField(
                        default=list, editable=False, help_text="What was odd about the file."
                    ),
                ),
                (
                    "problem",
                    claims.models.base.CleanTextField(blank=True, editable=False, max_length=2000),
                ),
                ("row_count", models.PositiveIntegerField(default=0, editable=False)),
                ("done_count", models.PositiveIntegerField(default=0, editable=False)),
                ("applied_at", models.DateTimeField(editable=False, null=True)),
                ("undone_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "verbose_name": "import",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="ImportKey",
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
                ("namespace", claims.models.base.CleanCharField(max_length=100)),
                ("value", claims.models.base.CleanCharField(max_length=300)),
                (
                    "said",
                    models.JSONField(
                        default=dict, help_text="The fields as the giver last had them."
                    ),
                ),
            ],
            options={
                "ordering": ["namespace", "value", "id"],
            },
        ),
        migrations.CreateModel(
            name="ImportProfile",
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
                ("name", claims.models.base.CleanCharField(max_length=100)),
                (
                    "namespace",
                    claims.models.base.CleanCharField(
                        help_text="Whose external ids these are; elsewhere the same id is another claim.",
                        max_length=100,
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        default="en",
                        help_text="Of claims whose row names none.",
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
                    "day_first",
                    models.BooleanField(
                        blank=True,
                        help_text="How 03/04/2020 is meant; unknown: such a date is not taken.",
                        null=True,
                        verbose_name="day before month",
                    ),
                ),
                (
                    "mapping",
                    models.JSONField(
                        default=dict,
                        help_text="The heading of a column, and the field that it means.",
                        verbose_name="columns",
                    ),
                ),
            ],
            options={
                "ordering": ["name", "id"],
            },
        ),
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "number",
                    models.PositiveIntegerField(
                        help_text="Of the sheet's row, or the place in the file."
                    ),
                ),
                ("given", models.JSONField()),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not looked at yet"),
                            ("create", "Create"),
                            ("update", "Update"),
                            ("skip", "Skip"),
                            ("conflict", "Conflict"),
                            ("refuse", "Refuse"),
                        ],
                        max_length=8,
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("changes", models.JSONField(default=dict)),
                (
                    "questions",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("label", "Unknown label"),
                                ("claimant", "Unclear claimant"),
                                ("duplicate", "Possible duplicate"),
                            ],
                            max_length=9,
                        ),
                        default=list,
                        size=None,
                    ),
                ),
                ("notes", models.JSONField(default=list)),
                ("is_applied", models.BooleanField(default=False)),
            ],
            options={
                "ordering": ["batch", "number"],
            },
        ),
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(
                condition=models.Q(("request_id__startswith", "import ")),
                fields=["request_id", "id"],
                name="auditentry_of_import",
            ),
        ),
        migrations.AddField(
            model_name="foreignverdict",
            name="evidence",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="foreign_verdict",
                to="claims.evidence",
            ),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="applied_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="given_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="imports",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="undone_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="importkey",
            name="claim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="import_keys",
                to="claims.claim",
            ),
        ),
        migrations.AddConstraint(
            model_name="importprofile",
            constraint=models.CheckConstraint(
                condition=models.Q(("name__regex", "\\S")),
                name="importprofile_name_not_blank",
                violation_error_code="importprofile_name_not_blank",
                violation_error_message="Give the profile a name.",
            ),
        ),
        migrations.AddConstraint(
            model_name="importprofile",
            constraint=models.CheckConstraint(
                condition=models.Q(("namespace__regex", "\\S")),
                name="importprofile_has_namespace",
                violation_error_code="importprofile_has_namespace",
                violation_error_message="Give the namespace.",
            ),
        ),
        migrations.AddConstraint(
            model_name="importprofile",
            constraint=models.UniqueConstraint(
                claims.models.base.Fold("name"),
                name="importprofile_name_unique",
                violation_error_message="There is a profile of this name.",
            ),
        ),
        migrations.AddField(
            model_name="importbatch",
            name="profile",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="batches",
                to="claims.importprofile",
            ),
        ),
        migrations.AddField(
            model_name="importrow",
            name="batch",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="rows",
                to="claims.importbatch",
            ),
        ),
        migrations.AddField(
            model_name="importrow",
            name="claim",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="claims.claim",
            ),
        ),
        migrations.AddConstraint(
            model_name="importkey",
            constraint=models.CheckConstraint(
                condition=models.Q(("value__regex", "\\S")),
                name="importkey_not_blank",
                violation_error_code="importkey_not_blank",
                violation_error_message="Give the id.",
            ),
        ),
        migrations.AddConstraint(
            model_name="importkey",
            constraint=models.UniqueConstraint(
                fields=("namespace", "value"),
                name="importkey_unique_in_namespace",
                violation_error_message="This id is taken in its namespace.",
            ),
        ),
        migrations.AddConstraint(
            model_name="importbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        [
                            "read",
                            "rehearsing",
                            "rehearsed",
                            "applying",
                            "applied",
                            "undone",
                            "failed",
                        ],
                    )
                ),
                name="importbatch_status_is_known",
                violation_error_code="importbatch_status_is_known",
                violation_error_message="Not one of the words allowed for status.",
            ),
        ),
        migrations.AddConstraint(
            model_name="importbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(("namespace__regex", "\\S")),
                name="importbatch_has_namespace",
                violation_error_code="importbatch_has_namespace",
                violation_error_message="Give the namespace.",
            ),
        ),
        migrations.AddConstraint(
            model_name="importbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "undone"), ("undone_at__isnull", False)),
                    models.Q(
                        models.Q(("status", "undone"), _negated=True), ("undone_at__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="importbatch_undone_at_a_moment",
                violation_error_message="An import that was undone, and no other, has its moment.",
            ),
        ),
        migrations.AddIndex(
            model_name="importrow",
            index=models.Index(fields=["batch", "outcome", "number"], name="importrow_by_outcome"),
        ),
        migrations.AddIndex(
            model_name="importrow",
            index=models.Index(
                condition=models.Q(("questions", []), _negated=True),
                fields=["batch", "number"],
                name="importrow_asking",
            ),
        ),
        migrations.AddConstraint(
            model_name="importrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("outcome__in", ["", "create", "update", "skip", "conflict", "refuse"])
                ),
                name="importrow_outcome_is_known",
                violation_error_code="importrow_outcome_is_known",
                violation_error_message="Not one of the words allowed for outcome.",
            ),
        ),
        migrations.AddConstraint(
            model_name="importrow",
            constraint=models.UniqueConstraint(fields=("batch", "number"), name="importrow_once"),
        ),
        migrations.RunSQL(TRIGGERS, migrations.RunSQL.noop),
    ]
