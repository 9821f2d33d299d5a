"""The claims themselves: one checkable proposition a row."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from claims.choices import (
    AssessmentStatus,
    ClaimKind,
    ClaimStatus,
    DeclineReason,
    Precision,
    Priority,
)
from claims.models.base import (
    CleanCharField,
    CleanTextField,
    FoldKey,
    Plain,
    PublicRecord,
    Record,
    choice_law,
    language_field,
    not_blank_law,
    precision_field,
    precision_law,
)

LONGEST_CLAIM = 1000

# A verdict stands while its claim is published, re-checked, or in review once more.
WITHOUT_VERDICT = (ClaimStatus.NEW, ClaimStatus.RESEARCHING, ClaimStatus.DECLINED)
WITH_VERDICT = (ClaimStatus.PUBLISHED, ClaimStatus.RECHECKING)


class ClaimRef(models.Func):
    """A fresh short reference such as ``CLM-7KQ2M9``, made by the database."""

    function = "claims_new_ref"
    template = "%(function)s()"
    output_field = models.CharField(max_length=16)
    allowed_default = True


class ClaimQuerySet(models.QuerySet["Claim"]):
    def live(self) -> "ClaimQuerySet":
        """Claims that were not merged into another one."""
        return self.filter(merged_into__isnull=True)

    def published(self) -> "ClaimQuerySet":
        """Live claims with a published assessment: what the outside may see."""
        return self.live().filter(verdict__isnull=False)

    def retracted(self) -> "ClaimQuerySet":
        """Live claims whose published assessment was taken back, and none stands since."""
        taken_back = models.Q(assessments__status=AssessmentStatus.RETRACTED)
        return self.live().filter(taken_back, verdict__isnull=True).distinct()

    def due(self, day: "Combinable | object") -> "ClaimQuerySet":
        """Published claims whose re-check falls on ``day`` or before."""
        return self.published().filter(review_due_on__lte=day)

    def with_evidence_counts(self, visibilities: Collection[str]) -> "ClaimQuerySet":
        """Each claim with ``documents`` and ``independent_origins``: how many documents speak of
        it, and to how many independent origins they go back.

        Only standing evidence of these ``visibilities`` counts.
        """
        record: Any = self.model._meta.get_field("evidence").related_model
        evidence = record.objects.within(visibilities)
        return self.annotate(
            documents=evidence.documents_of_claim(),
            independent_origins=evidence.origins_of_claim(),
        )

    def saying(self, text: str, language: str) -> "ClaimQuerySet":
        """Live claims whose folded text and language are these: at most one."""
        return (
            self.live()
            .annotate(text_key=FoldKey("text"))
            .filter(text_key=FoldKey(models.Value(text)), language=language)
        )


class Claim(PublicRecord):
    """One row is one checkable proposition: neutral, affirmative, apart from who said it."""

    ref = models.CharField(
        "reference", max_length=16, unique=True, db_default=ClaimRef(), editable=False
    )
    text = CleanTextField(
        max_length=LONGEST_CLAIM,
        help_text="One checkable proposition, neutral and affirmative, without who said it.",
    )
    language = language_field(default="en")
    kind = models.CharField(max_length=10, choices=ClaimKind, default=ClaimKind.STATE)
    context = CleanTextField(
        "internal note", blank=True, max_length=10_000, help_text="For colleagues only."
    )
    place = CleanCharField(max_length=300, blank=True)
    happened_from = models.DateField(null=True, blank=True)
    happened_until = models.DateField(null=True, blank=True)
    happened_precision = precision_field()
    topics = models.ManyToManyField("claims.Topic", blank=True, related_name="claims")
    subjects = models.ManyToManyField(
        "claims.Actor",
        blank=True,
        related_name="claims_about",
        help_text="Whom the claim is about.",
    )
    status = models.CharField(
        max_length=11, choices=ClaimStatus, default=ClaimStatus.NEW, editable=False
    )
    decline_reason = models.CharField(
        max_length=18, choices=DeclineReason, blank=True, editable=False
    )
    priority = models.CharField(max_length=6, choices=Priority, default=Priority.NORMAL)
    assignee = models.ForeignKey(
        "claims.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assigned_claims",
    )
    verdict = models.ForeignKey(
        "claims.Rating",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="claims",
    )
    review_due_on = models.DateField("re-check due on", null=True, blank=True)
    due_reason = CleanTextField(
        "why a re-check is due",
        max_length=2000,
        blank=True,
        editable=False,
        help_text="What happened that asks for a re-check, as the program noticed it.",
    )
    merged_into = models.ForeignKey(
        "claims.Claim",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged_claims",
    )

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            choice_law("status", ClaimStatus.values, "claim_status_is_known"),
            choice_law("kind", ClaimKind.values, "claim_kind_is_known"),
            choice_law("priority", Priority.values, "claim_priority_is_known"),
            choice_law("happened_precision", Precision.values, "claim_precision_is_known"),
            not_blank_law("text", "claim_text_not_blank", "Say what is claimed."),
            models.UniqueConstraint(
                FoldKey("text"),
                "language",
                condition=Q(merged_into__isnull=True),
                name="claim_text_unique_while_live",
                violation_error_code="unique",
                violation_error_message="A live claim says this already in this language.",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="claim_not_merged_into_itself",
                violation_error_message="A claim can't be merged into itself.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=WITHOUT_VERDICT, verdict__isnull=True)
                | Q(status__in=WITH_VERDICT, verdict__isnull=False)
                | Q(status=ClaimStatus.IN_REVIEW),
                name="claim_verdict_fits_status",
                violation_error_message="The verdict and the status of the claim disagree.",
            ),
            models.CheckConstraint(
                condition=(Q(status=ClaimStatus.DECLINED) & ~Q(decline_reason=""))
                | (~Q(status=ClaimStatus.DECLINED) & Q(decline_reason="")),
                name="claim_declined_with_reason",
                violation_error_message="A declined claim, and no other, has a reason for it.",
            ),
            models.CheckConstraint(
                condition=Q(happened_from__isnull=True)
                | Q(happened_until__isnull=True)
                | Q(happened_from__lte=F("happened_until")),
                name="claim_period_in_order",
                violation_error_message="The period ends before it begins.",
            ),
            precision_law("happened_from", "happened_precision", "claim_from_fits_precision"),
            precision_law("happened_until", "happened_precision", "claim_until_fits_precision"),
        ]
        indexes = [
            GinIndex(OpClass(Plain("text"), "gin_trgm_ops"), name="claim_text_trigrams"),
            models.Index(fields=["status", "-id"], name="claim_by_status"),
            models.Index(
                fields=["verdict", "-id"],
                name="claim_by_verdict",
                condition=Q(verdict__isnull=False, merged_into__isnull=True),
            ),
            models.Index(
                fields=["-id"],
                name="claim_published_newest",
                condition=Q(verdict__isnull=False, merged_into__isnull=True),
            ),
            # Who may see a claim that was found is told without reading the claim itself.
            models.Index(fields=["id"], name="claim_in_sight", include=["merged_into", "verdict"]),
            models.Index(fields=["priority", "-id"], name="claim_by_priority"),
            models.Index(fields=["language", "-id"], name="claim_by_language"),
            models.Index(
                fields=["priority", "id"],
                name="claim_to_take",
                condition=Q(status="new", assignee__isnull=True, merged_into__isnull=True),
            ),
            models.Index(fields=["assignee", "status", "-id"], name="claim_by_assignee"),
            models.Index(fields=["updated_at", "id"], name="claim_by_change"),
            models.Index(fields=["status", "updated_at", "id"], name="claim_by_status_and_change"),
            models.Index(
                fields=["verdict", "updated_at", "id"],
                name="claim_by_verdict_and_change",
                condition=Q(verdict__isnull=False),
            ),
            models.Index(Coalesce("review_due_on", Value(date.max)), "id", name="claim_by_due_day"),
            models.Index(
                fields=["review_due_on", "id"],
                name="claim_by_recheck",
                condition=Q(review_due_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref}: {self.text[:80]}"

    @property
    def is_public(self) -> bool:
        """Whether the outside may see this claim."""
        return self.verdict_id is not None and self.merged_into_id is None

    def clean(self) -> None:
        super().clean()
        if self.review_due_on is None:
            self.due_reason = ""
        if self.happened_from and self.happened_until and self.happened_until < self.happened_from:
            raise ValidationError({"happened_until": "The period ends before it begins."})


class Comment(Record):
    """One row is something said about a claim inside the house; it never leaves it."""

    claim = models.ForeignKey("claims.Claim", on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey("claims.User", on_delete=models.PROTECT, related_name="comments")
    text = CleanTextField(max_length=10_000)
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [not_blank_law("text", "comment_not_blank", "Write the comment.")]

    def __str__(self) -> str:
        return self.text[:80]
