"""The steps in the life of a claim: each is confirmed on a page of its own, and then done."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from claims.desk.access import desk_view, request_id
from claims.desk.forms import ActForm
from claims.models import Assessment, Claim
from claims.review.acts import ACTS, do_act
from claims.review.rights import StepRefused, ask
from claims.review.situation import look_at
from claims.review.workflow import steps_for


@desk_view
def perform(request: HttpRequest, ref: str, act: str) -> HttpResponse:
    """Ask for what the act needs (GET), or do it (POST); a refusal keeps what was typed."""
    if act not in ACTS:
        raise Http404("There is no such act.")
    claim = get_object_or_404(Claim.objects.select_related("assignee", "merged_into"), ref=ref)
    form = ActForm(request.POST if request.method == "POST" else None, only=ACTS[act].asks)
    if request.method != "POST":
        return _page(request, claim, act, form, status=200)
    ask(request.user, act)
    if not form.is_valid():
        return _page(request, claim, act, form, status=400)
    try:
        do_act(
            act,
            claim,
            _meant(request, claim, act),
            form.cleaned_data,
            by=request.user,
            at=timezone.now(),
            request_id=request_id(),
        )
    except StepRefused as refused:
        form.add_error(None, str(refused))
        return _page(request, claim, act, form, status=409)
    messages.success(request, f"{ACTS[act].label}: {ACTS[act].says}")
    return redirect("desk:claim", ref=claim.ref)


def _meant(request: HttpRequest, claim: Claim, act: str) -> Assessment | None:
    """Return the assessment that the person was looking at.

    Raises ``StepRefused`` when another round has begun meanwhile: nobody approves unseen words.
    """
    if not ACTS[act].on_assessment:
        return None
    asked = request.POST.get("assessment", "")
    rows = Assessment.objects.filter(claim=claim).select_related("claim")
    found = next(
        (row for row in rows.order_by("-number")[:50] if str(row.public_id) == asked), None
    )
    if found is None:
        raise StepRefused("This claim has no such assessment: look at it again.")
    if str(found.round) != request.POST.get("round", ""):
        raise StepRefused("Another round has begun since you looked: read it first.")
    return found


def _page(
    request: HttpRequest, claim: Claim, act: str, form: ActForm, *, status: int
) -> HttpResponse:
    answer = steps_for(claim, request.user)[act]
    context = {
        "claim": claim,
        "act": ACTS[act],
        "name": act,
        "form": form,
        "assessment": look_at(claim).open if ACTS[act].on_assessment else None,
        "answer": answer,
    }
    return render(request, "desk/act.html", context, status=status)
