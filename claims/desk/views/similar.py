"""Claims that may say the same, and what people answered when they were asked."""

from django.contrib import messages
from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Q, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from claims.audit.actor import acting
from claims.choices import Judgement, LinkKind
from claims.desk.access import desk_view, request_id
from claims.editing.links import judge_link
from claims.models import Claim, ClaimLink
from claims.models.base import Plain
from claims.review.rights import StepRefused, ask
from claims.review.situation import lock_claims

MOST_SHOWN = 5
ANSWERS = {
    "same": Judgement.CONFIRMED,
    "different": Judgement.REJECTED,
    "unsure": Judgement.UNSURE,
}


def similar_to(claim: Claim) -> list[Claim]:
    """Return the live claims nearest in wording that nobody has answered about yet."""
    answered = ClaimLink.objects.exclude(judgement=Judgement.SUGGESTED)
    known = [
        pk for pair in answered.filter(Q(a=claim) | Q(b=claim)).values_list("a", "b") for pk in pair
    ]
    wanted = Plain(Value(claim.text))
    near = (
        Claim.objects.live()
        .exclude(pk__in=[claim.pk, *known])
        .annotate(plain=Plain("text"))
        .filter(plain__trigram_similar=wanted)
        .annotate(nearness=TrigramSimilarity("plain", wanted))
    )
    return list(near.select_related("verdict").order_by("-nearness", "-id")[:MOST_SHOWN])


@desk_view
@require_POST
def judge(request: HttpRequest, ref: str) -> HttpResponse:
    """Keep whether the claim and another one say the same."""
    claim = get_object_or_404(Claim, ref=ref)
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
    messages.success(request, f"Your answer about {other.ref} is kept.")
    return redirect("desk:claim", ref=claim.ref)
