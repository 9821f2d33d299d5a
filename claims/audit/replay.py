"""Comparing the records with their trail: what entries add up to must be what the rows hold.

This finds what seals can't: a record that was changed while the triggers were switched off,
and an entry that was tampered with before it was sealed.
"""

from collections.abc import Iterator

from django.db import connection

# One table at a time. ``fields`` are all values that the trail gives to each field of a row,
# in order; ``breaks`` the entries whose "before" is not what the entry before them left.
_BREAKS = """
    WITH fields AS (
        SELECT entry.id, entry.row_id, field.key,
            entry.before -> field.key AS was,
            lag(entry.after -> field.key) OVER told AS had,
            lag(entry.action) OVER told AS previous
        FROM claims_auditentry AS entry
        CROSS JOIN LATERAL jsonb_object_keys(coalesce(entry.after, entry.before)) AS field(key)
        WHERE entry.table_name = %(table)s AND entry.row_id IN (
            SELECT row_id FROM claims_auditentry WHERE table_name = %(table)s
            GROUP BY row_id HAVING count(*) > 1
        )
        WINDOW told AS (PARTITION BY entry.row_id, field.key ORDER BY entry.id)
    )
    SELECT id, min(key) FROM fields
    WHERE previous IS NOT NULL AND previous <> 'delete' AND was IS DISTINCT FROM had
    GROUP BY id ORDER BY id
"""

# A field that the trail does not know was added by a later migration, one that the row does
# not have was dropped: neither is compared.
_ROWS = """
    WITH told AS (
        SELECT entry.row_id, max(entry.id) AS last_id,
            (array_agg(entry.action ORDER BY entry.id DESC))[1] AS last_action
        FROM claims_auditentry AS entry WHERE entry.table_name = %(table)s GROUP BY entry.row_id
    ), state AS (
        SELECT entry.row_id, jsonb_object_agg(field.key, field.value ORDER BY entry.id) AS fields
        FROM claims_auditentry AS entry
        CROSS JOIN LATERAL jsonb_each(entry.after) AS field
        WHERE entry.table_name = %(table)s GROUP BY entry.row_id
    ), found AS (
        SELECT kept ->> %(key)s AS row_id,
            claims_mask(kept - %(left_out)s::text[], %(secret)s::text[]) AS fields
        FROM (SELECT to_jsonb(stored) AS kept FROM {table} AS stored) AS stored_rows
    )
    SELECT told.last_id, coalesce(told.row_id, found.row_id),
        CASE
            WHEN told.row_id IS NULL THEN 'stands there without a trail'
            WHEN found.row_id IS NULL THEN 'is gone without a trail'
            WHEN told.last_action = 'delete' THEN 'stands there although the trail removed it'
            ELSE 'differs from its trail in ' || (
                SELECT string_agg(field.key, ', ' ORDER BY field.key)
                FROM jsonb_each(state.fields) AS field
                WHERE found.fields ? field.key AND found.fields -> field.key <> field.value
            )
        END
    FROM told LEFT JOIN state USING (row_id) FULL JOIN found ON found.row_id = told.row_id
    WHERE told.row_id IS NULL
        OR (found.row_id IS NULL) <> (told.last_action = 'delete')
        OR EXISTS (
            SELECT FROM jsonb_each(state.fields) AS field
            WHERE found.fields ? field.key AND found.fields -> field.key <> field.value
        )
    ORDER BY 1 NULLS LAST, 2
"""


def check_records() -> Iterator[tuple[int | None, str]]:
    """Yield what is wrong between records and trail: the entry to blame, or None, and a sentence.

    When a row differs from its trail, its last entry is named.
    """
    for table, (key, left_out, secret) in watched_tables().items():
        with connection.cursor() as cursor:
            cursor.execute(_BREAKS, {"table": table})
            for entry_id, field in cursor.fetchall():
                yield (
                    entry_id,
                    f"does not continue the entry before it in {table} ({field})",
                )
            cursor.execute(
                _ROWS.format(table=connection.ops.quote_name(table)),
                {"table": table, "key": key, "left_out": left_out, "secret": secret},
            )
            for entry_id, row_id, problem in cursor.fetchall():
                yield entry_id, f"row {row_id} of {table} {problem}"


def watched_tables() -> dict[str, tuple[str, str, str]]:
    """Return each table under audit with its key column, columns left out and secret columns.

    They are the arguments that its triggers carry in the database itself.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT tgrelid::regclass::text, string_to_array(encode(tgargs, 'escape'), '\\000')
            FROM pg_trigger WHERE tgname = 'claims_audit_insert' ORDER BY 1
            """
        )
        return {table: (args[0], args[2], args[3]) for table, args in cursor.fetchall()}
