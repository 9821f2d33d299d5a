"""The pages that list claims: the latest, those of a topic, corrections."""

from django.core.cache import cache
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from claims.models import Assessment, Topic
from claims.pages.answers import LIFETIME, found, page, public
from claims.pages.paging import Page, page_of
from claims.pages.reading import STRANGER, standing, told_corrections, worded
from claims.review.audience import visible

TOPICS_AT_HOME = 24
NO_TOPIC = "Nothing is published under such a topic."


def newest_first(request: HttpRequest, *rows: QuerySet[Assessment]) -> Page:
    """Return a page of assessments, the one that was published last before all others."""
    brief = [one.defer("explanation", "gaps", "confidence_exception") for one in rows]
    start = Assessment.objects.once_published()
    return page_of(request, *brief, by="-published_at", start=start)


@public
def home(request: HttpRequest) -> HttpResponseBase:
    """Show what was published last, the topics, and where to search."""
    topics = cache.get_or_set("pages-topics-at-home", _topics_at_home, LIFETIME)
    context = {"page": newest_first(request, standing()), "topics": topics}
    return page(request, "pages/home.html", context)


def _topics_at_home() -> list[Topic]:
    return list(visible(Topic.objects.order_by("name", "pk"), STRANGER)[:TOPICS_AT_HOME])


@public
def topics(request: HttpRequest) -> HttpResponseBase:
    """Show all topics that a published claim is filed under."""
    rows = visible(Topic.objects.select_related("parent"), STRANGER)
    listed = page_of(request, rows, by="name", start=Topic.objects.all(), size=100)
    return page(request, "pages/topics.html", {"page": listed})


@public
def topic(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Show what was published under a topic, and its parts."""
    rows = visible(Topic.objects.select_related("parent"), STRANGER)
    shown = found(rows.filter(slug=slug), NO_TOPIC)
    context = {
        "topic": shown,
        "parts": visible(shown.parts.order_by("name", "pk"), STRANGER),
        "page": newest_first(request, standing().filter(claim__topics=shown)),
    }
    return page(request, "pages/topic.html", context)


@public
def corrections(request: HttpRequest) -> HttpResponseBase:
    """Show what was corrected and taken back, with the notes on why."""
    rows = told_corrections()
    listed = page_of(request, rows, by="-moment", start=rows)
    worded(listed.rows)
    return page(request, "pages/corrections.html", {"page": listed})
