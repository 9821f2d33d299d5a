"""What came from elsewhere: imports, what became of each row, and the verdicts of others."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, Q

from claims.choices import ImportStatus, RowOutcome, RowQuestion
from claims.models.base import (
    CleanCharField,
    CleanTextField,
    Fold,
    PublicRecord,
    Record,
    choice_law,
    language_field,
    not_blank_law,
)


class ImportProfile(PublicRecord):
    """One row says how the sheets of one giver are read: which column means what."""

    name = CleanCharField(max_length=100)
    namespace = CleanCharField(
        max_length=100,
        help_text="Whose external ids these are; elsewhere the same id is another claim.",
    )
    language = language_field(default="en", help_text="Of claims whose row names none.")
    day_first = models.BooleanField(
        "day before month",
        null=True,
        blank=True,
        help_text="How 03/04/2020 is meant; unknown: such a date is not taken.",
    )
    mapping = models.JSONField(
        "columns", default=dict, help_text="The heading of a column, and the field that it means."
    )

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            not_blank_law("name", "importprofile_name_not_blank", "Give the profile a name."),
            not_blank_law("namespace", "importprofile_has_namespace", "Give the namespace."),
            models.UniqueConstraint(
                Fold("name"),
                name="importprofile_name_unique",
                violation_error_message="There is a profile of this name.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ImportBatch(PublicRecord):
    """One row is one import: a file that somebody gave, and what was done with it."""

    file_name = CleanCharField(max_length=200, help_text="As it was given; only ever shown.")
    sha256 = models.CharField("SHA-256", max_length=64, editable=False)
    byte_size = models.PositiveBigIntegerField(editable=False)
    profile = models.ForeignKey(
        "claims.ImportProfile",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="batches",
    )
    columns = models.JSONField(default=list, editable=False, help_text="The headings of a sheet.")
    mapping = models.JSONField(
        default=dict, help_text="The heading of a column, and the field that it means."
    )
    namespace = CleanCharField(max_length=100)
    language = language_field(default="en")
    day_first = models.BooleanField(null=True, blank=True)
    status = models.CharField(
        max_length=10, choices=ImportStatus, default=ImportStatus.READ, editable=False
    )
    notes = models.JSONField(default=list, editable=False, help_text="What was odd about the file.")
    problem = CleanTextField(max_length=2000, blank=True, editable=False)
    row_count = models.PositiveIntegerField(default=0, editable=False)
    done_count = models.PositiveIntegerField(default=0, editable=False)
    compared_to = models.PositiveIntegerField(
        "compared up to row",
        null=True,
        editable=False,
        help_text="How far its new claims were compared with others; empty when all were.",
    )
    given_by = models.ForeignKey(
        "claims.User", on_delete=models.PROTECT, null=True, related_name="imports", editable=False
    )
    applied_at = models.DateTimeField(null=True, editable=False)
    applied_by = models.ForeignKey(
        "claims.User", on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    undone_at = models.DateTimeField(null=True, editable=False)
    undone_by = models.ForeignKey(
        "claims.User", on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )

    class Meta:
        ordering = ["-id"]
        verbose_name = "import"
        constraints = [
            choice_law("status", ImportStatus.values, "importbatch_status_is_known"),
            not_blank_law("namespace", "importbatch_has_namespace", "Give the namespace."),
            models.CheckConstraint(
                condition=Q(status=ImportStatus.UNDONE, undone_at__isnull=False)
                | (~Q(status=ImportStatus.UNDONE) & Q(undone_at__isnull=True)),
                name="importbatch_undone_at_a_moment",
                violation_error_message="An import that was undone, and no other, has its moment.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} of {self.created_at:%Y-%m-%d %H:%M}"

    @property
    def mark(self) -> str:
        """What ties the audit entries of this import together, in the place of a request's id."""
        return f"import {self.public_id}"

    @property
    def totals(self) -> dict[str, int]:
        """How many rows have each outcome, and about how many somebody should decide."""
        counted = {
            outcome: Count("pk", filter=Q(outcome=outcome))
            for outcome in RowOutcome.values
            if outcome
        }
        found: dict[str, int] = ImportRow.objects.filter(batch=self).aggregate(
            **counted, asking=Count("pk", filter=~Q(questions=[]))
        )
        return found

    @property
    def questions(self) -> list[tuple[str, str, int]]:
        """Each question with its words, and how many rows ask it."""
        counted = {
            name: Count("pk", filter=Q(questions__contains=[name])) for name in RowQuestion.values
        }
        found = ImportRow.objects.filter(batch=self).asking().aggregate(**counted)
        return [(name, label, found[name]) for name, label in RowQuestion.choices]


class ImportRowQuerySet(models.QuerySet["ImportRow"]):
    def asking(self) -> "ImportRowQuerySet":
        """Rows about which somebody should decide something."""
        return self.exclude(questions=[])


class ImportRow(models.Model):
    """One row is one row of an import as it was read, and what became of it."""

    batch = models.ForeignKey("claims.ImportBatch", on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(help_text="Of the sheet's row, or the place in the file.")
    given = models.JSONField()
    outcome = models.CharField(max_length=8, choices=RowOutcome, blank=True)
    reason = models.TextField(blank=True)
    changes = models.JSONField(default=dict)
    questions = ArrayField(models.CharField(max_length=9, choices=RowQuestion), default=list)
    notes = models.JSONField(default=list)
    claim = models.ForeignKey(
        "claims.Claim",
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        db_constraint=False,
    )
    is_applied = models.BooleanField(default=False)

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        ordering = ["batch", "number"]
        constraints = [
            choice_law("outcome", RowOutcome.values, "importrow_outcome_is_known"),
            models.UniqueConstraint(fields=["batch", "number"], name="importrow_once"),
        ]
        indexes = [
            models.Index(fields=["batch", "outcome", "number"], name="importrow_by_outcome"),
            models.Index(
                fields=["batch", "number"],
                name="importrow_asking",
                condition=~Q(questions=[]),
            ),
        ]

    def __str__(self) -> str:
        return f"row {self.number}"


class ImportKey(Record):
    """One row is the name by which a giver knows a claim, and what was last heard of it there."""

    namespace = CleanCharField(max_length=100)
    value = CleanCharField(max_length=300)
    claim = models.ForeignKey("claims.Claim", on_delete=models.CASCADE, related_name="import_keys")
    said = models.JSONField(default=dict, help_text="The fields as the giver last had them.")

    class Meta:
        ordering = ["namespace", "value", "id"]
        constraints = [
            not_blank_law("value", "importkey_not_blank", "Give the id."),
            models.UniqueConstraint(
                fields=["namespace", "value"],
                name="importkey_unique_in_namespace",
                violation_error_message="This id is taken in its namespace.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.namespace}: {self.value}"


class ForeignVerdict(Record):
    """One row is what another publisher concluded, in their own words and numbers."""

    evidence = models.OneToOneField(
        "claims.Evidence", on_delete=models.CASCADE, related_name="foreign_verdict"
    )
    publisher_name = CleanCharField(max_length=300, blank=True)
    publisher_site = CleanCharField(max_length=253, blank=True)
    label = CleanTextField(max_length=2000, blank=True)
    rating_value = models.FloatField(null=True, blank=True)
    rating_worst = models.FloatField(null=True, blank=True)
    rating_best = models.FloatField(null=True, blank=True)
    explanation = CleanTextField(max_length=10_000, blank=True)
    licence = CleanCharField(max_length=300, blank=True)
    raw = models.JSONField(default=dict, help_text="As it was read.")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.publisher_name or self.publisher_site}: {self.label}"

    @property
    def scale(self) -> str:
        """The number with its ends, as it was given; empty without one."""
        if self.rating_value is None:
            return ""
        ends = [
            f"{name} {end:g}"
            for name, end in (("worst", self.rating_worst), ("best", self.rating_best))
            if end is not None
        ]
        return f"{self.rating_value:g}" + (f" ({', '.join(ends)})" if ends else "")
