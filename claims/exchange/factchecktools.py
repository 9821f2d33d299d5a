"""Published claims in the words of Google's Fact Check Tools API (``v1alpha1``, ``claims.search``).

The shape is that of the service's discovery document, revision 20240929. What clients rely on
beyond it: each claim has a ``claimReview`` with an address, moments are RFC 3339 in UTC, and
what is not known is left out instead of being empty.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time
from typing import Any

from django.db.models import Q, QuerySet

from claims.choices import AppearanceAct, Precision
from claims.exchange.publisher import Publisher
from claims.models import Appearance, Assessment, ForeignVerdict
from claims.review.audience import visible


def fact_checks(
    rows: Iterable[Assessment],
    *,
    publisher: Publisher,
    path_of: Callable[[str], str],
    site: str = "",
) -> list[dict[str, Any]]:
    """Return ``rows``, assessments that stand in public with claim and rating, as claims.

    ``path_of`` gives the path of the public page of a reference. What other publishers
    concluded, where that is evidence of the claim, stands after our own review; with ``site``
    the reviews of that site alone are told. Takes two queries.
    """
    rows = list(rows)
    claims = [row.claim_id for row in rows]
    said, foreign = _first_said(claims), _foreign_reviews(claims, site)
    return [
        _claim(row, said.get(row.claim_id))
        | {
            "claimReview": ([] if site else [_review(row, publisher, path_of)])
            + foreign[row.claim_id]
        }
        for row in rows
    ]


def reviewed_by(site: str) -> QuerySet[Any]:
    """Return the ids of the claims that the publisher at ``site`` has reviewed, as we know."""
    return _told_verdicts().filter(_of_site(site)).values("evidence__claim")


def _told_verdicts() -> QuerySet[ForeignVerdict]:
    rows = visible(ForeignVerdict.objects.exclude(label=""), None)
    return rows.exclude(evidence__document__url="")


def _of_site(site: str) -> Q:
    source = Q(publisher_site="", evidence__document__source__domain=site)
    return Q(publisher_site=site) | source


def _foreign_reviews(claims: list[int], site: str) -> dict[int, list[dict[str, Any]]]:
    """Return by claim the reviews of other publishers that have an address and a label."""
    rows = _told_verdicts().filter(evidence__claim__in=claims).defer("raw")
    if site:
        rows = rows.filter(_of_site(site))
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows.select_related("evidence__document__source").order_by("pk"):
        document = row.evidence.document
        name = row.publisher_name or document.source.name
        site = row.publisher_site or document.source.domain
        review: dict[str, Any] = {
            "publisher": {"name": name} | ({"site": site} if site else {}),
            "url": document.url,
            "title": document.title,
            "textualRating": row.label,
        }
        if document.published_on and document.published_precision == Precision.DAY:
            review["reviewDate"] = _moment(document.published_on)
        if document.language:
            review["languageCode"] = document.language
        found[row.evidence.claim_id].append(review)
    return found


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
