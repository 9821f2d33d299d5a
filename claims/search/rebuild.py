"""Building what claims are found by anew, and learning words for those who misspell them.

Triggers keep it right; this is for after a restore, or to prove that they did.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection, transaction

BATCH = 2000


class Rebuilt(NamedTuple):
    """How many rows were looked at, and how many of them were not as they should have been."""

    looked_at: int
    mended: int


def rebuild_search(report: Callable[[int], None] = lambda done: None) -> Rebuilt:
    """Write the words of all claims and documents anew and return what that changed.

    ``report`` is called with the number of rows done so far. Others may write meanwhile.
    """
    looked_at = mended = 0
    for records, derived, column, index in (
        ("claims_claim", "claims_claimwords", "claim_id", "claims_index_claims"),
        ("claims_document", "claims_documentwords", "document_id", "claims_index_documents"),
        ("claims_claim", "claims_matchclaim", "claim_id", "claims_match_index"),
    ):
        with connection.cursor() as cursor:
            cursor.execute(
                f"DELETE FROM {derived} AS kept WHERE NOT EXISTS"  # noqa: S608
                f" (SELECT FROM {records} WHERE id = kept.{column})"
            )
            mended += cursor.rowcount
        last = 0
        while batch := _batch(records, index, last):
            last, count, written = batch
            looked_at += count
            mended += written
            report(looked_at)
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM claims_matchposting AS kept WHERE NOT EXISTS"
            " (SELECT FROM claims_matchclaim WHERE claim_id = kept.claim_id)"
        )
        mended += cursor.rowcount
        cursor.execute("DELETE FROM claims_searchword")
    learn_words()
    count_stems()
    return Rebuilt(looked_at, mended)


def _batch(records: str, index: str, last: int) -> tuple[int, int, int] | None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"SELECT max(id), count(*), {index}(array_agg(id)) FROM"  # noqa: S608
            f" (SELECT id FROM {records} WHERE id > %s ORDER BY id LIMIT {BATCH}) AS next",
            [last],
        )
        found: tuple[int, int, int] = cursor.fetchone()
        return found if found[1] else None


def learn_words(since: datetime | None = None) -> int:
    """Learn the words of the claims, names and topics changed ``since``; return how many are new.

    Without ``since``, of all of them.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT claims_learn_words(%s)", [since or "-infinity"])
        learnt: int = cursor.fetchone()[0]
        return learnt


def count_stems() -> int:
    """Count anew in how many claims each stem is; return how many claims there are.

    Matching gets along without for new claims; this makes its weights exact.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT claims_match_count()")
        counted: int = cursor.fetchone()[0]
        return counted


def count_stems_if_stale(*, at: datetime) -> bool:
    """Count them when there are noticeably more or fewer claims than were counted, or a day later.

    Return whether they were counted.
    """
    with connection.cursor() as cursor:
        cursor.execute(_IS_STALE, [at - timedelta(days=1)])
        if not cursor.fetchone()[0]:
            return False
    count_stems()
    return True


# The planner's estimate is near enough, and costs nothing.
_IS_STALE = """
    SELECT NOT EXISTS (
        SELECT FROM claims_matchcorpus, pg_class
        WHERE pg_class.oid = 'claims_matchclaim'::regclass AND counted_at > %s
            AND abs(claims - reltuples) <= 20 + claims / 50
    )
"""
