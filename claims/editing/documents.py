"""Noting that a document was retracted by those who published it."""

from datetime import date, datetime

from claims.audit.actor import acting
from claims.models import Document, User
from claims.review.rights import StepRefused, ask


def retract_document(
    document: Document,
    *,
    by: User,
    at: datetime,
    reason: str,
    retracted_on: date | None = None,
    request_id: str = "",
) -> Document:
    """Note that ``document`` was retracted (on the day of ``at`` unless told) and return it.

    Claims whose published assessment rests on it fall due for a re-check by a trigger.
    """
    with acting(by, reason=reason, request_id=request_id):
        ask(by, "retract_document", document)
        if not reason.strip():
            raise StepRefused("Say why the document was retracted.")
        document = Document.objects.select_for_update(of=("self",), no_key=True).get(pk=document.pk)
        if document.retracted_on is not None:
            raise StepRefused("This document is marked as retracted already.")
        document.retracted_on = retracted_on or at.date()
        document.retraction_reason = reason
        document.full_clean()
        document.save()
        document.refresh_from_db()
        return document
