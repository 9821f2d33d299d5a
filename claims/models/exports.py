"""What left the house in one piece: who took it out, and what it was."""

from django.db import models
from django.db.models import Q

from claims.choices import ExportFormat
from claims.models.base import SHA256_PATTERN, CleanCharField, PublicRecord, choice_law, pattern_law


class Export(PublicRecord):
    """One row is one export: it is noted before the first byte leaves, and finished at the end.

    An export without an end was broken off; how much of it arrived is not known.
    """

    format = models.CharField(max_length=11, choices=ExportFormat)
    taken_by = models.ForeignKey(
        "claims.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="exports",
        help_text="Whose rights it was made with; nobody's: what a stranger may see.",
    )
    is_whole = models.BooleanField(
        "everything", default=False, help_text="A dump of all records, whoever may see them."
    )
    via = CleanCharField(max_length=100, blank=True, help_text="How it was asked for.")
    row_count = models.PositiveBigIntegerField(null=True, blank=True)
    byte_count = models.PositiveBigIntegerField(null=True, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            choice_law("format", ExportFormat.values, "export_format_is_known"),
            pattern_law(
                "sha256", SHA256_PATTERN, "export_sha256_is_hex", "A SHA-256 is 64 hex digits."
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True, row_count__isnull=True, sha256="")
                | (
                    Q(finished_at__isnull=False, row_count__isnull=False, byte_count__isnull=False)
                    & ~Q(sha256="")
                ),
                name="export_finished_whole",
                violation_error_message="A finished export has its size and digest.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_format_display()} of {self.created_at:%Y-%m-%d %H:%M %Z}"
