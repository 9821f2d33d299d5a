"""Searching claims: the best first, with facets."""

import json
from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from claims.api.claim_reads import claims_of
from claims.api.compiled import read_remembered
from claims.api.filters import filtered
from claims.api.pagination import NO_CURSOR, read_size
from claims.api.schema import OR_PROBLEM
from claims.api.serializers.search import SearchResults
from claims.api.shapes import chosen_members
from claims.api.views.base import ApiView
from claims.models import Claim
from claims.review.audience import sight_of
from claims.review.rights import Person
from claims.search.fulltext import Hit, Results, find_claims, is_page
from claims.search.highlight import SHOWN, Pieces

DEFAULT_SIZE = 20

_PARAMETERS = [
    OpenApiParameter("q", str, required=True, description="The query; see docs/search.md."),
    OpenApiParameter("page_size", int, description="How many, at most 200."),
    OpenApiParameter("cursor", str, description="Where the page begins, as `next` names it."),
    OpenApiParameter("ordering", str, enum=["best", "newest"], description="What comes first."),
    OpenApiParameter("facets", OpenApiTypes.BOOL, description="`false` leaves the facets out."),
    OpenApiParameter("fields", str, description="Members to show, with commas between."),
    OpenApiParameter(
        "expand", str, description="Of appearances, evidence, assessment, links."
    ),
]  # fmt: skip


class SearchView(ApiView):
    """Claims by words, names and fields."""

    queryset = Claim.objects.all()
    serializer_class = SearchResults

    @extend_schema(parameters=_PARAMETERS, responses={200: SearchResults, **OR_PROBLEM})
    def search(self, request: Request, **kwargs: Any) -> HttpResponse:
        """Return the claims that fit a query, the best first, with highlights and facets."""
        query = request.query_params
        filtered(None, self.queryset, request, (*(one.name for one in _PARAMETERS), "format"))
        if "q" not in query:
            raise ValidationError({"q": "Say what you look for."})
        if query.get("cursor") and not is_page(query["cursor"]):
            raise ValidationError({"cursor": NO_CURSOR})
        members = chosen_members(
            request.user, fields=query.get("fields"), expand=query.get("expand"), whole=False
        )
        found = find_claims(
            query["q"],
            within=sight_of(request.user),
            limit=read_size(query.get("page_size"), DEFAULT_SIZE),
            after=query.get("cursor", ""),
            newest=_choice(query, "ordering", "best", "newest"),
            with_facets=not _choice(query, "facets", "true", "false"),
            fetch=lambda _, ids: _fetched(request.user, members, ids),
        )
        results = [_spliced(hit) for hit in found.hits]
        rest = json.dumps(_rest(request, found))
        body = f'{{"results":[{",".join(results)}],{rest[1:]}'
        return HttpResponse(body.encode(), content_type="application/json")


def _choice(query: Any, name: str, usual: str, other: str) -> bool:
    """Return whether the parameter ``name`` says ``other`` instead of what is usual."""
    asked = query.get(name, usual)
    if asked not in (usual, other):
        raise ValidationError({name: f"Choose {usual} or {other}."})
    return bool(asked == other)


def _fetched(person: Person, members: tuple[str, ...], ids: list[int]) -> list[Claim]:
    """Return the claims with these ids that ``person`` may see, each with its JSON."""
    claims = []
    for text, *values in read_remembered(claims_of, person, members, SHOWN, ids=ids):
        claim = Claim.from_db(None, ("id", *SHOWN), values)
        claim.json = text
        claims.append(claim)
    return claims


def _spliced(hit: Hit) -> str:
    """Return the JSON of a claim with what the search tells of it."""
    claim: str = hit.claim.json
    told = {
        "score": hit.score,
        "highlight": _pieces(hit.shown.text),
        "found_in": hit.shown.place,
        "excerpt": _pieces(hit.shown.excerpt),
    }
    return f"{claim[:-1]},{json.dumps(told)[1:]}"


def _pieces(pieces: Pieces) -> list[dict[str, Any]]:
    return [{"text": text, "is_match": match} for text, match in pieces]


def _rest(request: Request, found: Results) -> dict[str, Any]:
    following = None
    if found.next:
        query = request.query_params.copy()
        query["cursor"] = found.next
        following = request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
    return {
        "next": following,
        "total": found.total,
        "total_is_capped": found.is_capped,
        "facets": [
            {"name": facet.name, "values": [value._asdict() for value in facet.values]}
            for facet in found.facets
        ],
        "did_you_mean": found.did_you_mean or None,
        "notes": found.notes,
    }
