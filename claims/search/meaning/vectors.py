"""The vectors of claims: computed in the background, kept beside the claim, read when matching."""

from collections.abc import Callable, Collection
from hashlib import sha256
from typing import Any

from django.db import connection, transaction

from claims.search.meaning import encoder
from claims.search.wordings import wordings_of

BATCH = 256
# Of a claim's wordings the first few; the claim's own text is always among them.
MOST_WORDINGS = 4
# So many vectors are compared with that of a text within some 20 ms.
MOST_LOOKED_THROUGH = 50_000
MOST_NEAREST = 20


def vector_of(text: str) -> Any:
    """Return the vector of ``text``, or None where texts can't be turned into vectors."""
    return encoder.encode([text])[0] if text.strip() and encoder.is_ready() else None


def nearest(vector: Any, left_out: Collection[int]) -> list[int]:
    """Return the ids of the claims that are roughly nearest to ``vector``.

    All vectors are looked at, so beyond ``MOST_LOOKED_THROUGH`` claims there are none: words
    alone find candidates then.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _NEAREST, [MOST_LOOKED_THROUGH, list(left_out), encoder.signs(vector), MOST_NEAREST]
        )
        return [claim_id for (claim_id,) in cursor.fetchall()]


def nearness_of(vector: Any, ids: Collection[int]) -> dict[int, float]:
    """Return how near to ``vector`` each claim of ``ids`` is that has vectors itself: cosines."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT claim_id, vectors FROM claims_matchvector WHERE claim_id = ANY (%s)",
            [list(ids)],
        )
        kept = dict(cursor.fetchall())
    near = encoder.nearness(vector, [bytes(one) for one in kept.values()])
    return dict(zip(kept, near, strict=True))


def keep_vectors(tell: Callable[[int], object] = lambda done: None) -> int:
    """Compute the vectors that are missing or out of date; return how many claims that were.

    ``tell`` hears how many are done, after each batch. Does nothing without the packages.
    """
    if not encoder.prepare():
        return 0
    done = 0
    while batch := _next():
        _keep(batch)
        done += len(batch)
        tell(done)
    return done


def _next() -> dict[int, str]:
    """Return the digests that are kept of the next claims to do, by their ids."""
    with connection.cursor() as cursor:
        cursor.execute(_MISSING, [BATCH, BATCH])
        return dict(cursor.fetchall())


def _wordings(ids: Collection[int]) -> dict[int, list[str]]:
    return {pk: found[:MOST_WORDINGS] for pk, found in wordings_of(ids).items()}


def _digest(texts: list[str]) -> str:
    return sha256("\n".join(texts).encode()).hexdigest()


def _keep(kept: dict[int, str]) -> None:
    """Compute the vectors of the claims ``kept`` whose wordings have changed, and keep them.

    Computing takes a while: what changes meanwhile is not kept, and stays to be done.
    """
    texts = {pk: found for pk, found in _wordings(kept).items() if _digest(found) != kept[pk]}
    vectors = encoder.encode([text for found in texts.values() for text in found])
    packed: dict[int, tuple[bytes, str]] = {}
    start = 0
    for claim_id, found in texts.items():
        own = vectors[start : start + len(found)]
        packed[claim_id] = (encoder.pack(own), encoder.signs(own[0]))
        start += len(found)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT claim_id FROM claims_matchclaim WHERE claim_id = ANY (%s)"
            " ORDER BY claim_id FOR SHARE",
            [list(kept)],
        )
        now = {pk: _digest(found) for pk, found in _wordings([r[0] for r in cursor]).items()}
        same = [claim_id for claim_id, digest in now.items() if digest == kept[claim_id]]
        cursor.execute(
            "UPDATE claims_matchvector SET is_stale = false WHERE claim_id = ANY (%s)", [same]
        )
        rows = [
            (claim_id, now[claim_id], *vector)
            for claim_id, vector in packed.items()
            if now.get(claim_id) == _digest(texts[claim_id])
        ]
        cursor.executemany(_WRITE, rows)


_NEAREST = """
    SELECT claim_id FROM claims_matchvector
    WHERE (SELECT reltuples FROM pg_class WHERE oid = 'claims_matchvector'::regclass) <= %s
        AND claim_id <> ALL (%s)
    ORDER BY bit_count(signs # %s::bit(384)), claim_id LIMIT %s
"""
_MISSING = """
    (SELECT claim_id, digest FROM claims_matchvector WHERE is_stale ORDER BY claim_id LIMIT %s)
    UNION ALL
    (SELECT claim_id, '' FROM claims_matchclaim AS claim
    WHERE NOT EXISTS (SELECT FROM claims_matchvector WHERE claim_id = claim.claim_id)
    LIMIT %s)
"""
_WRITE = """
    INSERT INTO claims_matchvector (claim_id, digest, vectors, signs)
    VALUES (%s, %s, %s, %s::bit(384))
    ON CONFLICT (claim_id) DO UPDATE
        SET digest = EXCLUDED.digest, vectors = EXCLUDED.vectors, signs = EXCLUDED.signs,
            is_stale = false
"""
