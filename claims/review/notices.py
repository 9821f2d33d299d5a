"""Telling people what others did to the claims that they work on, and what falls due."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import BigIntegerField, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from claims.choices import NoticeKind
from claims.models import Assessment, Claim, Comment, Notice, User

_AT_ONCE = 1000
_LONGEST_TEXT = 500
# Whom (an id, or nobody), of what, about which claim.
_Told = tuple[int | None, NoticeKind, Claim]


def tell(
    people: Iterable[int | None], kind: NoticeKind, claim: Claim, *, by: User, text: str = ""
) -> None:
    """Tell the active ones of ``people`` (their ids) what ``by`` did to ``claim``.

    Whoever did it is not told, nor is nobody (None). To be called inside the act that is told
    of, so that both are kept or neither.
    """
    _keep([(person, kind, claim) for person in dict.fromkeys(people)], by, text)


def tell_of_holders(
    changes: Iterable[tuple[Claim, int | None]], *, by: User, text: str = ""
) -> None:
    """Tell who holds each claim now, and who held it before (the id beside it), where that
    has changed. In the same transaction as the change, as with ``tell``."""
    told: list[_Told] = []
    for claim, was in changes:
        if claim.assignee_id != was:
            told.append((claim.assignee_id, NoticeKind.ASSIGNED, claim))
            told.append((was, NoticeKind.UNASSIGNED, claim))
    _keep(told, by, text)


def _keep(told: list[_Told], by: User, text: str) -> None:
    ids = {person for person, _, _ in told if person is not None and person != by.pk}
    if not ids:
        return
    active = set(User.objects.filter(pk__in=ids, is_active=True).values_list("pk", flat=True))
    Notice.objects.bulk_create(
        Notice(recipient_id=person, kind=kind, claim=claim, actor=by, text=_excerpt(text))
        for person, kind, claim in told
        if person in active
    )


def _excerpt(text: str) -> str:
    text = text.strip()
    return text if len(text) <= _LONGEST_TEXT else f"{text[: _LONGEST_TEXT - 1]}…"


def tell_of_comment(comment: Comment) -> None:
    """Tell the holder of the claim, and who commented on it before, of a new ``comment``."""
    before = Comment.objects.filter(claim=comment.claim_id).order_by()
    talking = before.values_list("author", flat=True).distinct()
    people = {comment.claim.assignee_id, *talking}
    tell(people, NoticeKind.COMMENT, comment.claim, by=comment.author, text=comment.text)


def tell_due(*, day: date) -> int:
    """Tell the holder of each claim that is due on ``day``, or the author of what is published
    when nobody holds it, once for each date; return how many notices that made."""
    told = 0
    while found := list(_untold(day)[:_AT_ONCE]):
        Notice.objects.bulk_create(
            (
                Notice(
                    claim_id=claim,
                    recipient_id=person,
                    kind=NoticeKind.DUE,
                    due_on=due_on,
                    text=_excerpt(why),
                )
                for claim, person, due_on, why in found
            ),
            # Another worker may be telling the same at this moment.
            ignore_conflicts=True,
        )
        told += len(found)
    return told


def _untold(day: date) -> QuerySet[Claim, Any]:
    """Return the claims that are due and of which nobody was told, each with the person whose
    matter that is, since when, and why."""
    author = Assessment.objects.published().filter(claim=OuterRef("pk")).values("author")[:1]
    told = Notice.objects.filter(claim=OuterRef("pk"), due_on=OuterRef("review_due_on"))
    rows = Claim.objects.due(day).annotate(
        person=Coalesce("assignee_id", Subquery(author), output_field=BigIntegerField())
    )
    active = User.objects.filter(pk=OuterRef("person"), is_active=True)
    return (
        rows.filter(Exists(active), ~Exists(told))
        .order_by("review_due_on", "id")
        .values_list("pk", "person", "review_due_on", "due_reason")
    )


def mark_read(notices: QuerySet[Notice], *, by: User, at: datetime) -> int:
    """Mark those of ``notices`` as read that were told to ``by``; return how many were unread."""
    return notices.filter(recipient=by, read_at__isnull=True).update(read_at=at)


def prune(*, at: datetime, days: int) -> int:
    """Remove notices that were read more than ``days`` before ``at``; return how many.

    What tells of a re-check that is still due stays, so that nobody is told of it again.
    """
    still_due = Claim.objects.filter(pk=OuterRef("claim"), review_due_on=OuterRef("due_on"))
    old = Notice.objects.filter(read_at__lt=at - timedelta(days=days))
    count, _ = old.filter(~Exists(still_due)).delete()
    return count
