"""The start page: where the work stands, at a price that a million claims don't raise."""

import json
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from claims.admin.lists import capped_count, shown_count
from claims.choices import AssessmentStatus, ClaimStatus, Visibility
from claims.models import Assessment, AuditEntry, Claim, User
from claims.review.rights import clearance
from claims.review.telling import Told, model_of, tell

ROWS = 6
CHANGES = 10
# Up to here each status is counted; beyond it the planner's estimate is told, as such.
EXACT_UP_TO = 10_000
BAR_WIDTH = 100.0
_NOT_NEWS = ("claims_user", "claims_user_groups", "claims_user_user_permissions", "claims_apitoken")
_ABOUT_EVIDENCE = ("claims_evidence", "claims_assessmentevidence")


class Bar(NamedTuple):
    """One status with how many claims stand in it; ``width`` is a share of 100."""

    value: str
    label: str
    shown: str
    width: float


class Start(NamedTuple):
    """All that the start page shows."""

    bars: list[Bar]
    waiting: list[Assessment]
    waiting_count: str
    due: list[Claim]
    due_count: str
    mine: list[Claim]
    mine_count: str
    drafts: list[Assessment]
    changes: list[tuple[Told, str]]


def start_page(person: User) -> Start:
    """Return what the start page shows to ``person``."""
    waiting = Assessment.objects.filter(status=AssessmentStatus.SUBMITTED)
    due = Claim.objects.due(timezone.localdate())
    mine = (
        Claim.objects.live()
        .filter(assignee=person)
        .exclude(status__in=[ClaimStatus.PUBLISHED, ClaimStatus.DECLINED])
    )
    drafts = Assessment.objects.filter(author=person, status=AssessmentStatus.DRAFT)
    return Start(
        bars=status_bars(),
        waiting=list(
            waiting.select_related("claim", "author", "rating").order_by("submitted_at", "id")[
                :ROWS
            ]
        ),
        waiting_count=shown_count(capped_count(waiting)),
        due=list(due.select_related("verdict").order_by("review_due_on", "id")[:ROWS]),
        due_count=shown_count(capped_count(due)),
        mine=list(mine.select_related("verdict").order_by("-id")[:ROWS]),
        mine_count=shown_count(capped_count(mine)),
        drafts=list(drafts.select_related("claim").order_by("-id")[:ROWS]),
        changes=latest_changes(person),
    )


def status_bars() -> list[Bar]:
    """Return how many live claims stand in each status, counted or, beyond a cap, estimated."""
    counts = {}
    for status in ClaimStatus:
        rows = Claim.objects.filter(status=status)
        count = capped_count(rows, EXACT_UP_TO)
        exact = count <= EXACT_UP_TO
        counts[status] = (count if exact else _estimate(rows), exact)
    most = max(count for count, _ in counts.values()) or 1
    return [
        Bar(
            status.value,
            str(status.label),
            f"{count:,}" if exact else f"about {round(count, -3):,}",
            round(BAR_WIDTH * count / most, 2),
        )
        for status, (count, exact) in counts.items()
    ]


def _estimate(rows: QuerySet[Any]) -> int:
    """Return how many rows the planner expects, and never fewer than were counted."""
    statement, parameters = rows.order_by().values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", parameters)
        plan = cursor.fetchone()[0]
    plan = json.loads(plan) if isinstance(plan, str) else plan
    return max(int(plan[0]["Plan"]["Plan Rows"]), EXACT_UP_TO)


def latest_changes(person: User) -> list[tuple[Told, str]]:
    """Return the newest changes that ``person`` may see, each with the name of its record."""
    entries = AuditEntry.objects.exclude(table_name__in=_NOT_NEWS)
    if Visibility.CONFIDENTIAL not in clearance(person):
        entries = entries.exclude(table_name__in=_ABOUT_EVIDENCE)
    shown = list(entries.order_by("-id")[:CHANGES])
    return [(told, _model_name(told.entry)) for told in tell(shown)]


def _model_name(entry: AuditEntry) -> str:
    model = model_of(entry.table_name)
    return model._meta.model_name or "" if model else ""
