"""What speaks for and against claims, and the roots it goes back to."""

from collections.abc import Collection

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from claims.choices import ONE_SIDED, Credibility, OriginKind, Stance, Visibility
from claims.models.base import (
    CleanCharField,
    CleanTextField,
    Plain,
    PublicRecord,
    QuotedRecord,
    choice_law,
    not_blank_law,
    together_law,
)


class Origin(PublicRecord):
    """One row is an independent root of information: five reprints of one wire story are one."""

    label = CleanCharField(max_length=300)
    kind = models.CharField(max_length=18, choices=OriginKind)

    class Meta:
        ordering = ["label", "id"]
        constraints = [
            choice_law("kind", OriginKind.values, "origin_kind_is_known"),
            not_blank_law("label", "origin_label_not_blank", "Give the origin a label."),
        ]
        indexes = [GinIndex(OpClass(Plain("label"), "gin_trgm_ops"), name="origin_label_trigrams")]

    def __str__(self) -> str:
        return self.label


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def standing(self) -> "EvidenceQuerySet":
        """Evidence that was not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def within(self, visibilities: Collection[str]) -> "EvidenceQuerySet":
        """Evidence that somebody cleared for ``visibilities`` may see."""
        return self.filter(visibility__in=visibilities)

    def documents_of_claim(self) -> Coalesce:
        """Return the expression that counts the documents of standing evidence, for each row of
        an outer query over claims."""
        return self.standing()._counted("document")

    def origins_of_claim(self) -> Coalesce:
        """Return the expression that counts the independent origins of standing evidence for or
        against, for each row of an outer query over claims.

        Evidence whose origin nobody has named may be a reprint, so it adds none.
        """
        return self.standing().filter(stance__in=ONE_SIDED)._counted("origin")

    def _counted(self, field: str) -> Coalesce:
        of_claim = self.filter(claim=OuterRef("pk")).order_by().values("claim")
        counted = of_claim.annotate(counted=Count(field, distinct=True))
        return Coalesce(Subquery(counted.values("counted"), output_field=IntegerField()), 0)


class Evidence(QuotedRecord):
    """One row is one document's word for or against one claim."""

    claim = models.ForeignKey("claims.Claim", on_delete=models.CASCADE, related_name="evidence")
    document = models.ForeignKey(
        "claims.Document", on_delete=models.PROTECT, related_name="evidence"
    )
    stance = models.CharField(max_length=8, choices=Stance)
    credibility = models.PositiveSmallIntegerField(
        choices=Credibility,
        default=Credibility.UNJUDGED,
        help_text="Of this piece of information; reliability belongs to its source.",
    )
    rationale = CleanTextField(
        max_length=5000, help_text="Why this speaks for or against the claim."
    )
    origin = models.ForeignKey(
        "claims.Origin",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="evidence",
        help_text="The independent root that this goes back to.",
    )
    visibility = models.CharField(max_length=12, choices=Visibility, default=Visibility.INTERNAL)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = CleanTextField(max_length=2000, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name_plural = "evidence"
        constraints = [
            choice_law("stance", Stance.values, "evidence_stance_is_known"),
            choice_law("credibility", Credibility.values, "evidence_credibility_is_known"),
            choice_law("visibility", Visibility.values, "evidence_visibility_is_known"),
            not_blank_law(
                "rationale",
                "evidence_says_why",
                "Say why this speaks for or against the claim.",
            ),
            together_law(
                "withdrawn_at",
                "withdrawn_reason",
                "evidence_withdrawn_with_reason",
                "Withdrawn evidence needs the moment and the reason.",
            ),
            models.UniqueConstraint(fields=["id", "claim"], name="evidence_belongs_to_one_claim"),
        ]
        indexes = [
            models.Index(
                fields=["claim", "stance", "id"],
                name="evidence_standing",
                condition=Q(withdrawn_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document} ({self.stance})"
