"""The claims that may say the same as one, and what people answered about those they were shown."""

from typing import NamedTuple

from django.db.models import Q

from claims.choices import Judgement, LinkKind
from claims.models import Claim, ClaimLink
from claims.search.matching import Match, match_claims

MOST_SHOWN = 5
MOST_ANSWERED = 20
# Below this, asking costs more than it finds.
WORTH_ASKING = 0.05


class Answered(NamedTuple):
    """A claim that somebody was asked about, and the answer."""

    claim: Claim
    link: ClaimLink


class Neighbours(NamedTuple):
    """Claims that may say the same and wait for an answer, and those that have one."""

    asked: list[Match]
    answered: list[Answered]


def neighbours_of(claim: Claim) -> Neighbours:
    """Return the claims likeliest to say the same as ``claim`` that nobody has answered about yet,
    and the claims that somebody has, the newest answer first."""
    links = (
        ClaimLink.objects.filter(Q(a=claim) | Q(b=claim), kind=LinkKind.DUPLICATE)
        .exclude(judgement=Judgement.SUGGESTED)
        .select_related("a__verdict", "b__verdict", "decided_by")
        .order_by("-decided_at", "-id")[:MOST_ANSWERED]
    )
    answered = [Answered(link.b if link.a_id == claim.pk else link.a, link) for link in links]
    known = [claim.pk, *(row.claim.pk for row in answered)]
    found = match_claims(claim.text, published=False, limit=MOST_SHOWN, left_out=known)
    return Neighbours([match for match in found if match.score >= WORTH_ASKING], answered)
