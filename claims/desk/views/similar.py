"""Answering whether two claims say the same."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from claims.choices import Judgement
from claims.desk.access import desk_view, request_id
from claims.desk.answers import done
from claims.desk.workspace import get_claim
from claims.editing.links import judge_pair
from claims.models import Claim
from claims.review.rights import StepRefused, ask

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
    judge_pair(
        claim,
        other,
        by=request.user,
        at=timezone.now(),
        judgement=judgement,
        request_id=request_id(),
    )
    return done(request, claim, f"Your answer about {other.ref} is kept.")
