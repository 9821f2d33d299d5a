"""Answering whether two claims say the same."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from claims.audit.actor import acting
from claims.choices import Judgement, LinkKind
from claims.desk.access import desk_view, request_id
from claims.desk.answers import done
from claims.desk.workspace import get_claim
from claims.editing.links import judge_link
from claims.models import Claim, ClaimLink
from claims.review.rights import StepRefused, ask
from claims.review.situation import lock_claims

ANSWERS = {
    "same": Judgement.CONFIRMED,
    "different": Judgement.REJECTED,
    "unsure": Judgement.UNSURE,
}


@desk_view
@require_POST
def judge(request: HttpRequest, ref: str) -> HttpResponse:
    """Keep whether the claim and another one say the same."""
    claim = get_claim(ref, request.user)
    other = get_object_or_404(Claim, ref=request.POST.get("other", ""))
    judgement = ANSWERS.get(request.POST.get("answer", ""))
    ask(request.user, "judge_link")
    if judgement is None:
        raise StepRefused("Answer with same, different or unsure.")
    with acting(request.user, request_id=request_id()):
        lock_claims([claim.pk, other.pk])
        pair = Q(a=claim, b=other) | Q(a=other, b=claim)
        link = ClaimLink.objects.filter(pair, kind=LinkKind.DUPLICATE).first()
        if link is None:
            link = ClaimLink(a=claim, b=other, kind=LinkKind.DUPLICATE)
            link.full_clean()
            link.save()
        judge_link(
            link, by=request.user, at=timezone.now(), judgement=judgement, request_id=request_id()
        )
    return done(request, claim, f"Your answer about {other.ref} is kept.")
