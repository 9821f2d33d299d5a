"""Loading a full dump into an empty Claimbook, and proving that it holds the same."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.db import DatabaseError, connection
from django.db.backends.utils import CursorWrapper

from claims.audit import acting
from claims.choices import LOAD_STEP
from claims.exchange.export.dump import VERSION, digests, migration, record_tables
from claims.search.rebuild import count_stems

_AT_ONCE = 1_000
# What migrations write into a new database; it gives way to what the dump holds.
_SEEDED = ("claims_ratingmapping", "claims_rating")
# Laws about how a row comes to be, which one that is already there has obeyed elsewhere:
# reviews answer open rounds, citations are made in drafts, news make claims due.
_LAWS_OF_BIRTH = (
    ("claims_review", "claims_four_eyes"),
    ("claims_assessmentevidence", "claims_freeze"),
    ("claims_sourcerating", "claims_recheck"),
    ("claims_claimlink", "claims_recheck"),
)
_NO_PASSWORD = "!"  # noqa: S105  (says that none is right)


class DumpRefused(Exception):
    """The dump can't be loaded here; its text says why, and what to do."""


class Loaded(NamedTuple):
    """How many rows of how many tables were loaded."""

    rows: int
    tables: int


def load(lines: Iterable[bytes], *, name: str) -> Loaded:
    """Load the dump in ``lines`` into an empty database, all or nothing; ``name`` signs.

    It takes the role that owns the tables, as a restore does: the laws about how rows come to
    be are lifted while it lasts, those about rows at rest hold. At the end the digests of all
    tables must be those of the manifest. People come without passwords. Raises
    ``DumpRefused`` with a sentence, and then nothing was written.
    """
    values = _values(lines)
    head = _checked_head(next(values, {}))
    try:
        with acting(None, name=name, reason="Load of a full dump", step=LOAD_STEP):
            return _load(values, head)
    except DatabaseError as error:
        raise DumpRefused(f"PostgreSQL refuses it, so nothing was kept: {error}") from error


def _load(values: Iterator[dict[str, Any]], head: dict[str, Any]) -> Loaded:
    tables = _checked_empty()
    with connection.cursor() as cursor, _laws_of_birth_lifted(cursor):
        for table in _SEEDED:
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608
        manifest, rows = _load_rows(cursor, values, set(tables))
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        _go_on_counting(cursor, tables, head)
    _check_same(manifest)
    count_stems()
    return Loaded(rows, len(manifest))


def _values(lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, start=1):
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise DumpRefused(f"Line {number} is no JSON: the file is damaged.") from error
        if not isinstance(value, dict):
            raise DumpRefused(f"Line {number} is no line of a dump.")
        yield value


def _checked_head(head: dict[str, Any]) -> dict[str, Any]:
    if head.get("claimbook_dump") != VERSION:
        raise DumpRefused("This is no full dump of Claimbook (export_claims --format jsonl).")
    if head.get("migration") != migration():
        raise DumpRefused(
            f"The dump was made at migration {head.get('migration')}, this database stands at"
            f" {migration()}: load it with the version that made it, then migrate."
        )
    if not isinstance(head.get("ref_key"), str) or not isinstance(head.get("ref_number"), int):
        raise DumpRefused("The first line of the dump is damaged.")
    return head


def _checked_empty() -> list[str]:
    """Return the tables to load, none of which holds anything but what migrations wrote."""
    tables = record_tables()
    with connection.cursor() as cursor:
        for table in tables:
            if table in _SEEDED:
                continue
            cursor.execute(f"SELECT EXISTS (SELECT FROM {table})")  # noqa: S608
            if cursor.fetchone()[0]:
                raise DumpRefused(
                    f"There is something in {table} already: load a dump into a new database,"
                    " after manage.py migrate and before anything else."
                )
    return tables


@contextmanager
def _laws_of_birth_lifted(cursor: CursorWrapper) -> Iterator[None]:
    for table, law in _LAWS_OF_BIRTH:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {law}")
    yield
    for table, law in _LAWS_OF_BIRTH:
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {law}")
    cursor.execute("SELECT EXISTS (SELECT FROM claims_review AS answer JOIN claims_assessment"
                   " AS assessed ON assessed.id = answer.assessment_id"
                   " WHERE assessed.author_id = answer.reviewer_id)")  # fmt: skip
    if cursor.fetchone()[0]:
        raise DumpRefused("In the dump somebody reviews their own assessment: it was forged.")


def _load_rows(
    cursor: CursorWrapper, values: Iterator[dict[str, Any]], tables: set[str]
) -> tuple[dict[str, Any], int]:
    """Insert the rows and return the manifest that ends them, and their number."""
    waiting: list[object] = []
    table = ""
    for loaded, value in enumerate(values):
        if "manifest" in value:
            _insert(cursor, table, waiting)
            if next(values, None) is not None or not isinstance(value["manifest"], dict):
                raise DumpRefused("The dump goes on after its end: the file is damaged.")
            return value["manifest"], loaded
        if value.get("table") != table or len(waiting) == _AT_ONCE:
            _insert(cursor, table, waiting)
            waiting.clear()
            table = str(value.get("table"))
            if table not in tables:
                raise DumpRefused(f"The dump names a table that is none of ours: {table[:80]}.")
        waiting.append(value.get("row"))
    raise DumpRefused("The dump ends before its manifest: the file is cut off.")


def _insert(cursor: CursorWrapper, table: str, rows: list[object]) -> None:
    if not rows:
        return
    given = json.dumps(rows)
    if table == "claims_user_groups":
        cursor.execute(
            "INSERT INTO claims_user_groups (id, user_id, group_id)"
            " SELECT given.id, given.user_id, role.id"
            ' FROM jsonb_to_recordset(%s) AS given (id bigint, user_id bigint, "group" text)'
            ' JOIN auth_group AS role ON role.name = given."group"',
            [given],
        )
        return
    columns = _columns(cursor, table)
    if not isinstance(rows[0], dict) or not set(rows[0]) <= set(columns):
        raise DumpRefused(f"A row of {table} does not fit the table: the file is damaged.")
    named = ", ".join(f'"{name}"' for name in columns)
    source = named
    if table == "claims_user":
        source = named.replace('"password"', f"'{_NO_PASSWORD}'")
    cursor.execute(
        f"INSERT INTO {table} ({named}) SELECT {source}"  # noqa: S608  (names of our tables)
        f" FROM jsonb_populate_recordset(NULL::{table}, %s)",
        [given],
    )


def _columns(cursor: CursorWrapper, table: str) -> list[str]:
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public'"
        " AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position",
        [table],
    )
    return [name for (name,) in cursor.fetchall()]


def _go_on_counting(cursor: CursorWrapper, tables: list[str], head: dict[str, Any]) -> None:
    """Let keys and references go on after those that were loaded."""
    for table in tables:
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence(%s, 'id'), greatest(max(id), 1),"  # noqa: S608
            f" max(id) IS NOT NULL) FROM {table}",
            [table],
        )
    cursor.execute("SELECT setval('claims_ref_number', %s)", [head["ref_number"]])
    cursor.execute("SELECT format('CREATE OR REPLACE FUNCTION claims_ref_key() RETURNS text"
                   " LANGUAGE sql IMMUTABLE PARALLEL SAFE AS %%L', format('SELECT %%L::text',"
                   " %s::text))", [head["ref_key"]])  # fmt: skip
    cursor.execute(cursor.fetchone()[0])


def _check_same(manifest: dict[str, Any]) -> None:
    found = digests()
    for table in sorted({*found, *manifest}):
        if found.get(table) != manifest.get(table):
            raise DumpRefused(
                f"What was loaded into {table} is not what the manifest of the dump says: the"
                " file was altered or cut. Nothing was kept."
            )
