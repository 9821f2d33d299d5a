"""Judged pairs of claims, and merges that can be undone."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least, Now

from claims.choices import Judgement, LinkKind
from claims.models.base import CleanTextField, PublicRecord, Record, choice_law


class ClaimLinkQuerySet(models.QuerySet["ClaimLink"]):
    def found_different(self, claim_id: int) -> set[int]:
        """The ids of the claims that somebody found to say something else than this one."""
        pairs = self.filter(
            Q(a=claim_id) | Q(b=claim_id), kind=LinkKind.DUPLICATE, judgement=Judgement.REJECTED
        ).values_list("a", "b")
        return {pk for pair in pairs for pk in pair} - {claim_id}


class ClaimLink(PublicRecord):
    """One row is how two claims hang together, as suggested or as somebody judged."""

    a = models.ForeignKey("claims.Claim", on_delete=models.CASCADE, related_name="links_from")
    b = models.ForeignKey("claims.Claim", on_delete=models.CASCADE, related_name="links_to")
    kind = models.CharField(max_length=11, choices=LinkKind)
    judgement = models.CharField(max_length=9, choices=Judgement, default=Judgement.SUGGESTED)
    score = models.DecimalField(
        max_digits=5,
        decimal_places=4,
        null=True,
        blank=True,
        help_text="Between 0 and 1.",
    )
    reason = CleanTextField(max_length=2000, blank=True)
    decided_by = models.ForeignKey(
        "claims.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="decided_links",
    )
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ClaimLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            choice_law("kind", LinkKind.values, "claimlink_kind_is_known"),
            choice_law("judgement", Judgement.values, "claimlink_judgement_is_known"),
            models.CheckConstraint(
                condition=~Q(a=F("b")),
                name="claimlink_between_two_claims",
                violation_error_message="A claim can't be linked to itself.",
            ),
            models.UniqueConstraint(
                Least("a", "b"),
                Greatest("a", "b"),
                "kind",
                name="claimlink_once_per_pair_and_kind",
                violation_error_code="unique",
                violation_error_message="These two claims are linked like this already.",
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__range=(0, 1)),
                name="claimlink_score_between_0_and_1",
                violation_error_message="A score lies between 0 and 1.",
            ),
            models.CheckConstraint(
                condition=Q(
                    judgement=Judgement.SUGGESTED,
                    decided_by__isnull=True,
                    decided_at__isnull=True,
                )
                | (
                    ~Q(judgement=Judgement.SUGGESTED)
                    & Q(decided_by__isnull=False, decided_at__isnull=False)
                ),
                name="claimlink_judged_by_somebody",
                violation_error_message="A judged link, and no other, names who judged it.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.a_id} {self.kind} {self.b_id} ({self.judgement})"


class MergeRecord(Record):
    """A merge that can be undone: which rows of which tables it moved, by whom and when."""

    moved = models.JSONField(default=dict, help_text="Row ids by table, as they were moved.")
    merged_by = models.ForeignKey("claims.User", on_delete=models.PROTECT, related_name="+")
    merged_at = models.DateTimeField(db_default=Now())
    undone_by = models.ForeignKey(
        "claims.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta(Record.Meta):
        abstract = True


class ClaimMerge(MergeRecord):
    """One row is one merge of a claim into another."""

    kept = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="merges_kept")
    merged = models.ForeignKey(
        "claims.Claim", on_delete=models.PROTECT, related_name="merges_merged"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kept=F("merged")),
                name="claimmerge_of_two_claims",
                violation_error_message="A claim can't be merged into itself.",
            ),
            models.UniqueConstraint(
                fields=["merged"],
                condition=Q(undone_at__isnull=True),
                name="claimmerge_one_standing_per_claim",
                violation_error_message="The claim is merged already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.merged} into {self.kept}"


class ActorMerge(MergeRecord):
    """One row is one merge of an actor into another."""

    kept = models.ForeignKey("claims.Actor", on_delete=models.PROTECT, related_name="merges_kept")
    merged = models.ForeignKey(
        "claims.Actor", on_delete=models.PROTECT, related_name="merges_merged"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kept=F("merged")),
                name="actormerge_of_two_actors",
                violation_error_message="An actor can't be merged into itself.",
            ),
            models.UniqueConstraint(
                fields=["merged"],
                condition=Q(undone_at__isnull=True),
                name="actormerge_one_standing_per_actor",
                violation_error_message="The actor is merged already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.merged} into {self.kept}"
