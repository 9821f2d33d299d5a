"""Rehearsing and applying an import: some rows at a time, each part whole or not at all."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.db import DatabaseError, connection, transaction

from claims.audit import acting
from claims.choices import ImportStatus, RowOutcome
from claims.editing.mappings import queue_labels
from claims.exchange.ingest.alone import only_one
from claims.exchange.ingest.doubles import PossibleDoubles
from claims.exchange.ingest.entries import Entry
from claims.exchange.ingest.plan import Plan, RowResult
from claims.exchange.ingest.planning import Planner
from claims.exchange.ingest.reading import Reader
from claims.exchange.ingest.writing import note_results, write
from claims.exchange.ratings import unknown_labels, verdicts_of
from claims.exchange.sheets.columns import problems_of
from claims.models import ImportBatch, ImportRow, User
from claims.review.refusals import sentence_of
from claims.review.rights import StepRefused, ask

# Rows of one transaction: what a kill undoes, and what waits in memory.
PART = 1_000
# Imports of more rows than this are left to the worker.
AT_ONCE = 300

Tell = Callable[[int], object]
_REHEARSABLE = (ImportStatus.READ, ImportStatus.REHEARSED, ImportStatus.FAILED)


def begin_rehearsal(batch: ImportBatch, *, by: User | None, name: str = "") -> ImportBatch:
    """Have ``batch`` rehearsed next; ``rehearse`` does it. Raises ``StepRefused``."""
    if by is not None:
        ask(by, "rehearse_import")
    return _begin(batch, ImportStatus.REHEARSING, _REHEARSABLE, by=by, name=name)


def begin_applying(
    batch: ImportBatch, *, by: User | None, at: datetime, name: str = "", unrehearsed: bool = False
) -> ImportBatch:
    """Have ``batch`` applied next; ``apply`` does it. Raises ``StepRefused``."""
    if by is not None:
        ask(by, "apply_import")
    allowed = [ImportStatus.REHEARSED, *([ImportStatus.READ] if unrehearsed else [])]
    return _begin(
        batch, ImportStatus.APPLYING, allowed, by=by, name=name, applied_by=by, applied_at=at
    )


def _begin(
    batch: ImportBatch,
    status: ImportStatus,
    allowed: "list[ImportStatus] | tuple[ImportStatus, ...]",
    *,
    by: User | None,
    name: str,
    **values: Any,
) -> ImportBatch:
    with acting(by, reason="Import", name=name):
        kept = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
        if kept.status not in allowed:
            raise StepRefused(_why_not(kept, status))
        problems = problems_of(kept.mapping) if kept.columns else []
        if problems:
            raise StepRefused(" ".join(problems))
        for field, value in (values | {"status": status, "problem": "", "done_count": 0}).items():
            setattr(kept, field, value)
        kept.save()
        kept.refresh_from_db()
        return kept


def _why_not(batch: ImportBatch, status: ImportStatus) -> str:
    if batch.status == ImportStatus.READ:
        return "Rehearse it first: then you know what it would do."
    if batch.status == ImportStatus.FAILED:
        return "It failed: see why, and rehearse it again."
    return f"This import is {ImportStatus(batch.status).label.lower()}."


def rehearse(batch: ImportBatch, *, at: datetime, tell: Tell = lambda done: None) -> None:
    """Note for each row of ``batch`` what would become of it; no record is written.

    ``tell`` hears how many rows are done. Begun anew after a kill, it starts over.
    """
    with only_one(batch) as alone:
        if not alone:
            return
        planner = Planner(writes=False, at=at, doubles=_doubles(batch))
        doubles = PossibleDoubles(batch)
        done = 0
        for entries in _parts(batch, after=0):
            plan = planner.plan(entries)
            doubles.note(entries, plan.results)
            with transaction.atomic():
                note_results(batch, plan.results, applied=False)
                done += len(entries)
                ImportBatch.objects.filter(pk=batch.pk).update(done_count=done)
            tell(done)
        _end(batch, ImportStatus.REHEARSED)


def apply(batch: ImportBatch, *, at: datetime, tell: Tell = lambda done: None) -> None:
    """Write the records of ``batch``, in parts that are whole or not there at all.

    Begun anew after a kill, it goes on where the last whole part ended. ``tell`` hears how
    many rows are done.
    """
    with only_one(batch) as alone:
        if not alone:
            return
        planner = Planner(writes=True, at=at, doubles=_doubles(batch))
        applied = ImportRow.objects.filter(batch=batch, is_applied=True)
        last = applied.order_by("-number").values_list("number", flat=True).first() or 0
        done = applied.count()
        for entries in _parts(batch, after=last):
            _apply_part(batch, planner, entries, done, at)
            done += len(entries)
            tell(done)
        # Its claims are still to be compared, from the first row on.
        _end(batch, ImportStatus.APPLIED, compared_to=0)


def _apply_part(
    batch: ImportBatch, planner: Planner, entries: list[Entry], done: int, at: datetime
) -> None:
    """Write these rows in one transaction, after ``done`` others.

    When a law refuses, each half goes into one of its own, down to the row that breaks the law.
    """
    try:
        _write_part(batch, planner, entries, done + len(entries), at)
    except DatabaseError as error:
        if len(entries) == 1:
            result = RowResult(entries[0].number, RowOutcome.REFUSE, sentence_of(error))
            with transaction.atomic():
                note_results(batch, [result], applied=True)
                ImportBatch.objects.filter(pk=batch.pk).update(done_count=done + 1)
            return
        middle = len(entries) // 2
        _apply_part(batch, planner, entries[:middle], done, at)
        _apply_part(batch, planner, entries[middle:], done + middle, at)


def _write_part(
    batch: ImportBatch, planner: Planner, entries: list[Entry], done: int, at: datetime
) -> None:
    with signed(batch):
        plan = planner.plan(entries)
        write(plan)
        _queue_unknown(batch, entries, plan, at)
        note_results(batch, plan.results, applied=True)
        ImportBatch.objects.filter(pk=batch.pk).update(done_count=done)
        connection.check_constraints()


def signed(batch: ImportBatch) -> Any:
    """Return the block that signs what an import writes, and ties it to the import."""
    return acting(
        batch.applied_by,
        name="import",
        reason=f"Import of {batch.file_name}",
        request_id=batch.mark,
    )


def _queue_unknown(batch: ImportBatch, entries: list[Entry], plan: Plan, at: datetime) -> None:
    """Put labels that nobody has decided about in the queue, once for each that is new."""
    new = {
        result.number
        for result in plan.results
        if result.outcome in (RowOutcome.CREATE, RowOutcome.UPDATE)
    }
    reviews = [entry.review for entry in entries if entry.number in new and entry.review.review_url]
    met = unknown_labels(reviews, verdicts_of(reviews))
    if met:
        queue_labels(met, by=batch.applied_by, at=at, reason=f"Import of {batch.file_name}",
                     request_id=batch.mark)  # fmt: skip


def _parts(batch: ImportBatch, *, after: int) -> Iterator[list[Entry]]:
    reader = Reader(batch)
    rows = ImportRow.objects.filter(batch=batch).order_by("number")
    while found := list(rows.filter(number__gt=after).values_list("number", "given")[:PART]):
        yield [reader.read(number, given) for number, given in found]
        after = found[-1][0]


def _doubles(batch: ImportBatch) -> dict[str, int]:
    """Return the external ids that stand in several rows of a sheet, with the first such row."""
    place = next(
        (at for at, column in enumerate(batch.columns)
         if batch.mapping.get(column) == "external_id"), None
    )  # fmt: skip
    path = ["review", "external_id"] if place is None else [str(place)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT btrim(given #>> %s), min(number) FROM claims_importrow"
            " WHERE batch_id = %s AND btrim(given #>> %s) <> ''"
            " GROUP BY 1 HAVING count(*) > 1",
            [path, batch.pk, path],
        )
        return dict(cursor.fetchall())


def _end(batch: ImportBatch, status: ImportStatus, compared_to: int | None = None) -> None:
    with acting(batch.applied_by or batch.given_by, name="import", reason="Import"):
        kept = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
        kept.status, kept.compared_to = status, compared_to
        kept.save()
