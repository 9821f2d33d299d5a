"""How what was found divides: by status, verdict, language, year, topic, actor and source.

Counted over the claims that were ranked, so that the cost has a bound.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
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
    statuses, verdicts, languages, years = _of_claims(ids, within)
    said = dict(ClaimStatus.choices)
    yield (
        "status",
        [
            FacetValue(said[status], count, as_term("status", status))
            for status, count in _most(statuses)
        ],
    )
    yield (
        "verdict",
        [
            FacetValue(label, count, as_term("verdict", code))
            for (code, label), count in _most(verdicts)
        ],
    )
    yield "topic", _topics(ids)
    yield "actor", _records("actor", _actors(ids), Actor)
    yield "source", _records("source", _sources(ids, within), Source)
    yield (
        "language",
        [FacetValue(tag, count, as_term("lang", tag)) for tag, count in _most(languages)],
    )
    yield (
        "year",
        [
            FacetValue(f"{year:04}", count, f"after:{year:04} before:{year + 1:04}")
            for year, count in sorted(_most(years), reverse=True)
        ],
    )


def _of_claims(ids: list[int], within: Sight) -> tuple[Counter[Any], ...]:
    """Return how often each status, verdict (code and label), language and year is among them."""
    rows = within.claims.filter(pk__in=ids).order_by()
    told = rows.annotate(told=within.status, year=ExtractYear("index__said_on")).values_list(
        "told", "verdict__code", "verdict__label", "language", "year"
    )
    found = [(status, (code, label), tag, year) for status, code, label, tag, year in told]
    # Somebody may have taken all of them away meanwhile.
    columns: list[tuple[Any, ...]] = list(zip(*found, strict=True)) or [()] * 4
    statuses, verdicts, languages, years = map(Counter, columns)
    del verdicts[None, None], years[None]
    return statuses, verdicts, languages, years


def _most(counted: Counter[Any]) -> list[tuple[Any, int]]:
    """Return the commonest values; of equally common ones the first."""
    return sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:MOST_VALUES]


def _topics(ids: list[int]) -> list[FacetValue]:
    filed: QuerySet[Any] = Claim.topics.through.objects.filter(claim__in=ids).order_by()
    counted = filed.values_list("topic__slug", "topic__name").annotate(claims=Count("pk"))
    return [
        FacetValue(name, count, as_term("topic", slug))
        for slug, name, count in counted.order_by("-claims", "topic__slug")[:MOST_VALUES]
    ]


def _actors(ids: list[int]) -> Pairs:
    """Return pairs of a claim and somebody who speaks in it or whom it is about."""
    said = Appearance.objects.filter(claim__in=ids, actor__isnull=False)
    about = Claim.subjects.through.objects.filter(claim__in=ids)
    return _together(*(rows.values_list("claim_id", "actor_id") for rows in (said, about)))


def _sources(ids: list[int], within: Sight) -> Pairs:
    """Return pairs of a claim and a source that it appears in or rests on."""
    said = Appearance.objects.filter(claim__in=ids)
    shown = within.evidence.filter(claim__in=ids)
    source = "document__source_id"
    return _together(*(rows.values_list("claim_id", source) for rows in (said, shown)))


def _together(first: QuerySet[Any], second: QuerySet[Any]) -> Pairs:
    """Return the pairs of both, each once."""
    return first.order_by()[:MOST_PAIRS].union(second.order_by()[:MOST_PAIRS])


def _records(field: str, pairs: Pairs, model: type[Actor] | type[Source]) -> list[FacetValue]:
    most = _most(Counter(record for _, record in pairs))
    named = model._default_manager.filter(pk__in=[record for record, _ in most])
    names = dict(named.values_list("pk", "name"))
    return [
        FacetValue(names[record], count, as_term(field, names[record]))
        for record, count in most
        if record in names
    ]
