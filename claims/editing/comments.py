"""Settling what was said about a claim."""

from datetime import datetime

from claims.audit.actor import acting
from claims.models import Comment, User
from claims.review.rights import StepRefused, ask


def resolve_comment(
    comment: Comment, *, by: User, at: datetime, reason: str = "", request_id: str = ""
) -> Comment:
    """Mark ``comment`` as settled at ``at`` and return it.

    Raises ``PermissionDenied``, or ``StepRefused`` when it is settled already or gone.
    """
    return _set(comment, at, by=by, reason=reason, request_id=request_id)


def reopen_comment(
    comment: Comment, *, by: User, reason: str = "", request_id: str = ""
) -> Comment:
    """Take up a settled ``comment`` again and return it.

    Raises ``PermissionDenied``, or ``StepRefused`` when it is open or gone.
    """
    return _set(comment, None, by=by, reason=reason, request_id=request_id)


def _set(
    comment: Comment, at: datetime | None, *, by: User, reason: str, request_id: str
) -> Comment:
    with acting(by, reason=reason, request_id=request_id):
        ask(by, "resolve_comment")
        found = Comment.objects.select_for_update(of=("self",)).filter(pk=comment.pk).first()
        if found is None:
            raise StepRefused("This comment is gone: somebody has deleted it.")
        if (found.resolved_at is None) == (at is None):
            raise StepRefused("Somebody else was quicker: look at the comment again.")
        found.resolved_at = at
        found.full_clean()
        found.save()
        found.refresh_from_db()
        return found
