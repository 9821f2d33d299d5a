"""Taking a whole import back, by what the audit wrote down of it."""

import json
from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db import DatabaseError, connection
from django.db.backends.utils import CursorWrapper

from claims.audit import acting
from claims.choices import ImportStatus
from claims.models import ImportBatch, User
from claims.review.refusals import sentence_of
from claims.review.rights import StepRefused, ask

# The queue of unknown labels goes on by itself: what was decided there since stays.
_LENIENT = "claims_ratingmapping"
# Claims first: then nothing that hangs on them is indexed anew while it goes.
_FIRST = "claims_claim"

_TOUCHED = """
CREATE TEMPORARY TABLE claims_import_touched ON COMMIT DROP AS
SELECT table_name, row_id, bool_or(action = 'insert') AS made, min(id) AS first_id
FROM claims_auditentry
WHERE request_id LIKE 'import %%' AND request_id = %s AND table_name <> 'claims_importbatch'
GROUP BY table_name, row_id
"""
_CHANGED_SINCE = """
SELECT DISTINCT touched.table_name, touched.row_id, entry.claim_id, entry.actor_name
FROM claims_import_touched AS touched
JOIN claims_auditentry AS entry
    ON entry.table_name = touched.table_name AND entry.row_id = touched.row_id
WHERE entry.id > touched.first_id AND entry.request_id <> %s
"""
_REFERENCES = """
SELECT child.relname, columns.attname, parent.relname
FROM pg_constraint AS reference
JOIN pg_class AS child ON child.oid = reference.conrelid
JOIN pg_class AS parent ON parent.oid = reference.confrelid
JOIN pg_attribute AS columns
    ON columns.attrelid = child.oid AND columns.attnum = reference.conkey[1]
WHERE reference.contype = 'f' AND cardinality(reference.conkey) = 1
    AND parent.relname IN (SELECT table_name FROM claims_import_touched WHERE made)
    AND EXISTS (SELECT FROM pg_trigger WHERE tgrelid = child.oid AND tgname = 'claims_audit_insert')
"""


def undo(batch: ImportBatch, *, by: User | None, at: datetime, name: str = "") -> int:
    """Take back all that ``batch`` wrote, or nothing, and return how many records that were.

    Raises ``StepRefused`` with a sentence when somebody has changed one of these records
    since, or something else rests on one.
    """
    if by is not None:
        ask(by, "undo_import")
    with acting(by, name=name, reason=f"Undo of the import of {batch.file_name}"):
        kept = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
        if kept.status not in (ImportStatus.APPLIED, ImportStatus.FAILED) or not kept.applied_at:
            raise StepRefused(
                f"Only an import that was applied can be undone; this one is"
                f" {ImportStatus(kept.status).label.lower()}."
            )
        with connection.cursor() as cursor:
            cursor.execute(_TOUCHED, [batch.mark])
            cursor.execute("CREATE INDEX ON claims_import_touched (table_name, row_id)")
            cursor.execute("ANALYZE claims_import_touched")
            _refuse_if_changed(cursor, batch)
            _refuse_if_needed(cursor)
            count = _restore(cursor, batch) + _remove(cursor)
            try:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            except DatabaseError as error:
                raise StepRefused(f"It can't be undone: {sentence_of(error)}") from error
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            cursor.execute("DROP TABLE claims_import_touched")
        kept.rows.filter(claim__isnull=False).update(claim=None)
        kept.status, kept.undone_at, kept.undone_by = ImportStatus.UNDONE, at, by
        kept.compared_to = None
        kept.save()
    return count


def _refuse_if_changed(cursor: CursorWrapper, batch: ImportBatch) -> None:
    cursor.execute(_CHANGED_SINCE, [batch.mark])
    changed = cursor.fetchall()
    lenient = [(table, row) for table, row, _, _ in changed if table == _LENIENT]
    others = [row for row in changed if row[0] != _LENIENT]
    if others:
        claims = {claim for _, _, claim, _ in others if claim}
        people = sorted({who for *_, who in others})
        raise StepRefused(
            f"{len({row[:2] for row in others})} of its records were changed since, by"
            f" {', '.join(people[:5])}{_on_claims(cursor, claims)}. Nothing was undone: put these"
            " right by hand, or leave the import as it is."
        )
    cursor.executemany(
        "DELETE FROM claims_import_touched WHERE table_name = %s AND row_id = %s", lenient
    )


def _on_claims(cursor: CursorWrapper, claims: set[int]) -> str:
    cursor.execute(
        "SELECT ref FROM claims_claim WHERE id = ANY (%s) ORDER BY id LIMIT 5", [list(claims)]
    )
    refs = [ref for (ref,) in cursor.fetchall()]
    return f" (claims {', '.join(refs)}{' …' if len(claims) > len(refs) else ''})" if refs else ""


def _refuse_if_needed(cursor: CursorWrapper) -> None:
    """Refuse when a record that the import did not make points to one that it made."""
    cursor.execute(_REFERENCES)
    for child, column, parent in cursor.fetchall():
        cursor.execute(
            f'SELECT count(*) FROM "{child}" AS child'  # noqa: S608  (names of our tables)
            " JOIN claims_import_touched AS made ON made.made AND made.table_name = %(parent)s"
            f' AND made.row_id::bigint = child."{column}"'
            " WHERE NOT EXISTS (SELECT FROM claims_import_touched AS own WHERE own.made"
            " AND own.table_name = %(child)s AND own.row_id = child.id::text)",
            {"parent": parent, "child": child},
        )
        number = cursor.fetchone()[0]
        if number:
            raise StepRefused(
                f"{number} later {_words(child)} rest on {_words(parent)} that it made. Nothing"
                " was undone: remove those first, or leave the import as it is."
            )


def _words(table: str) -> str:
    return table.removeprefix("claims_").replace("_", " ") + " records"


def _restore(cursor: CursorWrapper, batch: ImportBatch) -> int:
    """Give the fields that the import changed their values from before its first change."""
    cursor.execute(
        "SELECT entry.table_name, entry.row_id, entry.before FROM claims_auditentry AS entry"
        " JOIN claims_import_touched AS touched USING (table_name, row_id)"
        " WHERE request_id LIKE 'import %%' AND request_id = %s AND action = 'update'"
        " AND NOT touched.made ORDER BY entry.id DESC",
        [batch.mark],
    )
    before: dict[tuple[str, str], dict[str, Any]] = defaultdict(dict)
    for table, row_id, was in cursor.fetchall():
        before[table, row_id] |= _json(was)
    groups: dict[tuple[str, tuple[str, ...]], list[dict[str, Any]]] = defaultdict(list)
    for (table, row_id), was in before.items():
        names = tuple(sorted(set(was) - {"version", "updated_at"}))
        if names:
            groups[table, names].append(was | {"id": int(row_id)})
    for (table, names), rows in groups.items():
        columns = ", ".join(f'"{name}"' for name in names)
        values = ", ".join(f'was."{name}"' for name in names)
        cursor.execute(
            f'UPDATE "{table}" AS kept SET ({columns}) = ROW({values})'  # noqa: S608
            f' FROM jsonb_populate_recordset(NULL::"{table}", %s::jsonb) AS was'
            " WHERE kept.id = was.id",
            [json.dumps(rows)],
        )
    return len(before)


def _remove(cursor: CursorWrapper) -> int:
    cursor.execute(
        "SELECT table_name FROM claims_import_touched WHERE made GROUP BY table_name"
        " ORDER BY table_name <> %s, table_name",
        [_FIRST],
    )
    count = 0
    for (table,) in cursor.fetchall():
        cursor.execute(
            f'DELETE FROM "{table}" WHERE id IN (SELECT row_id::bigint'  # noqa: S608
            " FROM claims_import_touched WHERE made AND table_name = %s)",
            [table],
        )
        count += cursor.rowcount
    return count


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
