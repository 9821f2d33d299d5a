"""What search engines are told: where to go, and which pages there are (sitemaps.org)."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Max
from django.db.models.functions import TruncMonth
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from claims.models import Topic
from claims.pages.answers import answer, public
from claims.pages.reading import STRANGER, standing
from claims.pages.site import site_of
from claims.review.audience import may_read, visible

# A sitemap may hold 50,000 addresses; a fifth of that is quicker to make and to read.
IN_A_MAP = 10_000
# Counting a million claims takes seconds, and no search engine comes more often.
MONTHS_KEPT = 600
TEXT = "text/plain; charset=utf-8"
XML = "application/xml; charset=utf-8"
FIXED = ("home", "topics", "actors", "sources", "corrections", "method", "feeds")


@require_safe
def robots(request: HttpRequest) -> HttpResponseBase:
    """Say what is not for robots, and where the sitemap is."""
    if not may_read(STRANGER):
        return answer(request, "User-agent: *\nDisallow: /\n", TEXT)
    shut = [reverse("desk:home"), reverse("admin:index"), "/accounts/", "/api/", "/search/"]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in shut)]
    site = site_of(request)
    lines += ["", f"Sitemap: {site.absolute(reverse('pages:sitemap'))}", ""]
    return answer(request, "\n".join(lines), TEXT)


@public
def sitemap(request: HttpRequest) -> HttpResponseBase:
    """List the sitemaps: one of the fixed pages and topics, one or more of each month."""
    site = site_of(request)
    months = cache.get_or_set("pages-sitemap-months", _months, MONTHS_KEPT)
    maps: list[tuple[str, datetime | None]] = [(reverse("pages:sitemap_pages"), None)]
    for row in months:
        for number in range(1, -(-row["how_many"] // IN_A_MAP) + 1):
            where = {"year": row["month"].year, "month": row["month"].month, "number": number}
            maps.append((reverse("pages:sitemap_month", kwargs=where), row["newest"]))
    context = {"maps": [(site.absolute(path), moment) for path, moment in maps]}
    return answer(request, render_to_string("pages/sitemap_index.xml", context), XML)


def _months() -> list[dict[str, Any]]:
    """Return for each month how many claims were published in it, and when the last one."""
    rows = standing().select_related(None).annotate(month=TruncMonth("published_at"))
    counted = rows.values("month").annotate(how_many=Count("pk"), newest=Max("published_at"))
    return list(counted.order_by("-month"))


@public
def sitemap_pages(request: HttpRequest) -> HttpResponseBase:
    """List the pages that are always there, and those of topics."""
    topics = visible(Topic.objects.order_by("slug"), STRANGER).values_list("slug", flat=True)
    paths = [reverse(f"pages:{name}") for name in FIXED]
    paths += [reverse("pages:topic", kwargs={"slug": slug}) for slug in topics[:IN_A_MAP]]
    return _map(request, [(path, None) for path in paths])


@public
def sitemap_month(request: HttpRequest, year: int, month: int, number: int) -> HttpResponseBase:
    """List the claims that were published, or last corrected, in one month."""
    try:
        begins = datetime(year, month, 1, tzinfo=UTC)
        ends = (begins + timedelta(days=31)).replace(day=1)
    except (ValueError, OverflowError) as error:
        raise Http404("There is no such month.") from error
    rows = standing().filter(published_at__gte=begins, published_at__lt=ends)
    rows = rows.order_by("published_at", "pk").values("claim__ref", "published_at")
    found = rows[(number - 1) * IN_A_MAP : number * IN_A_MAP] if 0 < number < 1000 else []
    entries = [
        (reverse("pages:claim", kwargs={"ref": row["claim__ref"]}), row["published_at"])
        for row in found
    ]
    if not entries:
        raise Http404("Nothing was published then.")
    return _map(request, entries)


def _map(request: HttpRequest, entries: list[tuple[str, Any]]) -> HttpResponseBase:
    site = site_of(request)
    context = {"entries": [(site.absolute(path), moment) for path, moment in entries]}
    return answer(request, render_to_string("pages/sitemap.xml", context), XML)
