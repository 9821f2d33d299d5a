"""Talking about a claim: comments, and settling what they ask."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from claims.audit.actor import acting
from claims.desk.access import desk_view, request_id
from claims.desk.answers import done, form_page
from claims.desk.forms import CommentForm
from claims.desk.workspace import get_claim
from claims.editing.comments import reopen_comment, resolve_comment
from claims.models import Comment
from claims.review.notices import tell_of_comment
from claims.review.rights import ask


@desk_view
@require_POST
def add(request: HttpRequest, ref: str) -> HttpResponse:
    """Keep a comment about the claim."""
    claim = get_claim(ref, request.user)
    ask(request.user, "add", Comment)
    form = CommentForm(request.POST, instance=Comment(claim=claim, author=request.user))
    if not form.is_valid():
        context = {"claim": claim, "form": form, "title": "Comment", "button": "Add comment"}
        return form_page(request, context, status=400)
    with acting(request.user, request_id=request_id()):
        tell_of_comment(form.save())
    return done(request, claim, "The comment is kept.")


@desk_view
@require_POST
def resolve(request: HttpRequest, comment: int) -> HttpResponse:
    """Settle a comment, or take it up again."""
    found = get_object_or_404(Comment.objects.select_related("claim"), pk=comment)
    if request.POST.get("how") == "reopen":
        reopen_comment(found, by=request.user, request_id=request_id())
        return done(request, found.claim, "The comment is open again.")
    resolve_comment(found, by=request.user, at=timezone.now(), request_id=request_id())
    return done(request, found.claim, "The comment is resolved.")
