"""Evidence in place: finding its document, reading the captured text, quoting and withdrawing."""

from django.contrib import messages
from django.db.models import Q, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from claims.audit.actor import acting
from claims.desk.access import desk_view, request_id
from claims.desk.forms import EvidenceForm, WithdrawForm
from claims.desk.views.claims import get_claim
from claims.editing.evidence import withdraw_evidence
from claims.models import Claim, Document, Evidence
from claims.models.base import Plain
from claims.review.audience import visible
from claims.review.rights import StepRefused, ask, may

MOST_FOUND = 20


@desk_view
def documents(request: HttpRequest, ref: str) -> HttpResponse:
    """Find the document that speaks for or against the claim."""
    claim = get_claim(ref)
    asked = request.GET.get("q", "").strip()[:200]
    rows = Document.objects.select_related("source").order_by("-id")
    if asked:
        rows = rows.annotate(plain=Plain("title")).filter(
            Q(plain__contains=Plain(Value(asked))) | Q(url__startswith=asked)
        )
    context = {"claim": claim, "q": asked, "documents": rows[:MOST_FOUND]}
    return render(request, "desk/documents.html", context)


@desk_view
def read(request: HttpRequest, ref: str, document: str) -> HttpResponse:
    """Show the captured text of a document, and keep evidence that is quoted from it."""
    claim = get_claim(ref)
    found = get_object_or_404(Document.objects.select_related("source"), public_id=document)
    form = EvidenceForm(
        request.POST if request.method == "POST" else None,
        instance=Evidence(claim=claim, document=found),
    )
    status = 200
    if request.method == "POST":
        ask(request.user, "add", Evidence)
        if form.is_valid():
            with acting(request.user, request_id=request_id()):
                form.save()
            messages.success(request, "The evidence is kept.")
            return redirect("desk:claim", ref=claim.ref)
        status = 400
    shown = _shown(request, claim)
    context = {
        "claim": claim,
        "document": found,
        "evidence": shown,
        "passages": passages(found.body, shown.quote if shown else ""),
        "form": form,
        "may_add": may(request.user, "add", Evidence),
    }
    part = request.htmx and request.method == "GET"
    template = "desk/parts/document.html" if part else "desk/document.html"
    return render(request, template, context, status=status)


def passages(body: str, quote: str) -> tuple[str, str, str]:
    """Return ``body`` in three: before ``quote``, the quote as it is found, and after it."""
    at = body.find(quote) if quote else -1
    if at < 0:
        return body, "", ""
    return body[:at], quote, body[at + len(quote) :]


def _shown(request: HttpRequest, claim: Claim) -> Evidence | None:
    asked = request.GET.get("evidence", "")[:18]
    if not asked.isdecimal():
        return None
    return visible(Evidence.objects.filter(claim=claim, pk=int(asked)), request.user).first()


@desk_view
def withdraw(request: HttpRequest, evidence: str) -> HttpResponse:
    """Ask why evidence is withdrawn, and withdraw it."""
    rows = visible(Evidence.objects.select_related("claim", "document"), request.user)
    found = get_object_or_404(rows, public_id=evidence)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    context = {
        "claim": found.claim,
        "form": form,
        "title": f"Withdraw “{found.document}”",
        "says": "It stays on record with your reason, and what rests on it falls due.",
        "button": "Withdraw evidence",
    }
    if request.method != "POST":
        return render(request, "desk/form.html", context)
    if not form.is_valid():
        return render(request, "desk/form.html", context, status=400)
    reason = form.cleaned_data["reason"]
    try:
        withdraw_evidence(
            found, by=request.user, at=timezone.now(), reason=reason, request_id=request_id()
        )
    except StepRefused as refused:
        form.add_error(None, str(refused))
        return render(request, "desk/form.html", context, status=409)
    messages.success(request, "The evidence is withdrawn.")
    return redirect("desk:claim", ref=found.claim.ref)
