"""How the desk answers what was done in place: with the changed parts, or with the whole page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from claims.desk.workspace import get_claim, workspace_of
from claims.models import Claim


def done(request: HttpRequest, claim: Claim, sentence: str) -> HttpResponse:
    """Say that something about ``claim`` was done.

    A page that asked through HTMX gets all parts of its workspace anew; others go back to it.
    """
    if not request.htmx:
        messages.success(request, sentence)
        return redirect("desk:claim", ref=claim.ref)
    context = workspace_of(request, get_claim(claim.ref, request.user))
    return render(request, "desk/parts/done.html", context | {"sentence": sentence})


def form_page(
    request: HttpRequest, context: dict[str, object], *, status: int = 200
) -> HttpResponse:
    """Show a form: in the pane beside the claim, or on a page of its own."""
    template = "desk/parts/form.html" if request.htmx else "desk/form.html"
    return render(request, template, context, status=status)
