"""Searching all claims: the best first, with facets that narrow."""

from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from claims.desk.access import desk_view
from claims.review.audience import sight_of
from claims.search.facets import Facet
from claims.search.fulltext import find_claims

PAGE = 25


class Link(NamedTuple):
    """A value of a facet as a link that narrows to it, or takes it away again."""

    label: str
    claims: int
    address: str
    is_chosen: bool


@desk_view
def search(request: HttpRequest) -> HttpResponse:
    """Show what a search finds, or how to search."""
    asked = request.GET.get("q", "").strip()
    newest = request.GET.get("order") == "newest"
    after = request.GET.get("after", "")
    context: dict[str, Any] = {"q": asked, "newest": newest}
    if asked:
        found = find_claims(
            asked, within=sight_of(request.user), limit=PAGE, after=after, newest=newest
        )
        context |= {
            "found": found,
            "facets": [(facet.name, _links(facet, asked, newest)) for facet in found.facets],
            "meant": _address(found.did_you_mean, newest),
            "other_order": _address(asked, not newest),
            "first": _address(asked, newest) if after else "",
            "next": _address(asked, newest, found.next) if found.next else "",
        }
    return render(request, "desk/search.html", context)


def _links(facet: Facet, asked: str, newest: bool) -> list[Link]:
    links = []
    for value in facet.values:
        is_chosen = value.term in asked
        wanted = asked.replace(value.term, "") if is_chosen else f"{asked} {value.term}"
        address = _address(" ".join(wanted.split()), newest)
        links.append(Link(value.label, value.claims, address, is_chosen))
    return links


def _address(asked: str, newest: bool, after: str = "") -> str:
    parts = {"q": asked, "order": "newest" if newest else "", "after": after}
    return f"?{urlencode({name: part for name, part in parts.items() if part})}"
