"""What was concluded, on which evidence, and who answered for it."""

from django.db import models
from django.db.models import F, Q

from claims.choices import AssessmentStatus, Confidence, Decision, Reliability, Stance
from claims.models.base import (
    SHA256_PATTERN,
    CleanCharField,
    CleanTextField,
    Fold,
    PublicRecord,
    Record,
    choice_law,
    not_blank_law,
    pattern_law,
)

OPEN_STATUSES = (AssessmentStatus.DRAFT, AssessmentStatus.SUBMITTED)
# Statuses that an assessment reaches only by having been published.
ONCE_PUBLISHED = (
    AssessmentStatus.PUBLISHED,
    AssessmentStatus.SUPERSEDED,
    AssessmentStatus.RETRACTED,
)


class Rating(Record):
    """One row is one word of the house's rating scale; off the true-false axis it has no number."""

    code = models.SlugField(max_length=40, unique=True)
    label = CleanCharField(max_length=80)
    ordinal = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="1 (false) to 5 (true); empty when it is no place between true and false.",
    )
    description = CleanTextField(max_length=2000, blank=True)
    colour = models.CharField(max_length=7, default="#6b7280", help_text="Such as #15803d.")
    position = models.PositiveSmallIntegerField(default=0, help_text="Its place in lists.")
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            not_blank_law("label", "rating_label_not_blank", "Give the rating a label."),
            pattern_law(
                "colour",
                r"^#[0-9a-f]{6}$",
                "rating_colour_is_hex",
                "Write it like #15803d.",
            ),
            models.CheckConstraint(
                condition=Q(ordinal__isnull=True) | Q(ordinal__range=(1, 5)),
                name="rating_ordinal_on_the_axis",
                violation_error_message="A place on the true-false axis is a number from 1 to 5.",
            ),
            models.UniqueConstraint(
                Fold("label"),
                condition=Q(is_active=True),
                name="rating_label_unique_while_active",
                violation_error_message="Another active rating has this label.",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def published(self) -> "AssessmentQuerySet":
        """The assessments that stand in public now."""
        return self.filter(status=AssessmentStatus.PUBLISHED)

    def open(self) -> "AssessmentQuerySet":
        """The assessments that are drafted or under review."""
        return self.filter(status__in=OPEN_STATUSES)

    def once_published(self) -> "AssessmentQuerySet":
        """The assessments that stand or once stood in public."""
        return self.filter(status__in=ONCE_PUBLISHED)


class Assessment(PublicRecord):
    """One row is one numbered conclusion about one claim."""

    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="assessments")
    number = models.PositiveSmallIntegerField(editable=False)
    rating = models.ForeignKey(
        "claims.Rating",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assessments",
    )
    confidence = models.CharField(max_length=8, choices=Confidence, blank=True)
    headline = CleanCharField(max_length=200, blank=True)
    explanation = CleanTextField(max_length=50_000, blank=True, help_text="In Markdown.")
    gaps = CleanTextField(
        max_length=10_000,
        blank=True,
        help_text="What is missing; what would change our mind.",
    )
    confidence_exception = CleanTextField(
        max_length=2000,
        blank=True,
        help_text="Why high confidence is right on fewer than two independent origins.",
    )
    evidence = models.ManyToManyField(
        "claims.Evidence",
        through="claims.AssessmentEvidence",
        through_fields=("assessment", "evidence"),
        related_name="assessments",
    )
    author = models.ForeignKey("claims.User", on_delete=models.PROTECT, related_name="assessments")
    status = models.CharField(
        max_length=10,
        choices=AssessmentStatus,
        default=AssessmentStatus.DRAFT,
        editable=False,
    )
    round = models.PositiveSmallIntegerField(default=0, editable=False)
    submitted_at = models.DateTimeField(null=True, blank=True, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    supersedes = models.OneToOneField(
        "claims.Assessment",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="superseded_by",
    )
    public_note = CleanTextField(
        max_length=5000,
        blank=True,
        help_text="What changed and why, for readers; needed when it corrects another.",
    )

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["claim", "-number"]
        constraints = [
            choice_law("status", AssessmentStatus.values, "assessment_status_is_known"),
            choice_law("confidence", ["", *Confidence.values], "assessment_confidence_is_known"),
            models.UniqueConstraint(
                fields=["claim", "number"], name="assessment_number_once_per_claim"
            ),
            models.UniqueConstraint(fields=["id", "claim"], name="assessment_belongs_to_one_claim"),
            models.UniqueConstraint(
                fields=["claim"],
                condition=Q(status=AssessmentStatus.PUBLISHED),
                name="assessment_one_published_per_claim",
                violation_error_message="The claim has a published assessment already.",
            ),
            models.UniqueConstraint(
                fields=["claim"],
                condition=Q(status__in=OPEN_STATUSES),
                name="assessment_one_open_per_claim",
                violation_error_message="The claim has an open assessment already.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[AssessmentStatus.DRAFT, AssessmentStatus.ABANDONED])
                | (
                    Q(rating__isnull=False, submitted_at__isnull=False, round__gte=1)
                    & ~Q(confidence="")
                    & Q(explanation__regex=r"\S")
                ),
                name="assessment_complete_once_submitted",
                violation_error_message=(
                    "An assessment needs a rating, a confidence and an explanation to be submitted."
                ),
            ),
            models.CheckConstraint(
                condition=Q(status__in=ONCE_PUBLISHED, published_at__isnull=False)
                | (~Q(status__in=ONCE_PUBLISHED) & Q(published_at__isnull=True)),
                name="assessment_published_at_when_published",
                violation_error_message="Only a published assessment has a moment of publication.",
            ),
            models.CheckConstraint(
                condition=Q(supersedes__isnull=True) | ~Q(supersedes=F("id")),
                name="assessment_not_its_own_successor",
                violation_error_message="An assessment can't supersede itself.",
            ),
            models.CheckConstraint(
                condition=Q(supersedes__isnull=True)
                | Q(status__in=[*OPEN_STATUSES, AssessmentStatus.ABANDONED])
                | Q(public_note__regex=r"\S"),
                name="assessment_correction_has_note",
                violation_error_message="A correction needs a public note.",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "submitted_at"], name="assessment_queue"),
            models.Index(
                fields=["-published_at", "-id"],
                name="assessment_newest_published",
                condition=Q(published_at__isnull=False),
            ),
            models.Index(
                fields=["id"],
                name="assessment_corrections",
                condition=Q(supersedes__isnull=False) | Q(status=AssessmentStatus.RETRACTED),
            ),
        ]

    def __str__(self) -> str:
        return f"Assessment {self.number} of {self.claim}"

    @property
    def is_open(self) -> bool:
        """Whether it is still drafted or under review."""
        return self.status in OPEN_STATUSES


class AssessmentEvidence(Record):
    """One row is a piece of evidence that an assessment rests on, as it stood on submission."""

    assessment = models.ForeignKey(
        "claims.Assessment", on_delete=models.PROTECT, related_name="cited"
    )
    evidence = models.ForeignKey(
        "claims.Evidence", on_delete=models.PROTECT, related_name="citations"
    )
    claim = models.ForeignKey(
        "claims.Claim", on_delete=models.PROTECT, related_name="+", editable=False
    )
    stance = models.CharField(max_length=8, choices=Stance, blank=True, editable=False)
    credibility = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    source_grade = models.CharField(max_length=1, choices=Reliability, blank=True, editable=False)
    snapshot_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    frozen_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["id"]
        verbose_name = "cited evidence"
        verbose_name_plural = "cited evidence"
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "evidence"],
                name="assessmentevidence_cited_once",
                violation_error_message="The assessment cites this evidence already.",
            ),
            choice_law("stance", ["", *Stance.values], "assessmentevidence_stance_is_known"),
            choice_law(
                "source_grade",
                ["", *Reliability.values],
                "assessmentevidence_grade_is_known",
            ),
            pattern_law(
                "snapshot_sha256",
                SHA256_PATTERN,
                "assessmentevidence_sha256_is_hex",
                "A SHA-256 is 64 hex digits in lower case.",
            ),
            models.CheckConstraint(
                condition=Q(frozen_at__isnull=True)
                | (Q(credibility__range=(1, 6)) & ~Q(stance="")),
                name="assessmentevidence_frozen_whole",
                violation_error_message="Frozen evidence keeps its stance and credibility.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evidence} in {self.assessment}"


class Review(Record):
    """One row is one person's answer to one submitted round of an assessment."""

    assessment = models.ForeignKey(
        "claims.Assessment", on_delete=models.PROTECT, related_name="reviews"
    )
    round = models.PositiveSmallIntegerField()
    reviewer = models.ForeignKey("claims.User", on_delete=models.PROTECT, related_name="reviews")
    decision = models.CharField(max_length=15, choices=Decision)
    comment = CleanTextField(max_length=10_000, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            choice_law("decision", Decision.values, "review_decision_is_known"),
            models.UniqueConstraint(
                fields=["assessment", "round", "reviewer"],
                name="review_once_per_round",
                violation_error_message="You have answered this round already.",
            ),
            models.CheckConstraint(
                condition=Q(decision=Decision.APPROVE) | Q(comment__regex=r"\S"),
                name="review_comment_unless_approving",
                violation_error_message="Say what should change.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer}: {self.decision} (round {self.round})"
