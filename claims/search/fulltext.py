"""Finding claims by words, names and fields; any text is a query.

``find_claims`` answers a person: ranked, highlighted, with facets. ``fitting_claims`` narrows a
list that has an order of its own. Both know only what the asker may see.
"""

from typing import NamedTuple

from django.db.models import QuerySet

from claims.models import Claim
from claims.search.candidates import candidates
from claims.search.facets import Facet, facets_of
from claims.search.fields import Sight, narrowed
from claims.search.highlight import Shown, show_hits
from claims.search.limits import Clock
from claims.search.query import MOST_TERMS, read_query
from claims.search.suggest import suggest
from claims.search.words import TsQuery, Words, words_of


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
    with clock.running():
        words = words_of(asked)
        rows, notes = narrowed(within.claims, asked.fields, within)
    if asked.was_cut:
        notes.insert(0, f"Only the first {MOST_TERMS} words of this query were used.")
    if asked.is_empty or (asked.groups and not words.claims):
        return Results([], 0, False, "", [], "", [*notes, *_too_common(words)])
    found = candidates(rows, words, within, clock)
    page, following = _page(found.scores, after, limit, newest)
    hits = _hits(page, words, within, clock)
    facets = facets_of(list(found.scores), within, clock) if with_facets else []
    meant = "" if found.scores else suggest(asked, rows, clock)
    if not found.scores:
        notes += _too_common(words)
    return Results(hits, len(found.scores), found.is_capped, following, facets, meant, notes)


def fitting_claims(rows: QuerySet[Claim], text: str, *, within: Sight) -> QuerySet[Claim]:
    """Return those of ``rows`` (claims in sight) that fit ``text``, in the order of ``rows``.

    Documents' text counts only while fewer than ``MOST_RANKED`` claims fit. Raises
    ``SearchTooSlow``.
    """
    clock = Clock()
    asked = read_query(text)
    with clock.running():
        words = words_of(asked)
        rows = narrowed(rows, asked.fields, within).claims
    if asked.is_empty or (asked.groups and not words.claims):
        return rows.none()
    if not asked.groups:
        return rows
    found = candidates(rows, words, within, clock)
    if found.is_capped:
        return rows.filter(index__words=TsQuery(words.claims))
    return rows.filter(pk__in=list(found.scores))


def _too_common(words: Words) -> list[str]:
    if not words.are_common:
        return []
    return ["These words are too common to be searched for: add another one."]


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


def _hits(page: list[tuple[int, int]], words: Words, within: Sight, clock: Clock) -> list[Hit]:
    with clock.running():
        rows = within.claims.select_related("verdict", "assignee")
        claims = rows.in_bulk([pk for _, pk in page])
        there = [claims[pk] for _, pk in page if pk in claims]
        shown = show_hits(there, words, within)
    scores = {pk: score for score, pk in page}
    return [Hit(claim, scores[claim.pk], shown[claim.pk]) for claim in there]
