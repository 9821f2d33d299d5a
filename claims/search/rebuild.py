"""Building what claims are found by anew, and learning words for those who misspell them.

Triggers keep it right; this is for after a restore, or to prove that they did.
"""

from collections.abc import Callable
from datetime import datetime
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
        cursor.execute("DELETE FROM claims_searchword")
    learn_words()
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
