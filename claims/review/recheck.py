"""The re-check clock: published claims fall due when what they rest on gives way."""

from datetime import date

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Concat, Least, Left

from claims.choices import Judgement, LinkKind
from claims.models import Assessment, Claim, ClaimLink

_LONGEST_REASON = 2000


def ask_for(claims: QuerySet[Claim], *, why: str, day: date) -> int:
    """Make those of ``claims`` that are published due on ``day``, and keep ``why``; return
    how many they were.

    A claim that was due earlier stays due since then, and its reasons add up. To be called
    inside an act, whose signature the change carries.
    """
    found = claims.filter(verdict__isnull=False, merged_into__isnull=True).order_by("pk")
    pks = [claim.pk for claim in found.select_for_update(of=("self",))]
    return Claim.objects.filter(pk__in=pks).update(
        due_reason=Case(
            When(
                Q(review_due_on__lte=day) & ~Q(due_reason=""),
                then=Left(Concat(F("due_reason"), Value(f"\n{why}")), _LONGEST_REASON),
            ),
            default=Value(why[:_LONGEST_REASON]),
        ),
        review_due_on=Least(F("review_due_on"), Value(day)),
    )


def contradicting(claim_id: int) -> list[int]:
    """Return the ids of the claims that a person judged to contradict this one, in order."""
    links = ClaimLink.objects.filter(
        Q(a=claim_id) | Q(b=claim_id), kind=LinkKind.CONTRADICTS, judgement=Judgement.CONFIRMED
    )
    pairs = links.values_list("a", "b")
    return sorted({end for pair in pairs for end in pair} - {claim_id})


def resting_on(**evidence: object) -> QuerySet[Claim]:
    """Return the claims whose published assessment cites evidence with these values.

    The names are those of ``Evidence`` fields: ``resting_on(document=it)``.
    """
    published = Assessment.objects.published().filter(
        **{f"cited__evidence__{name}": value for name, value in evidence.items()}
    )
    return Claim.objects.filter(pk__in=published.values("claim"))
