"""Grading sources: a grade is added, never changed, and a fall asks for re-checks."""

from datetime import datetime

from claims.audit.actor import acting
from claims.models import Source, SourceRating, User
from claims.review.rights import ask


def rate_source(
    source: Source, *, by: User, at: datetime, grade: str, rationale: str, request_id: str = ""
) -> SourceRating:
    """Grade ``source`` from ``at`` on and return the rating.

    After a downgrade, claims whose published assessment rests on its documents fall due by a
    trigger.
    """
    with acting(by, reason=rationale, request_id=request_id):
        ask(by, "rate_source", source)
        source = Source.objects.select_for_update(of=("self",), no_key=True).get(pk=source.pk)
        rating = SourceRating(
            source=source, grade=grade, rationale=rationale, rated_by=by, rated_at=at
        )
        rating.full_clean()
        rating.save()
        return rating
