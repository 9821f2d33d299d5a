"""The queues of the review: whose turn it is, and the next claim for somebody who asks."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from claims.choices import AssessmentStatus, ClaimStatus, Priority
from claims.models import Assessment, Claim, User
from claims.review import workflow
from claims.review.rights import ask

AT_WORK = (ClaimStatus.RESEARCHING, ClaimStatus.IN_REVIEW, ClaimStatus.RECHECKING)


def mine(user: User) -> QuerySet[Claim]:
    """Return the live claims that ``user`` holds and that are not done."""
    return Claim.objects.live().filter(assignee=user, status__in=(ClaimStatus.NEW, *AT_WORK))


def unassigned() -> QuerySet[Claim]:
    """Return the live claims that wait for somebody to hold them."""
    return Claim.objects.live().filter(
        assignee__isnull=True,
        status__in=(ClaimStatus.NEW, ClaimStatus.RESEARCHING, ClaimStatus.RECHECKING),
    )


def awaiting(user: User) -> QuerySet[Assessment]:
    """Return the submitted assessments whose open round ``user`` has not answered and, having
    written nothing in them, may answer."""
    return (
        Assessment.objects.filter(status=AssessmentStatus.SUBMITTED)
        .exclude(author=user)
        .filter(
            RawSQL(
                "NOT EXISTS (SELECT FROM claims_writers_of(claims_assessment.id) AS writer(id)"
                " WHERE writer.id = %s) AND NOT EXISTS (SELECT FROM claims_review AS given"
                " WHERE given.assessment_id = claims_assessment.id"
                " AND given.round = claims_assessment.round AND given.reviewer_id = %s)",
                [user.pk, user.pk],
                output_field=BooleanField(),
            )
        )
    )


def due(day: date) -> QuerySet[Claim]:
    """Return the published claims whose re-check is due on ``day``; each says why."""
    return Claim.objects.due(day).order_by("review_due_on", "id")


def take_next(*, by: User, at: datetime, request_id: str = "") -> Claim | None:
    """Give ``by`` the most urgent and then oldest new claim, or return None when there is none.

    Of many who ask at once each gets a different one: rows that another transaction is about
    to take are passed over.
    """
    ask(by, "take")
    with transaction.atomic():
        for priority in reversed(list(Priority)):
            waiting = Claim.objects.live().filter(
                status=ClaimStatus.NEW, assignee__isnull=True, priority=priority
            )
            free = waiting.order_by("id").select_for_update(skip_locked=True, of=("self",))
            if claim := free.first():
                return workflow.take(claim, by=by, at=at, request_id=request_id)
    return None
