"""Getting many rows into the tables: ids ahead of time, then COPY, under the laws and the audit."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, models
from psycopg import Copy


@contextmanager
def indexing_once() -> Iterator[None]:
    """Write what claims are found by once, at the end of this block, for all that it writes.

    Within a transaction. Until then searching and matching find in these claims what they held
    before. Whoever leaves the block by an error has to give the transaction up.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL claims.index_later = on")
        yield
        cursor.execute("SET LOCAL claims.index_later = off")
        cursor.execute("SET CONSTRAINTS claims_index_later IMMEDIATE")
        cursor.execute("SET CONSTRAINTS claims_index_later DEFERRED")


def take_ids(model: type[models.Model], count: int) -> list[int]:
    """Return ``count`` fresh ids from the model's own sequence."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [model._meta.db_table, model._meta.pk.column, count],
        )
        return [number for (number,) in cursor.fetchall()]


@contextmanager
def copying(target: str) -> Iterator[Copy]:
    """COPY into ``target``, a table with its columns in brackets, what is written in this block.

    Raises ``DatabaseError`` when PostgreSQL refuses it: Django translates the errors of other
    statements, but not of COPY.
    """
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(f"COPY {target} FROM STDIN") as copy,
    ):
        yield copy


def copy_rows(model: type[models.Model], rows: Sequence[dict[str, Any]]) -> None:
    """COPY ``rows`` (values by column) into the model's table.

    Columns that no row names are filled with the model's defaults; those that the database fills
    are left to it. Raises ``DatabaseError`` when a law refuses one of them.
    """
    if not rows:
        return
    usual = _usual_values(model, rows[0])
    columns = [*rows[0], *usual]
    quote = connection.ops.quote_name
    names = ", ".join(quote(column) for column in columns)
    tail = list(usual.values())
    with copying(f"{quote(model._meta.db_table)} ({names})") as copy:
        for row in rows:
            copy.write_row([*row.values(), *tail])


def _usual_values(model: type[models.Model], given: Iterable[str]) -> dict[str, Any]:
    named = set(given)
    return {
        str(field.column): field.get_default()
        for field in model._meta.concrete_fields
        if field.column not in named
        and not field.primary_key
        and not field.generated
        and not field.has_db_default()
    }


def analyse() -> None:
    """Tell the planner what is in the tables now."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
