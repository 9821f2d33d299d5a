"""A claim on other people's pages: oEmbed (https://oembed.com/, version 1.0) and the card."""

from urllib.parse import urlsplit

from csp.decorators import csp_replace
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve, reverse
from django.utils.html import format_html
from django.views.decorators.clickjacking import xframe_options_exempt

from claims.models import Assessment
from claims.pages.answers import LIFETIME, found, page, public
from claims.pages.reading import standing
from claims.pages.site import site_of

WIDTH, HEIGHT = 560, 260


@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
@public
def card(request: HttpRequest, ref: str) -> HttpResponseBase:
    """Show a claim and its verdict in brief; the one page that others may put in a frame."""
    shown = found(standing().filter(claim__ref=ref.upper()), "No such claim is published.")
    return page(request, "pages/card.html", {"assessment": shown})


@public
def oembed(request: HttpRequest) -> HttpResponseBase:
    """Answer with the code that shows the card of the claim whose address is in ``url``."""
    if request.GET.get("format", "json") != "json":
        return _refusal("This provider answers in JSON: ask with format=json.", 501)
    asked = request.GET.get("url", "")
    if not asked:
        return _refusal("Give the address of a claim in the parameter url.", 400)
    try:
        width = min(WIDTH, _size(request, "maxwidth"))
        height = min(HEIGHT, _size(request, "maxheight"))
    except ValueError as error:
        return _refusal(f"{error} is a whole number greater than zero.", 400)
    ref = _claim_at(request, asked)
    row = standing().filter(claim__ref=ref).first() if ref else None
    if row is None:
        return _refusal("No published claim of this site has that address.", 404)
    return _embedding(request, row, width, height)


def _embedding(request: HttpRequest, row: Assessment, width: int, height: int) -> HttpResponseBase:
    site = site_of(request)
    address = site.absolute(reverse("pages:card", kwargs={"ref": row.claim.ref}))
    title = f"{row.rating.label}: {row.claim.text}"
    html = format_html(
        '<iframe src="{}" width="{}" height="{}" title="{}" loading="lazy" frameborder="0">'
        "</iframe>",
        address,
        width,
        height,
        title,
    )
    response = JsonResponse(
        {
            "type": "rich",
            "version": "1.0",
            "title": title,
            "author_name": site.name,
            "author_url": site.absolute("/"),
            "provider_name": site.name,
            "provider_url": site.absolute("/"),
            "cache_age": LIFETIME,
            "html": html,
            "width": width,
            "height": height,
        }
    )
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _claim_at(request: HttpRequest, asked: str) -> str:
    """Return the reference of the claim whose page has the address ``asked``, or nothing."""
    try:
        parts = urlsplit(asked)
        match = resolve(parts.path)
    except (ValueError, Resolver404):
        return ""
    ours = urlsplit(site_of(request).address).netloc
    if parts.scheme not in ("http", "https") or parts.netloc != ours:
        return ""
    return str(match.kwargs["ref"]).upper() if match.view_name == "pages:claim" else ""


def _size(request: HttpRequest, name: str) -> int:
    asked = request.GET.get(name, "")
    if not asked:
        return max(WIDTH, HEIGHT)
    if not (asked.isascii() and asked.isdigit()) or int(asked[:9]) < 1:
        raise ValueError(name)
    return int(asked[:9])


def _refusal(sentence: str, status: int) -> HttpResponseBase:
    return JsonResponse({"error": sentence}, status=status)
