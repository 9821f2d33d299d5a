"""Grading sources: a grade is added, never changed, and a fall asks for re-checks."""

from datetime import datetime

from claims.audit.actor import acting
from claims.choices import Reliability
from claims.models import Source, SourceRating, User
from claims.review import recheck
from claims.review.rights import ask


def is_downgrade(was: str | None, becomes: str) -> bool:
    """Return whether a source loses by going from one grade to the other.

    F says that nobody can judge it: losing a grade to F is a loss, being judged at last is none.
    """
    if was in (None, Reliability.F):
        return False
    return becomes > str(was)


def rate_source(
    source: Source, *, by: User, at: datetime, grade: str, rationale: str, request_id: str = ""
) -> SourceRating:
    """Grade ``source`` from ``at`` on and return the rating.

    After a downgrade, claims whose published assessment rests on its documents fall due.
    """
    with acting(by, reason=rationale, request_id=request_id):
        ask(by, "rate_source", source)
        source = Source.objects.select_for_update(of=("self",)).get(pk=source.pk)
        last = source.ratings.order_by("-rated_at", "-id").first()
        rating = SourceRating(
            source=source, grade=grade, rationale=rationale, rated_by=by, rated_at=at
        )
        rating.full_clean()
        rating.save()
        if is_downgrade(last.grade if last else None, grade):
            recheck.ask_for(
                recheck.resting_on(document__source=source),
                why=f"A source that it rests on, “{source}”, is graded {grade} now.",
                day=at.date(),
            )
        return rating
