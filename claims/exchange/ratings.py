"""What other publishers' verdicts mean on our scale: their label decides, their number may not."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection

from claims.canonical.urls import normal_domain
from claims.choices import MappingState
from claims.editing.mappings import MetLabel
from claims.exchange.parse.ratings import warn_of_contradiction
from claims.exchange.wire import WireReview
from claims.models import Rating, RatingMapping
from claims.models.base import Fold

_LONGEST_SITE, _LONGEST_NAME = 253, 300
# The ends of our scale, as in Rating.ordinal.
_WORST, _BEST = 1, 5
# Label and number contradict each other when one lies in the upper and one in the lower part.
_LOW, _HIGH = 0.25, 0.75


class Verdict(NamedTuple):
    """What a publisher's label means here."""

    state: MappingState
    rating: Rating | None = None
    mapping: RatingMapping | None = None
    contradicts: bool = False
    """The publisher's own number says the opposite; the label was believed."""


_UNKNOWN = Verdict(MappingState.UNKNOWN)


def verdicts_of(reviews: Sequence[WireReview]) -> list[Verdict]:
    """Return what the label of each review means, in the same order, by three queries.

    A publisher's own row counts before that of the site it is part of (``example.org`` for
    ``hindi.example.org``), and that before a row for any publisher. A label that no row knows
    means the rating of ours that has the same name at the same place of the same scale: so
    another Claimbook is understood. Where the number says the opposite, the review gets the
    warning ``label_against_number``.
    """
    folded = _folded([review.label for review in reviews])
    sites = {site for review in reviews for site in _sites_of(review)}
    rows = (
        RatingMapping.objects.filter(site__in=sites)
        .annotate(folded=Fold("label"))
        .filter(folded__in=set(folded) - {""})
        .select_related("rating")
    )
    # The annotation is unknown to the types.
    known = {(row.site, row.folded): row for row in rows}  # type: ignore[attr-defined]
    scale = Rating.objects.filter(is_active=True).annotate(folded=Fold("label"))
    ours = {rating.folded: rating for rating in scale}
    return [
        _verdict(review, label, known, ours.get(label))
        for review, label in zip(reviews, folded, strict=True)
    ]


def unknown_labels(reviews: Sequence[WireReview], verdicts: Sequence[Verdict]) -> Counter[MetLabel]:
    """Return the labels without a meaning and how often each was met, for ``queue_labels``."""
    return Counter(
        met_label(review)
        for review, verdict in zip(reviews, verdicts, strict=True)
        if verdict.state == MappingState.UNKNOWN and review.label
    )


def met_label(review: WireReview) -> MetLabel:
    """Return the label of ``review`` as the rating map's queue takes it."""
    return MetLabel(_site_of(review), review.label, review.publisher_name[:_LONGEST_NAME])


def _folded(labels: list[str]) -> list[str]:
    """Return ``labels`` folded as the database folds them, since its index knows no other form."""
    if not labels:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT claims_fold(label) FROM unnest(%s::text[]) WITH ORDINALITY AS given (label, n)"
            " ORDER BY n",
            [labels],
        )
        return [row[0] for row in cursor.fetchall()]


def _site_of(review: WireReview) -> str:
    """Return the publisher's host in the form in which the map keeps it, or ""."""
    try:
        site = normal_domain(review.publisher_site)
    except ValueError:
        return ""
    return site if len(site) <= _LONGEST_SITE else ""


def _sites_of(review: WireReview) -> list[str]:
    """Return the publisher's site, the sites that it is part of, and "" for any."""
    parts = _site_of(review).split(".")
    return [".".join(parts[start:]) for start in range(len(parts) - 1)] + [""]


def _verdict(
    review: WireReview,
    label: str,
    known: dict[tuple[str, str], RatingMapping],
    namesake: Rating | None,
) -> Verdict:
    for site in _sites_of(review):
        mapping = known.get((site, label))
        if mapping is not None and mapping.state != MappingState.UNKNOWN:
            break
    else:
        if namesake is not None and _is_of_our_scale(review, namesake):
            return Verdict(MappingState.MAPPED, namesake)
        return _UNKNOWN
    contradicts = _contradicts(mapping.rating, review)
    if contradicts:
        warn_of_contradiction(review)
    return Verdict(mapping.state, mapping.rating, mapping, contradicts)


def _is_of_our_scale(review: WireReview, rating: Rating) -> bool:
    """Return whether the review's number is what we export with ``rating``."""
    given = (review.rating_value, review.rating_worst, review.rating_best)
    if rating.ordinal is None:
        return given[0] is None
    return given == (rating.ordinal, _WORST, _BEST)


def _contradicts(rating: Rating | None, review: WireReview) -> bool:
    if rating is None or rating.ordinal is None or review.score is None:
        return False
    ours = (rating.ordinal - _WORST) / (_BEST - _WORST)
    return (ours <= _LOW and review.score >= _HIGH) or (ours >= _HIGH and review.score <= _LOW)
