"""The filters beside the list of claims."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from claims.admin.filters import choice_filter, day_filter, related_filter, text_filter
from claims.choices import ClaimKind, ClaimStatus, Priority
from claims.models import Appearance, Claim, Document, Evidence, Rating
from claims.review.rights import clearance

Rows = QuerySet[Any]


def _ratings() -> list[tuple[str, str]]:
    return [
        ("none", "No verdict"),
        *((str(pk), label) for pk, label in Rating.objects.values_list("pk", "label")),
    ]


def _by_verdict(request: HttpRequest, rows: Rows, value: str) -> Rows:
    return rows.filter(verdict__isnull=True) if value == "none" else rows.filter(verdict=value)


def _by_assignee(request: HttpRequest, rows: Rows, value: str) -> Rows:
    return rows.filter(assignee=request.user if value == "me" else None)


def _by_basis(request: HttpRequest, rows: Rows, value: str) -> Rows:
    seen = Evidence.objects.standing().within(clearance(request.user))
    having = seen.values("claim")
    return rows.filter(pk__in=having) if value == "yes" else rows.exclude(pk__in=having)


def _by_source(rows: Rows, source: Any) -> Rows:
    said = Appearance.objects.filter(document__source=source).values("claim")
    return rows.filter(pk__in=said)


def _by_speaker(rows: Rows, actor: Any) -> Rows:
    return rows.filter(pk__in=Appearance.objects.filter(actor=actor).values("claim"))


CLAIM_FILTERS = (
    choice_filter("Status", "status", ClaimStatus.choices),
    choice_filter("Verdict", "verdict", _ratings, _by_verdict),
    choice_filter("Priority", "priority", Priority.choices),
    choice_filter("Assignee", "held", [("me", "Me"), ("nobody", "Nobody")], _by_assignee),
    related_filter("Held by", "assignee", lambda: Claim._meta.get_field("assignee")),
    related_filter("Topic", "topics", lambda: Claim.topics.through._meta.get_field("topic")),
    related_filter("Source", "source", lambda: Document._meta.get_field("source"), _by_source),
    related_filter("Said by", "actor", lambda: Appearance._meta.get_field("actor"), _by_speaker),
    choice_filter("Kind", "kind", ClaimKind.choices),
    text_filter("Language", "language", 35),
    choice_filter("Evidence", "evidence", [("yes", "Some"), ("no", "None")], _by_basis),
    day_filter("Recorded", "created_at"),
    day_filter("Changed", "updated_at"),
    day_filter("Re-check due", "review_due_on"),
)
