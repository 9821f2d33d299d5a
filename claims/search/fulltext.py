"""Finding claims by words, names and fields; any text is a query.

``find_claims`` answers a person: ranked, highlighted, with facets. ``fitting_claims`` narrows a
list that has an order of its own. Both know only what the asker may see.
"""

from typing import NamedTuple

from django.db.models import QuerySet

from claims.models import Claim
from claims.search.candidates import gather
from claims.search.facets import Facet, facets_of
from claims.search.fields import Sight, narrowed
from claims.search.highlight import Shown, show_hits
from claims.search.limits import Clock, SearchTooSlow
from claims.search.query import LONGEST_QUERY, MOST_TERMS, Asked, read_query
from claims.search.suggest import suggest
from claims.search.words import TsQuery, Words, words_of

# Finding may take so much of the time; the rest is for showing what was found by then.
FINDING = 0.7
_TOO_LONG = (
    f"Only the first {LONGEST_QUERY} characters and {MOST_TERMS} words of this query were used."
)


class Hit(NamedTuple):
    """A claim that was found, how well it fits, and what to show of it."""

    claim: Claim
    score: int
    shown: Shown


class Results(NamedTuple):
    """What was found: one page, and what there is to say about the whole.

    ``total`` counts up to ``MOST_RANKED``; ``is_capped`` says that there are more, or that time
    ran out before the older claims were asked. ``next`` is the key of the next page or "".
    """

    hits: list[Hit]
    total: int
    is_capped: bool
    next: str
    facets: list[Facet]
    did_you_mean: str
    notes: list[str]


def find_claims(
    text: str,
    *,
    within: Sight,
    limit: int = 20,
    after: str = "",
    newest: bool = False,
    with_facets: bool = True,
) -> Results:
    """Return the claims in sight that fit ``text``, the best first, ``limit`` from ``after`` on.

    ``text`` is what ``docs/search.md`` describes; without any word or field it finds nothing.
    ``after`` is ``next`` of the page before. ``newest`` sorts by age instead of fit. Costs no
    more than ``CLAIMS_SEARCH_SECONDS``; raises ``SearchTooSlow`` when that yields nothing.
    """
    clock = Clock()
    asked = read_query(text)
    read = _read(asked, within.claims, within, clock, ranked=True)
    if asked.was_cut:
        read.notes.insert(0, _TOO_LONG)
    if not read.scores:
        meant = suggest(asked, read.rows, clock) if asked.groups else ""
        notes = [*read.notes, *_too_common(read.words)]
        return Results([], 0, False, "", [], meant, notes)
    page, following = _page(read.scores, after, limit, newest)
    hits: list[Hit] = []
    facets: list[Facet] = []
    try:
        with clock.running():
            hits = _hits(page, read, within)
            if with_facets:
                clock.go_on()
                facets = facets_of(list(read.scores), within)
    except SearchTooSlow:
        # Without facets it is still an answer.
        if not hits:
            raise
    return Results(hits, len(read.scores), read.is_capped, following, facets, "", read.notes)


def fitting_claims(
    rows: QuerySet[Claim], text: str, *, within: Sight, notes: list[str] | None = None
) -> QuerySet[Claim]:
    """Return those of ``rows`` (claims in sight) that fit ``text``, in the order of ``rows``.

    What there is to say about the query is added to ``notes``; who gives no list can't tell it,
    so a value that can't be read then finds nothing instead of being left out. Documents' text
    counts only when nothing else fits, since ``rows`` are not in the order of fit. Raises
    ``SearchTooSlow``.
    """
    read = _read(read_query(text), rows, within, Clock(), ranked=False)
    if notes is not None:
        notes += read.notes
    elif read.left_out:
        return rows.none()
    if read.is_capped:
        words = read.words.claims
        return read.rows.filter(index__words=TsQuery(words)) if words else read.rows
    return rows.filter(pk__in=list(read.scores))


class _Read(NamedTuple):
    """A query as it was understood, and the claims that fit it."""

    words: Words
    rows: QuerySet[Claim]
    notes: list[str]
    left_out: bool
    scores: dict[int, int]
    is_capped: bool


def _read(
    asked: Asked, rows: QuerySet[Claim], within: Sight, clock: Clock, *, ranked: bool
) -> _Read:
    """Return what ``asked`` finds among ``rows``.

    When time runs out, what was found until then stands; when that is nothing, raises
    ``SearchTooSlow``.
    """
    scores: dict[int, int] = {}
    try:
        with clock.running(FINDING):
            words = words_of(asked)
            fitting, notes, left_out = narrowed(rows, asked.fields, within)
            is_nothing = asked.is_empty or (asked.groups and not words.claims)
            is_capped = not is_nothing and gather(
                scores, fitting, words, within, clock, ranked=ranked
            )
    except SearchTooSlow:
        if not scores:
            raise
        is_capped = True
    return _Read(words, fitting, notes, left_out, scores, is_capped)


def _too_common(words: Words) -> list[str]:
    if not words.are_common:
        return []
    return ["These words are too common, or too long, to be searched for: add another one."]


def _page(
    found: dict[int, int], after: str, limit: int, newest: bool
) -> tuple[list[tuple[int, int]], str]:
    """Return pairs of score and id in order, and the key of what follows."""
    keys = sorted(((0 if newest else score, pk) for pk, score in found.items()), reverse=True)
    begin = _key(after)
    if begin:
        keys = [key for key in keys if key < begin]
    page = keys[:limit]
    return page, "{}-{}".format(*page[-1]) if len(keys) > limit else ""


def _key(after: str) -> tuple[int, int] | None:
    """Return the key that ``after`` names; what is no key begins at the first page."""
    parts = after.split("-")
    if len(parts) != 2 or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    return int(parts[0][:18]), int(parts[1][:18])


def _hits(page: list[tuple[int, int]], read: _Read, within: Sight) -> list[Hit]:
    rows = within.claims.select_related("verdict", "assignee")
    claims = rows.in_bulk([pk for _, pk in page])
    there = [claims[pk] for _, pk in page if pk in claims]
    shown = show_hits(there, read.words, within)
    return [Hit(claim, read.scores[claim.pk], shown[claim.pk]) for claim in there]
