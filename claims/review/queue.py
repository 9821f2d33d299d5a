"""The queues of the review: whose turn it is, and the next claim for somebody who asks."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import BooleanField, Case, Exists, F, Func, OuterRef, QuerySet, Value, When

from claims.choices import AssessmentStatus, ClaimStatus, Priority
from claims.models import Assessment, Claim, Review, User
from claims.review import workflow
from claims.review.rights import ask

AT_WORK = (ClaimStatus.RESEARCHING, ClaimStatus.IN_REVIEW, ClaimStatus.RECHECKING)


class _WroteIn(Func):
    """Whether a person wrote in an assessment, as the audit remembers; given both their ids."""

    template = "(%(expressions)s)))"
    arg_joiner = " IN (SELECT claims_writers_of("
    output_field = BooleanField()


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
    answered = Review.objects.filter(
        assessment=OuterRef("pk"), round=OuterRef("round"), reviewer=user
    )
    # In this order: the audit is asked only about what nothing cheaper has ruled out.
    waits = Case(
        When(author=user, then=False),
        When(Exists(answered), then=False),
        When(_WroteIn(Value(user.pk), F("pk")), then=False),
        default=True,
    )
    return Assessment.objects.filter(waits, status=AssessmentStatus.SUBMITTED)


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
