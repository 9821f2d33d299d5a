"""Writing an assessment: begun, saved while one types, and merged when two people wrote."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from claims.desk.access import desk_view, request_id
from claims.desk.answers import done
from claims.desk.forms import DraftForm
from claims.desk.views.evidence import get_evidence
from claims.desk.workspace import checklist, get_claim
from claims.models import Assessment
from claims.review import assessments
from claims.review.rights import StepRefused, ask
from claims.review.situation import lock_claim, look_at

_STATUS = {"saved": 200, "refused": 400, "stale": 409}


@desk_view
@require_POST
def begin(request: HttpRequest, ref: str) -> HttpResponse:
    """Begin a draft for the claim."""
    assessments.draft_assessment(
        get_claim(ref, request.user), by=request.user, at=timezone.now(), request_id=request_id()
    )
    return redirect("desk:claim", ref=ref)


@desk_view
@require_POST
def save(request: HttpRequest, assessment: str) -> HttpResponse:
    """Keep what was written; when somebody else wrote meanwhile, show both texts instead."""
    draft = get_object_or_404(Assessment.objects.select_related("claim"), public_id=assessment)
    return _answer(request, *_keep(request, draft))


def _keep(request: HttpRequest, draft: Assessment) -> tuple[Assessment, DraftForm, str]:
    """Keep what was posted, and return the draft as it is now, its form and what came of it."""
    ask(request.user, "draft")
    form = DraftForm(request.POST, instance=Assessment(claim=draft.claim, number=draft.number))
    if not form.is_valid():
        return draft, form, "refused"
    with transaction.atomic():
        found = lock_claim(draft.claim).open
        if found is None or found.pk != draft.pk:
            raise StepRefused("This draft is closed: it was submitted or abandoned meanwhile.")
        if str(found.version) != request.POST.get("version", ""):
            return found, form, "stale"
        if _differs(found, form.cleaned_data):
            found = assessments.edit_draft(
                found, by=request.user, request_id=request_id(), **form.cleaned_data
            )
    return found, form, "saved"


def _differs(draft: Assessment, written: dict[str, Any]) -> bool:
    return any(getattr(draft, name) != value for name, value in written.items())


def _answer(request: HttpRequest, draft: Assessment, form: DraftForm, how: str) -> HttpResponse:
    status = _STATUS[how]
    context = {"claim": draft.claim, "open": draft, "form": form, "how": how}
    if request.htmx:
        context |= checklist(look_at(draft.claim))
        context["at"] = timezone.now()
        return render(request, "desk/parts/draft_state.html", context, status=status)
    if how == "saved":
        messages.success(request, "The draft is kept.")
        return redirect("desk:claim", ref=draft.claim.ref)
    if how == "stale":
        context["pairs"] = _pairs(draft, form)
    template = "desk/merge.html" if how == "stale" else "desk/draft.html"
    return render(request, template, context, status=status)


def _pairs(theirs: Assessment, form: DraftForm) -> list[tuple[Any, Any, bool]]:
    """Return each field of the form with what is kept of it now, and whether they differ."""
    shown = {"confidence": theirs.get_confidence_display()}
    return [
        (
            field,
            shown.get(field.name, getattr(theirs, field.name)),
            getattr(theirs, field.name) != form.cleaned_data.get(field.name),
        )
        for field in form
    ]


@desk_view
@require_POST
def cite(request: HttpRequest, evidence: str) -> HttpResponse:
    """Rest the open draft on this evidence, or take it out; what was written comes along."""
    found = get_evidence(evidence, request.user)
    draft = found.claim.assessments.open().select_related("claim").first()
    if draft is None:
        raise StepRefused("Nothing is drafted about this claim: begin a draft first.")
    if "version" in request.POST:
        draft, form, how = _keep(request, draft)
        if how != "saved":
            return _answer(request, draft, form, how)
    takes_out = request.POST.get("how") == "uncite"
    act = assessments.uncite if takes_out else assessments.cite
    act(draft, found, by=request.user, request_id=request_id())
    told = "The draft cites this no longer." if takes_out else "The draft cites it now."
    return done(request, found.claim, told)
