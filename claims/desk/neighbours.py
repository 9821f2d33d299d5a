"""The claims that may say the same as one, and what people answered about those they were shown."""

from typing import NamedTuple

from django.db.models import Q

from claims.choices import Judgement, LinkKind
from claims.models import Claim, ClaimLink
from claims.search.matching import similar_claims

MOST_SHOWN = 5
MOST_ANSWERED = 20


class Answered(NamedTuple):
    """A claim that somebody was asked about, and the answer."""

    claim: Claim
    link: ClaimLink


class Neighbours(NamedTuple):
    """Claims near in wording that wait for an answer, and those that have one."""

    asked: list[Claim]
    answered: list[Answered]


def neighbours_of(claim: Claim) -> Neighbours:
    """Return the live claims nearest to ``claim`` that nobody has answered about yet, and the
    claims that somebody has, the newest answer first."""
    links = (
        ClaimLink.objects.filter(Q(a=claim) | Q(b=claim), kind=LinkKind.DUPLICATE)
        .exclude(judgement=Judgement.SUGGESTED)
        .select_related("a__verdict", "b__verdict", "decided_by")
        .order_by("-decided_at", "-id")[:MOST_ANSWERED]
    )
    answered = [Answered(link.b if link.a_id == claim.pk else link.a, link) for link in links]
    known = {row.claim.pk for row in answered}
    near = similar_claims(claim.text, exclude=claim.pk, limit=MOST_SHOWN + len(known))
    asked = [row for row in near.select_related("verdict") if row.pk not in known]
    return Neighbours(asked[:MOST_SHOWN], answered)
