"""Published claims in the words of Google's Fact Check Tools API (``v1alpha1``, ``claims.search``).

The shape is that of the service's discovery document, revision 20240929. What clients rely on
beyond it: each claim has a ``claimReview`` with an address, moments are RFC 3339 in UTC, and
what is not known is left out instead of being empty.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time
from typing import Any

from claims.choices import AppearanceAct, Precision
from claims.exchange.publisher import Publisher
from claims.models import Appearance, Assessment
from claims.review.audience import visible


def fact_checks(
    rows: Iterable[Assessment], *, publisher: Publisher, path_of: Callable[[str], str]
) -> list[dict[str, Any]]:
    """Return ``rows``, assessments that stand in public with claim and rating, as claims.

    ``path_of`` gives the path of the public page of a reference. Takes one query.
    """
    rows = list(rows)
    said = _first_said([row.claim_id for row in rows])
    return [
        _claim(row, said.get(row.claim_id)) | {"claimReview": [_review(row, publisher, path_of)]}
        for row in rows
    ]


def _first_said(claims: list[int]) -> dict[int, Appearance]:
    """Return by claim the appearance in which somebody first asserted it, as far as is known."""
    rows = visible(Appearance.objects.filter(claim__in=claims, act=AppearanceAct.ASSERTS), None)
    found: dict[int, Appearance] = {}
    for row in rows.select_related("actor").order_by("said_on", "pk"):
        found.setdefault(row.claim_id, row)
    return found


def _claim(row: Assessment, said: Appearance | None) -> dict[str, Any]:
    shape: dict[str, Any] = {"text": row.claim.text}
    if said is None:
        return shape
    shape["claimant"] = said.actor.name if said.actor else said.attribution
    # A month or a year is no moment, and none is made up.
    if said.said_on and said.said_precision == Precision.DAY:
        shape["claimDate"] = _moment(said.said_on)
    return shape


def _review(row: Assessment, publisher: Publisher, path_of: Callable[[str], str]) -> dict[str, Any]:
    label = row.rating.label if row.rating else ""
    return {
        "publisher": {"name": publisher.name, "site": publisher.site},
        "url": publisher.absolute(path_of(row.claim.ref)),
        "title": row.headline or f"{label}: {row.claim.text}",
        "reviewDate": _moment(row.published_at),
        "textualRating": label,
        "languageCode": row.claim.language,
    }


def _moment(value: date | datetime | None) -> str:
    """Return a moment as RFC 3339 in UTC, to the second; a day is its beginning."""
    if not isinstance(value, datetime):
        value = datetime.combine(value or date.min, time(), UTC)
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
