"""How what was found divides: by status, verdict, language, year, topic, actor and source.

Counted over the claims that were ranked, so that the cost has a bound.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, NamedTuple

from django.db.models import Count, QuerySet
from django.db.models.functions import ExtractYear

from claims.choices import ClaimStatus
from claims.models import Actor, Appearance, Claim, Source
from claims.search.fields import Sight
from claims.search.query import as_term

MOST_VALUES = 10
# Claims that are said thousands of times need not be counted to the last.
MOST_PAIRS = 20_000

Pairs = Iterable[tuple[int, int]]


class FacetValue(NamedTuple):
    """A value as people call it, how many of the claims have it, and the term of the query
    language that narrows to it."""

    label: str
    claims: int
    term: str


class Facet(NamedTuple):
    """A side from which to look at what was found, with its commonest values."""

    name: str
    values: list[FacetValue]


def facets_of(ids: list[int], within: Sight) -> list[Facet]:
    """Return the facets of the claims with these ids, without those that have no value."""
    if not ids:
        return []
    return [Facet(name, values) for name, values in _facets(ids, within) if values]


def _facets(ids: list[int], within: Sight) -> Iterator[tuple[str, list[FacetValue]]]:
    rows = within.claims.filter(pk__in=ids).order_by()
    said = dict(ClaimStatus.choices)
    yield (
        "status",
        [
            FacetValue(said[status], count, as_term("status", status))
            for status, count in _counted(rows.annotate(told=within.status), "told")
        ],
    )
    rated = rows.filter(verdict__isnull=False)
    yield "verdict", _named("verdict", _counted(rated, "verdict__code", "verdict__label"))
    filed = rows.filter(topics__isnull=False)
    yield "topic", _named("topic", _counted(filed, "topics__slug", "topics__name"))
    yield "actor", _records("actor", _actors(ids), Actor)
    yield "source", _records("source", _sources(ids, within), Source)
    yield (
        "language",
        [FacetValue(tag, count, as_term("lang", tag)) for tag, count in _counted(rows, "language")],
    )
    years = _counted(rows.annotate(year=ExtractYear("index__said_on")), "year")
    yield (
        "year",
        [
            FacetValue(f"{year:04}", count, f"after:{year:04} before:{year + 1:04}")
            for year, count in sorted(years, reverse=True)
        ],
    )


def _counted(rows: QuerySet[Any], *names: str) -> list[tuple[Any, ...]]:
    counted = rows.values_list(*names).annotate(claims=Count("pk"))
    return list(counted.order_by("-claims", *names)[:MOST_VALUES])


def _named(field: str, counted: list[tuple[Any, ...]]) -> list[FacetValue]:
    return [FacetValue(label, count, as_term(field, code)) for code, label, count in counted]


def _actors(ids: list[int]) -> Pairs:
    """Return pairs of a claim and somebody who speaks in it or whom it is about."""
    said = Appearance.objects.filter(claim__in=ids, actor__isnull=False).order_by()
    about = Claim.subjects.through.objects.filter(claim__in=ids).order_by()
    return chain(
        said.values_list("claim_id", "actor_id")[:MOST_PAIRS],
        about.values_list("claim_id", "actor_id")[:MOST_PAIRS],
    )


def _sources(ids: list[int], within: Sight) -> Pairs:
    """Return pairs of a claim and a source that it appears in or rests on."""
    said = Appearance.objects.filter(claim__in=ids).order_by()
    shown = within.evidence.filter(claim__in=ids).order_by()
    return chain(
        said.values_list("claim_id", "document__source_id")[:MOST_PAIRS],
        shown.values_list("claim_id", "document__source_id")[:MOST_PAIRS],
    )


def _records(field: str, pairs: Pairs, model: type[Actor] | type[Source]) -> list[FacetValue]:
    counted = Counter(record for _, record in set(pairs))
    most = sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:MOST_VALUES]
    named = model._default_manager.in_bulk([record for record, _ in most])
    return [
        FacetValue(named[record].name, count, as_term(field, named[record].name))
        for record, count in most
        if record in named
    ]
