"""Documents beside a claim: found or recorded, read, and quoted as evidence or as an appearance."""

from typing import NamedTuple

from django.db.models import Q, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from claims.canonical.urls import canonical_url
from claims.desk.access import desk_view
from claims.desk.answers import done
from claims.desk.keeping import keep
from claims.desk.records import AppearanceForm, DocumentForm, EvidenceForm, RecordForm
from claims.desk.workspace import get_claim
from claims.models import Appearance, Claim, Document, Evidence
from claims.models.base import Plain, PublicRecord
from claims.review.audience import visible
from claims.review.rights import may

MOST_FOUND = 20


class Quoting(NamedTuple):
    """One thing that a document can be quoted as, and what is said about it."""

    model: type[PublicRecord]
    form: type[RecordForm]
    title: str
    button: str
    done: str


QUOTINGS = {
    "evidence": Quoting(
        Evidence, EvidenceForm, "Add evidence", "Keep evidence", "The evidence is kept."
    ),
    "appearance": Quoting(
        Appearance, AppearanceForm, "Add appearance", "Keep appearance", "The appearance is kept."
    ),
}


def _quoting(request: HttpRequest) -> str:
    asked = request.GET.get("as", "")
    return asked if asked in QUOTINGS else "evidence"


@desk_view
def documents(request: HttpRequest, ref: str) -> HttpResponse:
    """Find the document in which the claim appears, or which speaks for or against it."""
    asked = request.GET.get("q", "").replace("\x00", "").strip()[:500]
    how = _quoting(request)
    context = {
        "claim": get_claim(ref, request.user),
        "q": asked,
        "how": how,
        "quoting": QUOTINGS[how],
        "documents": _documents(asked),
        "may_record": may(request.user, "add", Document),
    }
    part = "desk/parts/documents.html" if request.htmx else "desk/documents.html"
    return render(request, part, context)


def _documents(asked: str) -> list[Document]:
    rows = Document.objects.select_related("source").order_by("-id")
    if asked:
        words = [Q(plain__contains=Plain(Value(word))) for word in asked.split()[:12]]
        found = Q(*words) | Q(canonical_url=_canonical(asked), canonical_url__gt="")
        rows = rows.alias(plain=Plain("title")).filter(found)
    return list(rows[:MOST_FOUND])


def _canonical(text: str) -> str:
    try:
        return canonical_url(text)
    except ValueError:
        return ""


@desk_view
def record(request: HttpRequest, ref: str) -> HttpResponse:
    """Record a document, and go on to quote it."""
    claim = get_claim(ref, request.user)
    how = _quoting(request)
    form = DocumentForm(
        request.POST if request.method == "POST" else None,
        instance=Document(),
        person=request.user,
        initial={"url": _canonical(request.GET.get("q", ""))},
    )
    if request.method == "POST" and keep(request, form):
        address = reverse("desk:read", args=[claim.ref, form.instance.public_id])
        return redirect(f"{address}?as={how}")
    context = {
        "claim": claim,
        "form": form,
        "how": how,
        "known": _known(form) if request.method == "POST" else None,
    }
    part = "desk/parts/new_document.html" if request.htmx else "desk/new_document.html"
    return render(request, part, context, status=400 if request.method == "POST" else 200)


def _known(form: DocumentForm) -> Document | None:
    """Return the document that is recorded under the address of ``form`` already."""
    address = _canonical(form.data.get("url", ""))
    return Document.objects.filter(canonical_url=address).first() if address else None


@desk_view
def read(request: HttpRequest, ref: str, document: str) -> HttpResponse:
    """Show the captured text of a document, and keep what is quoted from it."""
    claim = get_claim(ref, request.user)
    found = get_object_or_404(Document.objects.select_related("source"), public_id=document)
    how = _quoting(request)
    quoting = QUOTINGS[how]
    form = quoting.form(
        request.POST if request.method == "POST" else None,
        instance=quoting.model(claim=claim, document=found),
        person=request.user,
    )
    if request.method == "POST" and keep(request, form):
        return done(request, claim, quoting.done)
    shown = _shown(request, claim)
    context = {
        "claim": claim,
        "document": found,
        "shown": shown,
        "passages": passages(found.body, shown.quote if shown else ""),
        "form": form,
        "how": how,
        "quoting": quoting,
        # Who opens what is recorded reads; who came to add something finds the form.
        "adds": may(request.user, "add", quoting.model) and shown is None,
        "may_add": may(request.user, "add", quoting.model),
    }
    part = "desk/parts/document.html" if request.htmx else "desk/document.html"
    return render(request, part, context, status=400 if request.method == "POST" else 200)


def passages(body: str, quote: str) -> tuple[str, str, str]:
    """Return ``body`` in three: before ``quote``, the quote as it is found, and after it."""
    at = body.find(quote) if quote else -1
    if at < 0:
        return body, "", ""
    return body[:at], quote, body[at + len(quote) :]


def _shown(request: HttpRequest, claim: Claim) -> Evidence | Appearance | None:
    """Return the evidence or the appearance whose quote is to be marked."""
    for name, model in (("evidence", Evidence), ("appearance", Appearance)):
        asked = request.GET.get(name, "")[:18]
        if asked.isascii() and asked.isdecimal():
            rows = model.objects.filter(claim=claim, pk=int(asked))
            return visible(rows, request.user).first()
    return None
