"""Which claims fit the words of a query: few enough to be ranked and counted, newest first."""

from collections.abc import Iterator
from typing import Any

from django.contrib.postgres.search import SearchRank
from django.db.models import F, Max, QuerySet, Value

from claims.models import Appearance, Claim, DocumentWords
from claims.models.base import Plain
from claims.search.fields import Sight
from claims.search.limits import Clock
from claims.search.words import TsQuery, Words

# So many claims are ranked and counted at most.
MOST_RANKED = 1000
MOST_DOCUMENTS = 300
# An index of trigrams finds no shorter part of a word.
LEAST_PART = 3
# Ids of the newest claims are asked first; the older ones only when these hold too few.
WINDOWS = (1 << 15, 1 << 19)
# How much a word counts: nowhere in particular, in names, in quotes, in the claim itself.
WEIGHTS = [0.05, 0.15, 0.4, 1.0]
# PostgreSQL's bit for dividing by the logarithm of the length.
BY_LENGTH = 1
# Scores are kept as whole numbers, so that a page can begin where another ended.
SCALE = 1_000_000


def gather(
    scores: dict[int, int],
    rows: QuerySet[Claim],
    words: Words,
    within: Sight,
    clock: Clock,
    *,
    ranked: bool,
) -> bool:
    """Put the newest of ``rows`` that fit ``words`` into ``scores`` (by id), up to the cap.

    Returns whether more would fit. What fits only by its documents is added where claims are
    ``ranked``, since there it comes last; elsewhere, when nothing else fits. When no word fits,
    parts of words will do. Runs within ``clock``; when that runs out, what is in ``scores``
    until then stands.
    """
    for part in _parts(rows, words):
        clock.go_on()
        for pk, rank in part[: MOST_RANKED - len(scores) + 1]:
            scores[pk] = round(rank * SCALE)
        if len(scores) > MOST_RANKED:
            del scores[min(scores)]
            return True
    clock.go_on()
    if ranked or not scores:
        scores |= _by_documents(rows.exclude(pk__in=list(scores)), words, within)
    if not scores:
        clock.go_on()
        scores |= _by_parts(rows, words)
    return False


def _parts(rows: QuerySet[Claim], words: Words) -> Iterator[QuerySet[Any]]:
    """Yield the queries, of ids with their rank, that together ask all claims."""
    fitting = rows.filter(index__words=TsQuery(words.claims)) if words.claims else rows
    if not words.shown:
        # Nothing to rank by, nor for an index to find: newest first stops soon enough.
        yield fitting.order_by("-pk").values_list("pk", Value(0.0))
        return
    rank = SearchRank(
        F("index__words"), TsQuery(words.shown), weights=WEIGHTS, normalization=BY_LENGTH
    )
    ranked = fitting.order_by().values_list("pk", rank)
    above = Claim.objects.aggregate(newest=Max("pk"))["newest"] or 0
    for below in (*(above - width for width in WINDOWS), 0):
        # Told of both tables, for the planner does not conclude it of one from the other.
        part = ranked.filter(pk__gt=below, pk__lte=above).filter(
            index__pk__gt=below, index__pk__lte=above
        )
        # Sorted only where so few ids are asked that walking all of them costs little.
        yield part.order_by("-index__claim_id") if above - below <= WINDOWS[0] else part
        if below <= 0:
            return
        above = below


def _by_documents(rows: QuerySet[Claim], words: Words, within: Sight) -> dict[int, int]:
    """Return those of ``rows`` said in, or resting on, documents that hold the words."""
    if not words.shown:
        return {}
    holding = DocumentWords.objects.filter(words=TsQuery(words.documents))
    documents = set(holding.values_list("document_id", flat=True)[:MOST_DOCUMENTS])
    if not documents:
        return {}
    said = Appearance.objects.filter(document__in=documents)
    shown = within.evidence.filter(document__in=documents)
    ids = {
        pk
        for part in (said, shown)
        for pk in part.order_by().values_list("claim_id", flat=True)[: 2 * MOST_RANKED]
    }
    return dict.fromkeys(rows.filter(pk__in=ids).values_list("pk", flat=True)[:MOST_RANKED], 0)


def _by_parts(rows: QuerySet[Claim], words: Words) -> dict[int, int]:
    """Return those of ``rows`` whose text holds all that was typed as parts of words."""
    parts = [part for part in words.parts if len(part) >= LEAST_PART]
    if not parts or len(parts) < len(words.parts):
        return {}
    holding = rows.alias(plain=Plain("text"))
    for part in parts:
        holding = holding.filter(plain__contains=Plain(Value(part)))
    return dict.fromkeys(holding.values_list("pk", flat=True)[:MOST_RANKED], 0)
