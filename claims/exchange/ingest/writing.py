"""Writing what was planned: new records by COPY, changes by sets of fields."""

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db import connection, models
from psycopg.types.json import Jsonb

from claims.editing.loading import copy_rows
from claims.exchange.ingest.plan import Plan, RowResult
from claims.models import (
    Actor,
    Appearance,
    Claim,
    Document,
    Evidence,
    ForeignVerdict,
    ImportBatch,
    ImportKey,
    Source,
    Topic,
)

# Claims come last, for they are indexed with all that hangs on them whenever any of it comes:
# so that happens once. Foreign keys wait for the end of the transaction.
_ORDER: tuple[type[models.Model], ...] = (
    Source,
    Actor,
    Topic,
    Document,
    Claim.topics.through,
    Appearance,
    Evidence,
    ForeignVerdict,
    ImportKey,
    Claim,
)

_NOTE = """
UPDATE claims_importrow AS kept
SET outcome = told.outcome, reason = told.reason, changes = told.changes,
    notes = told.notes || CASE WHEN %(applied)s AND 'duplicate' = ANY (kept.questions)
        THEN jsonb_path_query_array(kept.notes, '$[*] ? (@ starts with "May say the same")')
        ELSE '[]' END,
    questions = ARRAY(
        SELECT jsonb_array_elements_text(told.questions)
        UNION SELECT 'duplicate' WHERE %(applied)s AND 'duplicate' = ANY (kept.questions)
    ),
    claim_id = told.claim, is_applied = %(applied)s
FROM jsonb_to_recordset(%(told)s::jsonb) AS told (number int, outcome text, reason text,
    changes jsonb, notes jsonb, questions jsonb, claim bigint)
WHERE kept.batch_id = %(batch)s AND kept.number = told.number
"""


def write(plan: Plan) -> None:
    """Write the records of ``plan``; call it inside ``acting``.

    Every law of the tables holds, but messages of forms are not at hand: what breaks a law
    raises ``DatabaseError``.
    """
    for model in _ORDER:
        rows = plan.made.get(model)
        if rows:
            copy_rows(model, [_for_copy(row) for row in rows])
    for model, changes in plan.changed.items():
        _change(model, changes)


def _for_copy(row: dict[str, Any]) -> dict[str, Any]:
    return {
        column: Jsonb(value) if isinstance(value, dict) else value for column, value in row.items()
    }


def _change(model: type[models.Model], changes: dict[int, dict[str, Any]]) -> None:
    by_fields: dict[tuple[str, ...], list[models.Model]] = defaultdict(list)
    for pk, values in changes.items():
        by_fields[tuple(sorted(values))].append(model(pk=pk, **values))
    for names, rows in by_fields.items():
        model._default_manager.bulk_update(rows, names, batch_size=500)


def note_results(batch: ImportBatch, results: Sequence[RowResult], *, applied: bool) -> None:
    """Write down what became of the rows, or would become of them."""
    told = [
        {
            "number": result.number,
            "outcome": result.outcome,
            "reason": result.reason,
            "changes": result.changes,
            "notes": result.notes,
            "questions": result.questions,
            # Made up while nothing is written.
            "claim": result.claim if (result.claim or 0) > 0 else None,
        }
        for result in results
    ]
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, {"applied": applied, "told": json.dumps(told), "batch": batch.pk})
