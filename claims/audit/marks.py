"""Marks in the audit: whether anything was changed since a moment, told exactly."""

from typing import NamedTuple

from django.db import connection


class Mark(NamedTuple):
    """What could be seen at a moment: by which server, in which snapshot, up to which entry.

    The newest entry alone would not tell: a transaction that began earlier and ends later
    brings entries that are older than it.
    """

    server: int
    snapshot: str
    last: int
    own: int | None
    """The transaction that made the mark, where it had written something itself."""


def mark_audit() -> Mark:
    """Return the mark of this moment: all that is read from now on holds at least as much."""
    with connection.cursor() as cursor:
        cursor.execute(_MARK)
        return Mark(*cursor.fetchone())


def has_changed_since(mark: Mark) -> bool:
    """Return whether a record was changed that could not be seen so at ``mark``."""
    with connection.cursor() as cursor:
        cursor.execute(_HAS_CHANGED, mark._asdict())
        return cursor.fetchone()[0] is True


_MARK = """
    SELECT system_identifier, pg_current_snapshot()::text,
        (SELECT coalesce(max(id), 0) FROM claims_auditentry),
        pg_current_xact_id_if_assigned()::text::bigint
    FROM pg_control_system()
"""
# A transaction sees what it has written itself, though no snapshot says so; and nobody else does
# while it lasts.
_HAS_CHANGED = """
    SELECT EXISTS (
        SELECT FROM claims_auditentry
        WHERE cluster = %(server)s
            AND xid >= pg_snapshot_xmin(%(snapshot)s::pg_snapshot)::text::bigint
            AND (
                id > %(last)s
                OR xid IS DISTINCT FROM %(own)s::bigint
                    AND NOT pg_visible_in_snapshot(xid::text::xid8, %(snapshot)s::pg_snapshot)
            )
    )
    OR %(own)s::bigint <> coalesce(pg_current_xact_id_if_assigned()::text::bigint, 0)
    OR %(server)s <> (SELECT system_identifier FROM pg_control_system())
"""
