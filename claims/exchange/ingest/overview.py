"""What desk and admin tell of an import: how far it is, its rows, and what may be done with it."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from claims.choices import ImportStatus, RowOutcome, RowQuestion
from claims.exchange.ingest.acts import CHANGEABLE, RUNNING
from claims.exchange.ingest.asking import ANSWERABLE, Asked, asked_by
from claims.exchange.ingest.reading import Reader
from claims.exchange.ingest.report import told_changes
from claims.exchange.sheets.columns import problems_of
from claims.exchange.wire import WireReview
from claims.models import Claim, ImportBatch, ImportRow
from claims.review.rights import Person, may

PAGE = 50


class Row(NamedTuple):
    """A row as it was read, the reference of its claim, what changes by it in words, and what
    the person may answer."""

    row: ImportRow
    review: WireReview
    ref: str
    changes: str
    asked: list[Asked]


def overview(batch: ImportBatch, person: Person, *, chosen: str, after: int) -> dict[str, Any]:
    """Return what a page about ``batch`` shows ``person``, by the names that templates use.

    ``chosen`` is an outcome or a question that narrows the rows, or "" for all of them;
    ``after`` is the number of the row behind which the page begins.
    """
    rows = batch.rows.order_by("number")
    if chosen in RowQuestion.values:
        rows = rows.asking().filter(questions__contains=[chosen])
    elif chosen in RowOutcome.values and chosen:
        rows = rows.filter(outcome=chosen)
    part = list(rows.filter(number__gt=after)[: PAGE + 1])
    totals = batch.totals
    is_rehearsed = batch.status == ImportStatus.REHEARSED
    may_apply = bool(may(person, "apply_import"))
    return {
        "batch": batch,
        "running": batch.status in RUNNING,
        "percent": batch.done_count * 100 // max(1, batch.row_count),
        "rows": _told(batch, part[:PAGE], person),
        "more": part[PAGE - 1].number if len(part) > PAGE else None,
        "after": after,
        "chosen": chosen,
        "tabs": [(name, label, totals[name]) for name, label in RowOutcome.choices if name],
        "questions": batch.questions,
        "left_out": [column for column in batch.columns if not batch.mapping.get(column)],
        "problems": problems_of(batch.mapping) if batch.columns else [],
        "may_change": batch.status in CHANGEABLE and not batch.applied_at,
        "may_apply": is_rehearsed and may_apply,
        "must_ask": is_rehearsed and not may_apply,
        "may_undo": batch.status == ImportStatus.APPLIED and may(person, "undo_import"),
        "writes": totals["create"] + totals["update"],
    }


def _told(batch: ImportBatch, rows: list[ImportRow], person: Person) -> list[Row]:
    ids = [row.claim_id for row in rows if row.claim_id]
    refs = dict(Claim.objects.filter(pk__in=ids).values_list("pk", "ref"))
    reader = Reader(batch)
    reviews = [reader.read(row.number, row.given).review for row in rows]
    asked = asked_by(rows, reviews, person) if batch.status in ANSWERABLE else {}
    return [
        Row(
            row,
            review,
            refs.get(row.claim_id or 0, ""),
            told_changes(row.changes),
            asked.get(row.number, []),
        )
        for row, review in zip(rows, reviews, strict=True)
    ]


def samples_of(batch: ImportBatch) -> list[list[str]]:
    """Return the cells of the first rows, to show what a column holds."""
    return list(batch.rows.order_by("number").values_list("given", flat=True)[:20])


def back_to(given: Mapping[str, str]) -> dict[str, str]:
    """Return what in an address leads back to the rows from which a form was sent."""
    return {name: given[name] for name in ("rows", "after") if given.get(name)}


def told_after(act: str, batch: ImportBatch) -> str:
    """Return what to tell a person who had ``act`` done with ``batch``."""
    if batch.status in RUNNING or (act == "undo" and batch.status == ImportStatus.APPLIED):
        return "The worker does it in the background; this page tells how far it is."
    return f"The import is {ImportStatus(batch.status).label.lower()}."
