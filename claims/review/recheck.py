"""The re-check clock, as far as acts take part in it.

Published claims fall due by triggers (``0006_recheck.sql``) when what they rest on gives way,
whoever changed it: evidence, documents, the grades of sources, claims that contradict them.
"""

from django.db.models import Q

from claims.choices import Judgement, LinkKind
from claims.models import ClaimLink


def contradicting(claim_id: int) -> list[int]:
    """Return the ids of the claims that a person judged to contradict this one, in order.

    Publishing this claim makes them due, so the act that publishes locks them first.
    """
    links = ClaimLink.objects.filter(
        Q(a=claim_id) | Q(b=claim_id), kind=LinkKind.CONTRADICTS, judgement=Judgement.CONFIRMED
    )
    pairs = links.values_list("a", "b")
    return sorted({end for pair in pairs for end in pair} - {claim_id})
