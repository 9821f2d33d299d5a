"""Evidence in place: changed and withdrawn; adding some begins with its document."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from claims.desk.access import desk_view, request_id
from claims.desk.answers import done, form_page
from claims.desk.forms import WithdrawForm
from claims.desk.keeping import keep
from claims.desk.records import EvidenceForm
from claims.editing.evidence import withdraw_evidence
from claims.models import Evidence, User
from claims.review.audience import visible
from claims.review.rights import StepRefused


def get_evidence(evidence: str, user: User) -> Evidence:
    """Return a piece of evidence that ``user`` may see, or answer 404."""
    rows = Evidence.objects.select_related("claim", "document__source", "origin")
    return get_object_or_404(visible(rows, user), public_id=evidence)


@desk_view
def change(request: HttpRequest, evidence: str) -> HttpResponse:
    """Change a piece of evidence."""
    found = get_evidence(evidence, request.user)
    posted = request.POST if request.method == "POST" else None
    form = EvidenceForm(posted, instance=found, person=request.user)
    if posted is not None and keep(request, form):
        return done(request, found.claim, "The evidence is changed.")
    context = {
        "claim": found.claim,
        "form": form,
        "title": "Change the evidence",
        "says": f"From “{found.document}”.",
        "button": "Keep the evidence",
        "kept": get_evidence(evidence, request.user),
        "quotes": True,
    }
    return form_page(request, context, status=400 if posted is not None else 200)


@desk_view
def withdraw(request: HttpRequest, evidence: str) -> HttpResponse:
    """Ask why evidence is withdrawn, and withdraw it."""
    found = get_evidence(evidence, request.user)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    context = {
        "claim": found.claim,
        "form": form,
        "title": f"Withdraw “{found.document}”",
        "says": "It stays on record with your reason, and what rests on it falls due.",
        "button": "Withdraw evidence",
        "harms": True,
    }
    if request.method != "POST":
        return form_page(request, context)
    if not form.is_valid():
        return form_page(request, context, status=400)
    reason = form.cleaned_data["reason"]
    try:
        withdraw_evidence(
            found, by=request.user, at=timezone.now(), reason=reason, request_id=request_id()
        )
    except StepRefused as refused:
        form.add_error(None, str(refused))
        return form_page(request, context, status=409)
    return done(request, found.claim, "The evidence is withdrawn.")
