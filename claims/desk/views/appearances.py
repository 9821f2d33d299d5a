"""Appearances in place: changed and removed; adding one begins with its document."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from claims.audit.actor import acting
from claims.desk.access import desk_view, request_id
from claims.desk.answers import done, form_page
from claims.desk.forms import RemoveForm
from claims.desk.keeping import keep
from claims.desk.records import AppearanceForm
from claims.models import Appearance
from claims.review.rights import ask


def _found(appearance: str) -> Appearance:
    rows = Appearance.objects.select_related("claim", "document__source", "actor")
    return get_object_or_404(rows, public_id=appearance)


@desk_view
def change(request: HttpRequest, appearance: str) -> HttpResponse:
    """Change an appearance."""
    found = _found(appearance)
    posted = request.POST if request.method == "POST" else None
    form = AppearanceForm(posted, instance=found, person=request.user)
    if posted is not None and keep(request, form):
        return done(request, found.claim, "The appearance is changed.")
    context = {
        "claim": found.claim,
        "form": form,
        "title": "Change the appearance",
        "says": f"In “{found.document}”.",
        "button": "Keep the appearance",
        "kept": _found(appearance),
        "quotes": True,
    }
    return form_page(request, context, status=400 if posted is not None else 200)


@desk_view
def remove(request: HttpRequest, appearance: str) -> HttpResponse:
    """Ask whether an appearance is to go, and remove it; the history keeps it."""
    found = _found(appearance)
    ask(request.user, "delete", found)
    form = RemoveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        with acting(request.user, reason=reason, request_id=request_id()):
            found.delete()
        return done(request, found.claim, "The appearance is removed.")
    context = {
        "claim": found.claim,
        "form": form,
        "title": "Remove this appearance?",
        "says": f"{found}. What it said stays in the history.",
        "button": "Remove the appearance",
        "harms": True,
    }
    return form_page(request, context, status=400 if request.method == "POST" else 200)
