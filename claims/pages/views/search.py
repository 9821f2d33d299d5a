"""The search of the public pages: the one search of the house, as a stranger may use it."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from rest_framework.throttling import SimpleRateThrottle

from claims.models import Assessment
from claims.pages.answers import page, public
from claims.pages.reading import STRANGER, standing
from claims.review.audience import sight_of
from claims.search.facets import Facet
from claims.search.fulltext import Hit, find_claims
from claims.search.limits import SearchTooSlow
from claims.search.query import LONGEST_QUERY

SIZE = 20


class SearchThrottle(SimpleRateThrottle):
    """Lets one address search as often as a stranger may ask the API."""

    scope = "pages-search"

    def get_rate(self) -> str:
        """Return the rate as it is set, such as 120/min."""
        return str(settings.CLAIMS_API_RATES["anonymous"])

    def get_cache_key(self, request: HttpRequest, view: Any) -> str:
        """Return where the searches of this address are counted."""
        return f"{self.scope}-{self.get_ident(request)}"


@public
def search(request: HttpRequest) -> HttpResponseBase:
    """Show the published claims that a search finds, the best first."""
    asked = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    after = request.GET.get("after", "")
    context: dict[str, Any] = {"asked": asked, "longest": LONGEST_QUERY}
    throttle = SearchThrottle()
    if not asked:
        return page(request, "pages/search.html", context)
    if not throttle.allow_request(request, None):
        return _refused(request, context, "Too many searches came from your address.", 429)
    try:
        context |= _found(asked, after)
    except SearchTooSlow as error:
        return _refused(request, context, str(error), 503)
    return page(request, "pages/search.html", context)


def _refused(
    request: HttpRequest, context: dict[str, Any], sentence: str, status: int
) -> HttpResponseBase:
    response = page(request, "pages/search.html", context | {"notes": [sentence]}, status=status)
    response["Retry-After"] = "60"
    return response


def _found(asked: str, after: str) -> dict[str, Any]:
    results = find_claims(asked, within=sight_of(STRANGER), limit=SIZE, after=after)
    return {
        "results": results,
        "hits": _rows(results.hits),
        "facets": _narrowing(results.facets, asked),
        "meant": f"?{urlencode({'q': results.did_you_mean})}" if results.did_you_mean else "",
        "notes": results.notes,
        "first": f"?{urlencode({'q': asked})}" if after else "",
        "next": f"?{urlencode({'q': asked, 'after': results.next})}" if results.next else "",
    }


def _rows(hits: list[Hit]) -> list[tuple[Hit, Assessment]]:
    """Return each hit with the assessment that stands, in the order of the hits."""
    rows = standing().defer("explanation", "gaps", "confidence_exception")
    by_claim = {row.claim_id: row for row in rows.filter(claim__in=[hit.claim for hit in hits])}
    return [(hit, by_claim[hit.claim.pk]) for hit in hits if hit.claim.pk in by_claim]


def _narrowing(facets: list[Facet], asked: str) -> list[tuple[str, list[tuple[str, int, str]]]]:
    """Return the facets that divide anything, each value with the search that it leads to."""
    return [
        (
            facet.name,
            [
                (value.label, value.claims, f"?{urlencode({'q': f'{asked} {value.term}'})}")
                for value in facet.values
            ],
        )
        for facet in facets
        if len(facet.values) > 1
    ]
