"""Finding claims by words, names and fields; any text is a query.

``find_claims`` answers a person: ranked, highlighted, with facets. ``fitting_claims`` narrows a
list that has an order of its own. Both know only what the asker may see.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import NamedTuple, TypeVar

from django.conf import settings
from django.db.models import QuerySet

from claims.canonical.cursors import seal, unseal
from claims.models import Claim
from claims.search.candidates import gather, gather_newest
from claims.search.facets import Facet, facets_of
from claims.search.fields import Sight, narrowed
from claims.search.highlight import Shown, show_hits
from claims.search.limits import Clock, SearchTooSlow
from claims.search.query import LONGEST_QUERY, MOST_TERMS, Asked, read_query
from claims.search.suggest import suggest
from claims.search.words import TsQuery, Words, words_of

# Asking all claims may take so much of the time; the rest is for the newest, and for showing what
# was found.
FINDING = 0.6
# What a sealed position in the results of a search begins with.
_PAGE = "found"
_TOO_LONG = (
    f"Only the first {LONGEST_QUERY} characters and {MOST_TERMS} words of this query were used."
)

Answer = TypeVar("Answer")
Fetch = Callable[[QuerySet[Claim], list[int]], Iterable[Claim]]


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


def _with_people(rows: QuerySet[Claim], ids: list[int]) -> Iterable[Claim]:
    return rows.select_related("verdict", "assignee").filter(pk__in=ids)


def find_claims(
    text: str,
    *,
    within: Sight,
    limit: int = 20,
    after: str = "",
    newest: bool = False,
    with_facets: bool = True,
    fetch: Fetch = _with_people,
) -> Results:
    """Return the claims in sight that fit ``text``, the best first, ``limit`` from ``after`` on.

    ``text`` is what ``docs/search.md`` describes; without any word or field it finds nothing.
    ``after`` is ``next`` of the page before. ``newest`` sorts by age instead of fit. ``fetch``
    returns those claims of a queryset that have these ids, with at least what ``SHOWN`` names.
    Costs no more than ``CLAIMS_SEARCH_SECONDS``; raises ``SearchTooSlow`` when that yields nothing.
    """
    clock = Clock()
    asked = read_query(text)

    def show(read: _Read) -> Results:
        page, following = _page(read.scores, after, limit, newest)
        hits = _hits(page, read, within, fetch)
        return Results(hits, len(read.scores), read.is_capped, following, [], "", read.notes)

    read, results = _read(asked, within.claims, within, clock, show, ranked=True)
    if asked.was_cut:
        read.notes.insert(0, _TOO_LONG)
    if not read.scores:
        meant = suggest(asked, read.rows, clock) if asked.groups else ""
        notes = [*read.notes, *_too_common(read.words)]
        return results._replace(did_you_mean=meant, notes=notes)
    if with_facets:
        # Without them it is still an answer.
        with suppress(SearchTooSlow), clock.running():
            return results._replace(facets=facets_of(list(read.scores), within))
    return results


def fitting_claims(
    rows: QuerySet[Claim], text: str, *, within: Sight, notes: list[str] | None = None
) -> QuerySet[Claim]:
    """Return those of ``rows`` (claims in sight) that fit ``text``, in the order of ``rows``.

    What there is to say about the query is added to ``notes``; who gives no list can't tell it,
    so a value that can't be read then finds nothing instead of being left out. Documents' text
    counts only when nothing else fits, since ``rows`` are not in the order of fit. Raises
    ``SearchTooSlow``. Whoever reads the rows, of which there may be very many, does so within a
    ``Clock`` as well.
    """
    read, _ = _read(read_query(text), rows, within, Clock(), lambda read: None, ranked=False)
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
    finds_nothing: bool
    is_capped: bool


def _read(
    asked: Asked,
    rows: QuerySet[Claim],
    within: Sight,
    clock: Clock,
    show: Callable[[_Read], Answer],
    *,
    ranked: bool,
) -> tuple[_Read, Answer]:
    """Return what ``asked`` finds among ``rows``, and what ``show`` makes of it.

    When time runs out, what was found until then stands, or else what is found among the newest
    claims; when that is nothing, raises ``SearchTooSlow``.
    """
    scores: dict[int, int] = {}
    try:
        with clock.running(FINDING):
            read = _understood(asked, rows, within, scores)
            if not read.finds_nothing:
                narrow = bool(asked.fields) or not ranked
                more = gather(scores, read.rows, read.words, within, ranked=ranked, narrow=narrow)
                read = read._replace(is_capped=more)
            clock.allow(1)
            return read, show(read)
    except SearchTooSlow:
        with clock.running():
            read = _understood(asked, rows, within, scores)._replace(is_capped=True)
            if not scores:
                gather_newest(scores, read.rows, read.words)
            if not scores:
                raise
            return read, show(read)


def _understood(
    asked: Asked, rows: QuerySet[Claim], within: Sight, scores: dict[int, int]
) -> _Read:
    """Return ``asked`` as it is understood, before anything is found."""
    words = words_of(asked)
    fitting, notes, left_out = narrowed(rows, asked.fields, within)
    finds_nothing = asked.is_empty or bool(asked.groups and not words.claims)
    return _Read(words, fitting, notes, left_out, scores, finds_nothing, is_capped=False)


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
    following = seal([_PAGE, *page[-1]], secret=settings.SECRET_KEY) if len(keys) > limit else ""
    return page, following


def is_page(after: str) -> bool:
    """Return whether ``after`` is ``next`` of some page, and no word of somebody else's."""
    return _key(after) is not None


def _key(after: str) -> tuple[int, int] | None:
    """Return the key that ``after`` names; what is no key begins at the first page."""
    try:
        kind, score, row = unseal(after, secret=settings.SECRET_KEY)
    except ValueError:
        return None
    return (score, row) if kind == _PAGE else None


def _hits(page: list[tuple[int, int]], read: _Read, within: Sight, fetch: Fetch) -> list[Hit]:
    ids = [pk for _, pk in page]
    claims = {claim.pk: claim for claim in fetch(within.claims, ids)} if ids else {}
    there = [claims[pk] for pk in ids if pk in claims]
    shown = show_hits(there, read.words, within)
    return [Hit(claim, read.scores[claim.pk], shown[claim.pk]) for claim in there]
