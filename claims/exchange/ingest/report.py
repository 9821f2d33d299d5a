"""What became of each row of an import, as lines for people and for sheets."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from claims.canonical.text import without_formula
from claims.choices import RowOutcome
from claims.models import Claim, ImportBatch, ImportRow

COLUMNS = ("row", "outcome", "claim", "reason", "changes", "questions", "notes")
_AT_ONCE = 1_000


def rows_with_refs(batch: ImportBatch, *, after: int = 0) -> Iterator[tuple[ImportRow, str]]:
    """Yield the rows of ``batch`` whose number is higher than ``after``, with the claim's ref."""
    rows = ImportRow.objects.filter(batch=batch).order_by("number").defer("given")
    while found := list(rows.filter(number__gt=after)[:_AT_ONCE]):
        ids = {row.claim_id for row in found if row.claim_id}
        refs = dict(Claim.objects.filter(pk__in=ids).values_list("pk", "ref"))
        for row in found:
            yield row, refs.get(row.claim_id or 0, "")
        after = found[-1].number


def report(batch: ImportBatch) -> Iterator[str]:
    """Yield the report as CSV, piece by piece; no cell of it is a formula."""
    yield _line(COLUMNS)
    for row, ref in rows_with_refs(batch):
        yield _line(
            (
                str(row.number),
                row.outcome,
                ref,
                row.reason,
                told_changes(row.changes),
                " ".join(row.questions),
                "; ".join(row.notes),
            )
        )


def _line(cells: tuple[str, ...]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([without_formula(cell) for cell in cells])
    return out.getvalue()


def told_changes(changes: dict[str, Any]) -> str:
    """Return the changes of a row in words: what is added, which field becomes what."""
    told = []
    for name, change in changes.items():
        if name == "adds":
            parts = (
                f"{n} {what.removesuffix('s') if n == 1 else what}" for what, n in change.items()
            )
            told.append(f"adds {', '.join(parts)}")
        else:
            old, new = (str(value if value is not None else "")[:200] for value in change)
            told.append(f"{name}: “{old}” becomes “{new}”")
    return "; ".join(told)


def told_row(row: ImportRow, ref: str) -> str:
    """Return one line about ``row``."""
    told = [row.reason, told_changes(row.changes)]
    told += [f"to be looked at: {', '.join(row.questions)}"] if row.questions else []
    told += list(row.notes)
    outcome = row.outcome or RowOutcome.WAITING.label
    head = f"row {row.number}: {outcome}{f' {ref}' if ref else ''}"
    rest = "; ".join(part for part in told if part)
    return f"{head}: {rest}" if rest else head
