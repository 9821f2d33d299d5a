"""The workspace of one claim: all that is known of it, and what may be done with it now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from claims.desk.access import desk_view
from claims.desk.workspace import get_claim, workspace_of
from claims.review.rights import ask
from claims.review.telling import record_history


@desk_view
def workspace(request: HttpRequest, ref: str) -> HttpResponse:
    """Show the claim, its appearances, evidence, draft, comments and neighbours."""
    claim = get_claim(ref, request.user)
    return render(request, "desk/claim.html", workspace_of(request, claim))


@desk_view
def history(request: HttpRequest, ref: str) -> HttpResponse:
    """Show what was changed about the claim, by whom and why, field by field."""
    claim = get_claim(ref, request.user)
    ask(request.user, "see_history")
    page = record_history(claim, request.user, before=request.GET.get("before", ""))
    return render(request, "desk/history.html", {"claim": claim, "page": page})
