"""The read API of Google's Fact Check Tools, answered from what is published here.

A client of that service needs one changed address. Parameters that we do not know are
ignored, as that service ignores them; ``key`` is taken and not looked at.
"""

import base64
import binascii
import json
import re
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, status
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from claims.api.throttling import rate_headers
from claims.canonical.text import unkeepable_characters
from claims.canonical.urls import canonical_url
from claims.exchange.factchecktools import fact_checks, reviewed_by
from claims.exchange.publisher import publisher_at
from claims.models import Appearance, Assessment, Claim, Document
from claims.models.base import Digest
from claims.review.audience import may_read, sight_of, visible
from claims.search.fulltext import find_claims, is_page
from claims.search.limits import SearchTooSlow

DEFAULT_SIZE, LARGEST_SIZE = 10, 100
LARGEST_INT32 = 2**31 - 1
# Names of errors (google.rpc.Code) for the codes of HTTP.
_NAMES = {
    400: "INVALID_ARGUMENT",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    405: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    503: "UNAVAILABLE",
}


class Invalid(exceptions.APIException):
    """A parameter that can't be read; its text names the parameter."""

    status_code = status.HTTP_400_BAD_REQUEST


class Unavailable(exceptions.APIException):
    """A search that takes too long."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE


class _AlwaysJson(BaseContentNegotiation):
    """JSON, whatever was asked for, as the original answers."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


@extend_schema(exclude=True)
class FactCheckView(APIView):
    """What the methods have in common: everybody may ask, errors have Google's shape."""

    authentication_classes = ()
    permission_classes = ()
    content_negotiation_class = _AlwaysJson

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Ask whether strangers may read here at all."""
        super().initial(request, *args, **kwargs)
        if not may_read(None):
            raise exceptions.PermissionDenied("Nothing is published for everybody here.")

    def handle_exception(self, exc: Exception) -> Response:
        """Turn a refusal into ``{"error": …}``; what nobody foresaw stays a failure."""
        if isinstance(exc, SearchTooSlow):
            exc = Unavailable(str(exc))
        if not isinstance(exc, exceptions.APIException):
            raise exc
        code = 404 if exc.status_code == 405 else exc.status_code
        error = {
            "code": code,
            "message": str(exc.detail),
            "status": _NAMES.get(exc.status_code, "UNKNOWN"),
        }
        response = Response({"error": error}, status=code, exception=True)
        if isinstance(exc, exceptions.Throttled) and exc.wait:
            response["Retry-After"] = str(int(exc.wait))
        return response

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Add the headers that tell about rates."""
        response = super().finalize_response(request, response, *args, **kwargs)
        for name, value in rate_headers(getattr(request, "_request", request)).items():
            response[name] = value
        response["Cache-Control"] = "public, max-age=60"
        return response


class ClaimSearchView(FactCheckView):
    """``claims.search``: published claims by words, language, age and publisher."""

    def get(self, request: Request) -> Response:
        """Answer one page of claims; ``nextPageToken`` is left out on the last."""
        asked = request.query_params
        query = asked.get("query", "").strip()
        site = asked.get("reviewPublisherSiteFilter", "").strip()
        if not query and not site:
            raise Invalid("Give a query, or a reviewPublisherSiteFilter.")
        if unkeepable_characters(site):
            raise Invalid("Invalid value at 'review_publisher_site_filter'.")
        after, offset, size = _place(asked)
        publisher = publisher_at(request.build_absolute_uri("/"))
        claims = _narrowed(visible(Claim.objects.all(), None), asked)
        site = _host(site)
        if site == publisher.site.lower():
            # We reviewed all of them.
            site = ""
        if site:
            claims = claims.filter(pk__in=reviewed_by(site))
        page = _found if query else _newest
        rows, key = page(claims, query, after, offset, size)
        found = fact_checks(rows, publisher=publisher, path_of=_path_of, site=site)
        return Response({"claims": found} | _next(key))


class ImageSearchView(FactCheckView):
    """``claims.imageSearch``: claims that were made in the picture of this very address.

    Pictures are neither fetched nor compared: the same one elsewhere is not found.
    """

    def get(self, request: Request) -> Response:
        """Answer one page of results, what was published last before all others."""
        asked = request.query_params
        address = asked.get("imageUri", "").strip()
        if not address:
            raise Invalid("Give the address of the picture in imageUri.")
        after, offset, size = _place(asked)
        said = visible(Appearance.objects.filter(document__in=_pictures(address)), None)
        claims = _narrowed(visible(Claim.objects.all(), None), asked)
        rows, key = _newest(claims.filter(pk__in=said.values("claim")), "", after, offset, size)
        publisher = publisher_at(request.build_absolute_uri("/"))
        found = fact_checks(rows, publisher=publisher, path_of=_path_of)
        return Response({"results": [{"claim": claim} for claim in found]} | _next(key))


class UnknownView(FactCheckView):
    """All other methods of the service."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Say that there is no such method, whatever the verb."""
        raise exceptions.NotFound("Only claims:search and claims:imageSearch are answered here.")


def _place(asked: Any) -> tuple[str, int, int]:
    """Return where the page begins, after which key or how far on, and its size."""
    size = min(_number(asked, "pageSize", "page_size") or DEFAULT_SIZE, LARGEST_SIZE)
    offset = 0 if asked.get("pageToken") else _number(asked, "offset", "offset")
    return _read_token(asked.get("pageToken", "")), offset, size


def _next(key: str) -> dict[str, str]:
    """Return the member that leads to the next page; there is none on the last."""
    return {"nextPageToken": _token(key)} if key else {}


def _pictures(address: str) -> QuerySet[Document]:
    """Return the document of this address, whatever spelling of it was recorded."""
    try:
        known = canonical_url(address)
    except ValueError as error:
        raise Invalid(f"Invalid value at 'image_uri': {error}") from error
    if unkeepable_characters(known):
        raise Invalid("Invalid value at 'image_uri'.")
    rows = Document.objects.alias(key=Digest("canonical_url")).exclude(canonical_url="")
    return rows.filter(key=Digest(Value(known)))


def _narrowed(claims: QuerySet[Claim], asked: Any) -> QuerySet[Claim]:
    """Return those of ``claims`` in the language (its region does not count) and of the age."""
    language = asked.get("languageCode", "").strip().lower().partition("-")[0]
    if language:
        if not re.fullmatch("[a-z]{2,3}", language):
            raise Invalid("Invalid value at 'language_code': write it like en or pt-BR.")
        claims = claims.filter(Q(language=language) | Q(language__startswith=f"{language}-"))
    days = _number(asked, "maxAgeDays", "max_age_days")
    if days:
        since = timezone.now() - timedelta(days=min(days, 365 * 1000))
        reviewed = Assessment.objects.published().filter(
            claim=OuterRef("pk"), published_at__gte=since
        )
        said = Appearance.objects.filter(claim=OuterRef("pk"), said_on__gte=since.date())
        claims = claims.filter(Exists(reviewed) | Exists(said))
    return claims


def _found(
    claims: QuerySet[Claim], query: str, after: str, offset: int, size: int
) -> tuple[list[Assessment], str]:
    """Return the claims that fit best, and the key of the next page."""
    if after and not is_page(after):
        raise Invalid("Invalid value at 'page_token'.")
    within = sight_of(None)._replace(claims=claims)
    results = find_claims(query, within=within, limit=offset + size, after=after, with_facets=False)
    hits = results.hits[offset:]
    rows = _standing().filter(claim__in=[hit.claim for hit in hits])
    by_claim = {row.claim_id: row for row in rows}
    found = [by_claim[hit.claim.pk] for hit in hits if hit.claim.pk in by_claim]
    return found, results.next if hits else ""


def _newest(
    claims: QuerySet[Claim], query: str, after: str, offset: int, size: int
) -> tuple[list[Assessment], str]:
    """Return what was published last, and the public id of the last row as key."""
    rows = _standing().filter(claim__in=claims).order_by("-published_at", "-pk")
    if after:
        last = Assessment.objects.once_published().filter(public_id=_uuid(after)).first()
        if last is None:
            raise Invalid("Invalid value at 'page_token'.")
        rows = rows.filter(
            Q(published_at__lt=last.published_at)
            | Q(published_at=last.published_at, pk__lt=last.pk)
        )
    found = list(rows[offset : offset + size + 1])
    return found[:size], str(found[size - 1].public_id) if len(found) > size else ""


def _standing() -> QuerySet[Assessment]:
    rows = visible(Assessment.objects.published(), None).select_related("claim", "rating")
    return rows.defer("explanation", "gaps", "confidence_exception")


def _host(site: str) -> str:
    """Return a site as it is compared: without protocol, ``www.`` and closing slash."""
    name = site.lower().partition("://")[2] or site.lower()
    return name.rstrip("/").removeprefix("www.")


def _path_of(ref: str) -> str:
    return reverse("pages:claim", kwargs={"ref": ref})


def _number(asked: Any, name: str, told: str) -> int:
    """Return the whole number in the parameter ``name``, 0 when it is not there."""
    given = asked.get(name, "").strip()
    if not given:
        return 0
    if not (given.isascii() and given.isdigit()) or len(given) > 10 or int(given) > LARGEST_INT32:
        raise Invalid(f"Invalid value at '{told}' (TYPE_INT32), \"{given[:50]}\"")
    return int(given)


def _token(key: str) -> str:
    return base64.urlsafe_b64encode(json.dumps(["v1", key]).encode()).decode().rstrip("=")


def _read_token(token: str) -> str:
    if not token:
        return ""
    try:
        version, key = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        if version != "v1" or not isinstance(key, str):
            raise ValueError(token)
    except (ValueError, TypeError, binascii.Error) as error:
        raise Invalid("Invalid value at 'page_token'.") from error
    return key


def _uuid(value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError as error:
        raise Invalid("Invalid value at 'page_token'.") from error
