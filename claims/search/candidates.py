"""Which claims fit the words of a query: few enough to be ranked and counted, newest first."""

from itertools import pairwise
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet, Value

from claims.models import Appearance, Claim
from claims.models.base import Plain
from claims.search.fields import Sight
from claims.search.words import TsQuery, Words

# So many claims are ranked and counted at most.
MOST_RANKED = 1000
MOST_DOCUMENTS = 300
# An index of trigrams finds no shorter part of a word.
LEAST_PART = 3
# Where more than so many are expected to fit, the newest ids are asked first, and the older ones
# only when these hold too few.
MOST_AT_ONCE = 20_000
WINDOWS = (1 << 15, 1 << 20)
# How much a word counts: nowhere in particular, in names, in quotes, in the claim itself.
WEIGHTS = "{0.05,0.15,0.4,1.0}"
# PostgreSQL's bit for dividing by the logarithm of the length.
BY_LENGTH = 1
# Scores are kept as whole numbers, so that a page can begin where another ended.
SCALE = 1_000_000


def gather(
    scores: dict[int, int],
    rows: QuerySet[Claim],
    words: Words,
    within: Sight,
    *,
    ranked: bool,
    narrow: bool,
) -> bool:
    """Put the newest of ``rows`` that fit ``words`` into ``scores`` (by id), up to the cap.

    Returns whether more would fit. What fits only by its documents is added where claims are
    ``ranked``, since there it comes last; elsewhere, when nothing else fits. When no word fits,
    parts of words will do. ``narrow`` says that ``rows`` may be few. When time runs out, what
    is in ``scores`` until then stands.
    """
    if _add(scores, _fitting(rows, words, _windows(words), narrow=narrow)):
        return True
    if ranked or not scores:
        scores |= _by_documents(rows, list(scores), words, within)
    if not scores:
        scores |= _by_parts(rows, words)
    return False


def gather_newest(scores: dict[int, int], rows: QuerySet[Claim], words: Words) -> None:
    """Put those of the very newest of ``rows`` that fit ``words`` into ``scores``, up to the cap.

    For want of time to ask all claims.
    """
    _add(scores, _fitting(rows, words, [(words.newest, words.newest - WINDOWS[0])], narrow=True))


def _add(scores: dict[int, int], found: list[tuple[int, float]]) -> bool:
    """Put what was found into ``scores``; return whether it is more than the cap."""
    for pk, rank in found[:MOST_RANKED]:
        scores[pk] = round(rank * SCALE)
    return len(found) > MOST_RANKED


def _fitting(
    rows: QuerySet[Claim], words: Words, windows: list[tuple[int, int]], *, narrow: bool
) -> list[tuple[int, float]]:
    """Return the newest of ``rows`` that fit ``words``, with their ranks: one more than the cap.

    ``windows`` are ranges of ids, asked in turn until there are enough.
    """
    if not words.shown:
        # Nothing to rank by, nor for an index to find: newest first stops soon enough.
        fitting = rows.filter(index__words=TsQuery(words.claims)) if words.claims else rows
        newest = fitting.order_by("-pk").values_list("pk", Value(0.0))
        return list(newest[: MOST_RANKED + 1])
    try:
        described, conditions = rows.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return []
    parts: list[str] = []
    parameters: list[Any] = [WEIGHTS, words.shown, BY_LENGTH]
    for above, below in windows:
        bounds = [below, above]
        hit = [words.claims, *bounds]
        parts.append((_NARROW_PART if narrow else _PART).format(rows=described))
        parameters += [*conditions, *hit] if narrow else [*hit, *conditions]
        parameters += [*bounds, MOST_RANKED + 1]
    ranked = _RANKED.format(parts=" UNION ALL ".join(parts))
    with connection.cursor() as cursor:
        cursor.execute(ranked, [*parameters, MOST_RANKED + 1])
        found: list[tuple[int, float]] = cursor.fetchall()
        return found


def _windows(words: Words) -> list[tuple[int, int]]:
    """Return the ranges of ids that together hold all claims, from the newest down."""
    newest = words.newest
    if not words.shown:
        return []
    edges = [newest - width for width in WINDOWS if width < newest]
    if edges and _expected(words) <= MOST_AT_ONCE:
        edges = []
    return list(pairwise([newest, *edges, 0]))


def _expected(words: Words) -> int:
    """Return how many claims the planner expects to fit, by what it knows of common words."""
    with connection.cursor() as cursor:
        cursor.execute(_EXPECTED, [words.claims])
        plan: list[Any] = cursor.fetchone()[0]
    return int(plan[0]["Plan"]["Plan Rows"])


_EXPECTED = """
    EXPLAIN (FORMAT JSON) SELECT FROM claims_claimwords WHERE words @@ %s::tsquery
"""
# The parts are asked in turn, and none once there are enough.
_RANKED = """
    SELECT claim_id, ts_rank(%s::float4[], ts_filter(words, '{{a,b,c}}'), %s::tsquery, %s)
    FROM ({parts}) AS hit LIMIT %s
"""
# Sorted before claims are looked up, so that no more of them are than are wanted; and by what is
# no column, or all words would now and then be walked in order until enough of them fit.
_PART = """(
    SELECT hit.claim_id, words
    FROM (
        SELECT claim_id + 0 AS claim_id, words FROM claims_claimwords
        WHERE words @@ %s::tsquery AND claim_id > %s AND claim_id <= %s
        ORDER BY 1 DESC
    ) AS hit
    JOIN ({rows}) AS fitting (id) ON fitting.id = hit.claim_id
    WHERE id > %s AND id <= %s ORDER BY hit.claim_id DESC LIMIT %s
)"""
# Where few claims may do, the planner is free to begin with these. It is told of both tables, for
# it does not conclude it of one from the other.
_NARROW_PART = """(
    SELECT claim_id, words FROM claims_claimwords
    JOIN ({rows}) AS fitting (id) ON fitting.id = claim_id
    WHERE words @@ %s::tsquery AND claim_id > %s AND claim_id <= %s AND id > %s AND id <= %s
    ORDER BY claim_id + 0 DESC LIMIT %s
)"""


def _by_documents(
    rows: QuerySet[Claim], found: list[int], words: Words, within: Sight
) -> dict[int, int]:
    """Return those of ``rows`` not ``found`` yet, but said in, or resting on, documents that
    hold the words."""
    if not words.shown:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_HOLDING, [words.documents, MOST_DOCUMENTS])
        documents = {document for (document,) in cursor.fetchall()}
    if not documents:
        return {}
    serving: list[QuerySet[Any]] = [
        part.filter(document__in=documents).order_by().values("claim_id")[: 2 * MOST_RANKED]
        for part in (Appearance.objects.all(), within.evidence)
    ]
    others = rows.filter(pk__in=serving[0].union(serving[1])).exclude(pk__in=found)
    return dict.fromkeys(others.values_list("pk", flat=True)[:MOST_RANKED], 0)


_HOLDING = "SELECT document_id FROM claims_documentwords WHERE words @@ %s::tsquery LIMIT %s"


def _by_parts(rows: QuerySet[Claim], words: Words) -> dict[int, int]:
    """Return those of ``rows`` whose text holds all that was typed as parts of words."""
    parts = [part for part in words.parts if len(part) >= LEAST_PART]
    if not parts or len(parts) < len(words.parts):
        return {}
    holding = rows.alias(plain=Plain("text"))
    for part in parts:
        holding = holding.filter(plain__contains=Plain(Value(part)))
    return dict.fromkeys(holding.values_list("pk", flat=True)[:MOST_RANKED], 0)
