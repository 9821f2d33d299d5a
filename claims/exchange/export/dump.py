"""The full dump: every record as JSON lines, with a manifest of digests at its end.

The first line says what it is and from which version. Each further line is one row of one
table, exactly as PostgreSQL holds it; the last line counts the rows of each table and gives
their SHA-256, over the lines of the rows in the order of their keys. ``load`` reads it into an
empty Claimbook and finds the same digests.

Everything whose changes are audited is a record and goes along, but for what would be a secret
elsewhere (tokens, passwords) and the notes of exports. The audit itself stays behind: it tells
of this database, and a backup keeps it.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime

from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Max

from claims.exchange.export.counting import Count

VERSION = 1
_AT_ONCE = 2_000
# Secrets of this house, and the notes about dumps themselves.
LEFT_OUT = ("claims_apitoken", "claims_export", "claims_user_user_permissions")
_SECRET = ("password", "last_login")

# By name; but last what has a foreign key that does not wait for the end of a transaction.
_RECORD_TABLES = """
SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'claims_audit_insert'
ORDER BY EXISTS (
    SELECT FROM pg_constraint WHERE conrelid = tgrelid AND contype = 'f' AND NOT condeferrable
), 1
"""
# Roles go by name: the ids of groups may differ between two databases.
_MEMBERS = """
SELECT jsonb_build_object('id', member.id, 'user_id', member.user_id, 'group', role.name)::text
FROM claims_user_groups AS member JOIN auth_group AS role ON role.id = member.group_id
ORDER BY member.id
"""


def record_tables() -> list[str]:
    """Return the tables of the records that a dump holds, in the order of loading."""
    with connection.cursor() as cursor:
        cursor.execute(_RECORD_TABLES)
        return [name for (name,) in cursor.fetchall() if name not in LEFT_OUT]


def dump(count: Count, *, at: datetime) -> Iterator[str]:
    """Yield the lines of a dump, all as they stood at one moment; ``count`` counts the rows."""
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield _line(_head(at))
        manifest = {}
        for table in record_tables():
            told = TableDigest()
            for row in rows_of(table):
                told.take(row)
                yield f'{{"table":"{table}","row":{row}}}\n'
            manifest[table] = told.as_json()
            count.rows += told.rows
        yield _line({"manifest": manifest})


class TableDigest:
    """The number of rows that were taken, and the SHA-256 over their lines."""

    def __init__(self) -> None:
        self.rows = 0
        self._digest = hashlib.sha256()

    def take(self, row: str) -> None:
        """Take one more row."""
        self.rows += 1
        self._digest.update(row.encode() + b"\n")

    def as_json(self) -> dict[str, object]:
        """Return both as they stand in a manifest."""
        return {"rows": self.rows, "sha256": self._digest.hexdigest()}


def rows_of(table: str) -> Iterator[str]:
    """Yield the rows of ``table`` as JSON, in the order of their keys."""
    statement = (
        _MEMBERS
        if table == "claims_user_groups"
        else "SELECT (to_jsonb(kept) - %(secret)s::text[])::text"  # noqa: S608  (a name of ours)
        f" FROM {connection.ops.quote_name(table)} AS kept ORDER BY kept.id"
    )
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, {"secret": list(_SECRET)})
        while found := cursor.fetchmany(_AT_ONCE):
            for (row,) in found:
                yield row


def digests() -> dict[str, dict[str, object]]:
    """Return the manifest of this database as it is: rows and SHA-256 by table."""
    manifest = {}
    for table in record_tables():
        told = TableDigest()
        for row in rows_of(table):
            told.take(row)
        manifest[table] = told.as_json()
    return manifest


def migration() -> str:
    """Return the newest migration of the records: two databases of the same one fit."""
    newest = MigrationRecorder.Migration.objects.filter(app="claims").aggregate(Max("name"))
    return str(newest["name__max"])


def _head(at: datetime) -> dict[str, object]:
    with connection.cursor() as cursor:
        # References go on where they are, under the same key: none comes twice.
        cursor.execute("SELECT claims_ref_key(), last_value FROM claims_ref_number")
        key, number = cursor.fetchone()
    return {
        "claimbook_dump": VERSION,
        "migration": migration(),
        "made_at": at.isoformat(),
        "ref_key": key,
        "ref_number": number,
    }


def _line(value: dict[str, object]) -> str:
    return json.dumps(value, separators=(",", ":")) + "\n"
