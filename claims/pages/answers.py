"""How a public page is answered: the same for everybody, cacheable, and not sent twice."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from claims.pages.site import site_of
from claims.review.audience import may_read

# A correction must not stay unseen for longer than this many seconds.
LIFETIME = 60
HTML = "text/html; charset=utf-8"

View = Callable[..., HttpResponseBase]


def public(view: View) -> View:
    """Answer GET and HEAD alone, packed where the asker understands that.

    A house that keeps to itself has no public pages: its front door leads to the desk.
    """

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if may_read(None):
            return view(request, *args, **kwargs)
        if request.path == reverse("pages:home"):
            return redirect("desk:home")
        raise Http404("Nothing is published for everybody here.")

    return wraps(view)(gzip_page(require_safe(opened)))


def found(rows: QuerySet[Any], sentence: str) -> Any:
    """Return the first of ``rows``, or answer 404 with ``sentence``."""
    row = rows.first()
    if row is None:
        raise Http404(sentence)
    return row


def page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    status: int = 200,
    changed_at: datetime | None = None,
) -> HttpResponse:
    """Return the page that ``template`` makes of ``context``, the site and its own address."""
    site = site_of(request)
    shared = {
        "site": site,
        "canonical": site.absolute(request.path),
        "here": request.path,
        "picture": site.absolute(static("claims/mark.png")),
    }
    body = render_to_string(template, shared | context)
    return answer(request, body, HTML, status=status, changed_at=changed_at)


def answer(
    request: HttpRequest,
    body: str,
    content_type: str,
    *,
    status: int = 200,
    changed_at: datetime | None = None,
) -> HttpResponse:
    """Return ``body`` with its entity tag, or 304 when the asker has it already.

    The tag is of the body itself: a page is made of rows of a dozen tables, any of which may
    change what is shown without changing any moment on it. For the same reason ``changed_at``
    is told, but not compared.
    """
    content = body.encode()
    response = HttpResponse(content, content_type=content_type, status=status)
    lasts = status in (200, 410)
    response["Cache-Control"] = f"public, max-age={LIFETIME}" if lasts else "no-cache"
    if changed_at is not None:
        response["Last-Modified"] = http_date(changed_at.timestamp())
    if status != 200:
        return response
    tag = quote_etag(hashlib.sha256(content).hexdigest()[:32])
    response["ETag"] = tag
    return get_conditional_response(request, etag=tag, response=response)
