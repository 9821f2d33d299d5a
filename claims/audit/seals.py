"""Sealing: the entries of ended transactions are hashed into a tree, and trees into a chain.

Entries are not chained one by one, since all writers would then queue. A seal takes the
entries of all transactions between two marks: from where the seal before it ended, to the
oldest transaction that was still running in this database. So every entry falls into
exactly one seal, whatever order transactions ended in, and an entry that turns up later
between two old marks was slipped in.

Transaction ids belong to one server. After a restore into another server they begin anew, so
marks are kept for each server (``cluster``, its system identifier).
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from django.db import connection, transaction

from claims.audit.merkle import leaf_hash, root_hash
from claims.canonical.payload import canonical_bytes, digest
from claims.models import AuditSeal

# Any number that no other advisory lock of ours uses: one sealer at a time.
_SEALING_LOCK = 7_211_863

ENTRY_COLUMNS = (
    "id",
    "at",
    "cluster",
    "xid",
    "actor_id",
    "actor_name",
    "reason",
    "step",
    "request_id",
    "table_name",
    "row_id",
    "claim_id",
    "action",
    "before",
    "after",
)
# As text, so that the bytes do not hang on how a client reads numbers and moments.
_SELECT_ENTRY = """
    SELECT id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), cluster, xid,
        actor_id, actor_name, reason, step, request_id, table_name, row_id, claim_id, action,
        before::text, after::text
    FROM claims_auditentry
"""


# This server, and the first transaction that may still write entries here: the oldest running
# one, or else the next to come. Those of other databases of the server write none here; they are
# known by the lock that each transaction holds on its own id. Nor does autovacuum write any, the
# one process with a database and no user. An id whose lock nobody holds is that of a transaction
# that ended since the snapshot was taken: in which database it ran can't be told any more.
_MARKS = """
    WITH moment AS MATERIALIZED (SELECT pg_current_snapshot() AS snapshot),
    holders AS MATERIALIZED (
        SELECT transactionid,
            datname IS NOT NULL AND (datname <> current_database() OR usesysid IS NULL)
                AS writes_none
        FROM pg_locks LEFT JOIN pg_stat_activity USING (pid)
        WHERE locktype = 'transactionid' AND granted AND mode = 'ExclusiveLock'
    ),
    running AS (
        SELECT ids.xid::text::bigint AS xid, transactionid IS NULL AS has_ended
        FROM moment CROSS JOIN pg_snapshot_xip(moment.snapshot) AS ids(xid)
        LEFT JOIN holders ON transactionid = ids.xid::xid
        WHERE writes_none IS NOT TRUE
    )
    SELECT system_identifier,
        coalesce(oldest.xid, pg_snapshot_xmax(moment.snapshot)::text::bigint),
        coalesce(oldest.has_ended, false)
    FROM moment CROSS JOIN pg_control_system()
    LEFT JOIN (SELECT * FROM running ORDER BY xid LIMIT 1) AS oldest ON true
"""
_TRIES = 20


class Leaf(NamedTuple):
    """One entry as it is sealed: its id and the hash of its canonical bytes."""

    entry_id: int
    hash: bytes


def entry_bytes(row: tuple[object, ...]) -> bytes:
    """Return the canonical bytes of an entry, given its columns in the order of ENTRY_COLUMNS."""
    return canonical_bytes(dict(zip(ENTRY_COLUMNS, row, strict=True)))


def entry_row(entry_id: int) -> tuple[object, ...] | None:
    """Return the columns of one entry as they are sealed, or None when there is no such entry."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_SELECT_ENTRY} WHERE id = %s", [entry_id])  # noqa: S608
        row: tuple[object, ...] | None = cursor.fetchone()
        return row


def leaves_between(cluster: int, from_xid: int, until_xid: int) -> Iterator[Leaf]:
    """Yield the leaves of all entries of the transactions in ``[from_xid, until_xid)``, by id."""
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(
            f"{_SELECT_ENTRY} WHERE cluster = %s AND xid >= %s AND xid < %s ORDER BY id",  # noqa: S608
            [cluster, from_xid, until_xid],
        )
        for row in cursor:
            yield Leaf(row[0], leaf_hash(entry_bytes(row)))


def seal_statement(seal: AuditSeal) -> dict[str, object]:
    """Return what the hash of ``seal`` is taken over, as it also stands in a proof.

    The moment is told in UTC, whatever zone it was given in.
    """
    return {
        "number": seal.number,
        "sealed_at": seal.sealed_at.astimezone(UTC).isoformat(),
        "cluster": seal.cluster,
        "from_xid": seal.from_xid,
        "until_xid": seal.until_xid,
        "entries": len(seal.entry_ids),
        "root": seal.root,
        "previous_hash": seal.previous_hash,
    }


def hash_of_seal(seal: AuditSeal) -> str:
    """Return the hash that ``seal`` should carry: over all that it says and the seal before it."""
    return digest(seal_statement(seal))


def seal_audit(*, at: datetime) -> list[AuditSeal]:
    """Seal all entries of ended transactions that no seal holds yet; return the new seals.

    Usually one seal, none when nothing ended since the last; one more for each server that
    the data came from when it was restored since. Entries of transactions that are still
    running wait for the next seal.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_SEALING_LOCK])
        here, oldest_running = first_open()
        return [
            _add_seal(cluster, from_xid, until_xid, at)
            for cluster, from_xid, until_xid in _unsealed_spans(here, oldest_running)
        ]


def first_open() -> tuple[int, int]:
    """Return this server, and the first transaction that may still write entries here.

    Where the oldest ended while we looked, we look again; if that goes on, it counts as running,
    which only leaves entries for the next seal.
    """
    with connection.cursor() as cursor:
        for _ in range(_TRIES):
            cursor.execute(_MARKS)
            here, oldest_running, has_ended = cursor.fetchone()
            if not has_ended:
                break
    return here, oldest_running


# The open entries of each server. The servers are found by skipping through the index, and the
# open entries of each by a range of it: neither reads the sealed ones, however many there are.
OPEN_SPANS = """
    WITH RECURSIVE servers AS (
        (SELECT cluster FROM claims_auditentry ORDER BY cluster LIMIT 1)
        UNION ALL
        SELECT (
            SELECT entry.cluster FROM claims_auditentry AS entry
            WHERE entry.cluster > servers.cluster ORDER BY entry.cluster LIMIT 1
        ) FROM servers WHERE servers.cluster IS NOT NULL
    )
    SELECT servers.cluster, sealed.until_xid, spans.last_xid + 1, spans.entries, spans.first_id
    FROM servers
    CROSS JOIN LATERAL (
        SELECT coalesce(max(until_xid), 0) AS until_xid FROM claims_auditseal
        WHERE claims_auditseal.cluster = servers.cluster
    ) AS sealed
    CROSS JOIN LATERAL (
        SELECT count(*) AS entries, min(id) AS first_id, max(xid) AS last_xid
        FROM claims_auditentry AS entry
        WHERE entry.cluster = servers.cluster AND entry.xid >= sealed.until_xid
            AND (entry.cluster <> %(here)s OR entry.xid < %(oldest)s)
    ) AS spans
    WHERE spans.entries > 0
    ORDER BY spans.first_id
"""


def _unsealed_spans(here: int, oldest_running: int) -> list[tuple[int, int, int]]:
    """Return server, first and end mark of what is to be sealed, oldest entries first."""
    with connection.cursor() as cursor:
        cursor.execute(OPEN_SPANS, {"here": here, "oldest": oldest_running})
        return [
            (cluster, from_xid, oldest_running if cluster == here else end)
            for cluster, from_xid, end, _, _ in cursor.fetchall()
        ]


def _add_seal(cluster: int, from_xid: int, until_xid: int, at: datetime) -> AuditSeal:
    leaves = list(leaves_between(cluster, from_xid, until_xid))
    last = AuditSeal.objects.order_by("-number").first()
    seal = AuditSeal(
        number=last.number + 1 if last else 1,
        sealed_at=at,
        cluster=cluster,
        from_xid=from_xid,
        until_xid=until_xid,
        entry_ids=[leaf.entry_id for leaf in leaves],
        leaves=b"".join(leaf.hash for leaf in leaves),
        root=root_hash([leaf.hash for leaf in leaves]).hex(),
        previous_hash=last.seal_hash if last else "",
    )
    seal.seal_hash = hash_of_seal(seal)
    seal.save(force_insert=True)
    return seal
