"""Judging how two claims hang together."""

from datetime import datetime

from django.db.models import Q

from claims.audit.actor import acting
from claims.choices import Judgement, LinkKind
from claims.models import Claim, ClaimLink, User
from claims.review.rights import StepRefused, ask
from claims.review.situation import lock_claims


def judge_link(
    link: ClaimLink,
    *,
    by: User,
    at: datetime,
    judgement: Judgement | str,
    reason: str = "",
    request_id: str = "",
) -> ClaimLink:
    """Answer whether ``link`` holds and return it; an answer can be changed, not taken back.

    When two published claims are found to contradict each other, both fall due by a trigger.
    """
    with acting(by, reason=reason, request_id=request_id):
        ask(by, "judge_link", link)
        if judgement not in (Judgement.CONFIRMED, Judgement.REJECTED, Judgement.UNSURE):
            raise StepRefused("Answer with confirmed, rejected or unsure.")
        lock_claims([link.a_id, link.b_id])
        link = ClaimLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
        link.judgement = judgement
        link.reason = reason or link.reason
        link.decided_by, link.decided_at = by, at
        link.full_clean()
        link.save()
        link.refresh_from_db()
        return link


def judge_pair(
    claim: Claim,
    other: Claim,
    *,
    by: User,
    at: datetime,
    judgement: Judgement | str,
    reason: str = "",
    request_id: str = "",
) -> ClaimLink:
    """Answer whether two claims say the same, whether or not that was asked before."""
    with acting(by, reason=reason, request_id=request_id):
        ask(by, "judge_link")
        lock_claims([claim.pk, other.pk])
        pair = Q(a=claim, b=other) | Q(a=other, b=claim)
        link = ClaimLink.objects.filter(pair, kind=LinkKind.DUPLICATE).first()
        if link is None:
            link = ClaimLink(a=claim, b=other, kind=LinkKind.DUPLICATE)
            link.full_clean()
            link.save()
        return judge_link(
            link, by=by, at=at, judgement=judgement, reason=reason, request_id=request_id
        )
