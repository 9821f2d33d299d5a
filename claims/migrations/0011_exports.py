"""Notes of what left the house in one piece: added and finished, never changed or removed."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import claims.models.base

TRIGGERS = """
CREATE TRIGGER claims_touch BEFORE UPDATE ON claims_export FOR EACH ROW
    WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION claims_touch();
CREATE TRIGGER claims_keep BEFORE UPDATE OR DELETE ON claims_export
    FOR EACH ROW EXECUTE FUNCTION claims_keep('row_count', 'byte_count', 'sha256', 'finished_at');
SELECT claims_audit_watch('claims_export'::regclass, 'id', '', '{}', '{}');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0010_taking"),
    ]

    operations = [
        migrations.CreateModel(
            name="Export",
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
                    "format",
                    models.CharField(
                        choices=[
                            ("claimreview", "ClaimReview"),
                            ("datafeed", "Data feed"),
                            ("csv", "CSV"),
                            ("xlsx", "Excel workbook"),
                            ("annotations", "Web annotations"),
                            ("jsonl", "Full dump"),
                        ],
                        max_length=11,
                    ),
                ),
                (
                    "is_whole",
                    models.BooleanField(
                        default=False,
                        help_text="A dump of all records, whoever may see them.",
                        verbose_name="everything",
                    ),
                ),
                (
                    "via",
                    claims.models.base.CleanCharField(
                        blank=True, help_text="How it was asked for.", max_length=100
                    ),
                ),
                ("row_count", models.PositiveBigIntegerField(blank=True, null=True)),
                ("byte_count", models.PositiveBigIntegerField(blank=True, null=True)),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="SHA-256")),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "taken_by",
                    models.ForeignKey(
                        blank=True,
                        help_text="Whose rights it was made with; nobody's: what a stranger may see.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exports",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "format__in",
                                ["claimreview", "datafeed", "csv", "xlsx", "annotations", "jsonl"],
                            )
                        ),
                        name="export_format_is_known",
                        violation_error_code="export_format_is_known",
                        violation_error_message="Not one of the words allowed for format.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sha256", ""), ("sha256__regex", "^[0-9a-f]{64}$"), _connector="OR"
                        ),
                        name="export_sha256_is_hex",
                        violation_error_code="export_sha256_is_hex",
                        violation_error_message="A SHA-256 is 64 hex digits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("finished_at__isnull", True),
                                ("row_count__isnull", True),
                                ("sha256", ""),
                            ),
                            models.Q(
                                ("byte_count__isnull", False),
                                ("finished_at__isnull", False),
                                ("row_count__isnull", False),
                                models.Q(("sha256", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="export_finished_whole",
                        violation_error_message="A finished export has its size and digest.",
                    ),
                ],
            },
        ),
        migrations.RunSQL(TRIGGERS, migrations.RunSQL.noop),
    ]
