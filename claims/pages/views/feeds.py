"""Atom feeds of what is published and corrected."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html

from claims.canonical.markdown import to_html
from claims.choices import AssessmentStatus
from claims.models import Assessment, Topic
from claims.pages.answers import answer, found, page, public
from claims.pages.reading import STRANGER, standing, told_corrections, worded
from claims.pages.site import site_of
from claims.pages.views.lists import NO_TOPIC
from claims.review.audience import visible

IN_A_FEED = 50
ATOM = "application/atom+xml; charset=utf-8"


class _Feed(Atom1Feed):
    """Atom whose empty feeds do not seem new each time that somebody asks."""

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else datetime.fromtimestamp(0, UTC)


class Entry(NamedTuple):
    """One entry of a feed; ``identity`` is a UUID, so that a change of address renews nothing."""

    identity: Any
    path: str
    title: str
    summary: str
    published_at: datetime
    updated_at: datetime
    categories: list[str]


@public
def index(request: HttpRequest) -> HttpResponseBase:
    """Say which feeds there are."""
    topics = visible(Topic.objects.order_by("name", "pk"), STRANGER)[:500]
    return page(request, "pages/feeds.html", {"topics": topics})


@public
def latest(request: HttpRequest) -> HttpResponseBase:
    """Tell what was published last; a correction brings its claim to the top once more."""
    return _published(request, "Latest", standing())


@public
def topic(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Tell what was published last under one topic."""
    told = found(visible(Topic.objects.filter(slug=slug), STRANGER), NO_TOPIC)
    return _published(request, told.name, standing().filter(claim__topics=told))


@public
def corrections(request: HttpRequest) -> HttpResponseBase:
    """Tell what was corrected and taken back."""
    rows = told_corrections().order_by("-moment", "-pk")[:IN_A_FEED]
    entries = [
        Entry(
            identity=row.public_id,
            path=_path(row),
            title=f"{_what_happened(row)}: {row.claim.text}",
            summary=to_html(row.public_note),
            published_at=row.moment,
            updated_at=row.moment,
            categories=[],
        )
        for row in worded(list(rows))
    ]
    return _atom(request, "Corrections", entries)


def _published(request: HttpRequest, title: str, rows: Any) -> HttpResponseBase:
    versions = Assessment.objects.once_published().filter(claim=OuterRef("claim"))
    first = versions.order_by("published_at").values("published_at")[:1]
    rows = rows.prefetch_related("claim__topics").annotate(first_published_at=Subquery(first))
    rows = rows.order_by("-published_at", "-pk")[:IN_A_FEED]
    entries = [
        Entry(
            identity=row.claim.public_id,
            path=_path(row),
            title=f"{row.rating.label}: {row.claim.text}",
            summary=_summary(row),
            published_at=row.first_published_at,
            updated_at=row.published_at,
            categories=[one.name for one in row.claim.topics.all()],
        )
        for row in rows
    ]
    return _atom(request, title, entries)


def _summary(row: Assessment) -> str:
    headline = format_html("<p><strong>{}</strong></p>", row.headline) if row.headline else ""
    note = to_html(row.public_note) if row.public_note else ""
    return headline + note + to_html(row.explanation)


def _path(row: Assessment) -> str:
    return reverse("pages:claim", kwargs={"ref": row.claim.ref})


def _what_happened(row: Assessment) -> str:
    if row.status == AssessmentStatus.RETRACTED:
        return "Retracted"
    before = row.supersedes.rating.label
    if before == row.rating.label:
        return "Corrected"
    return f"Corrected from {before} to {row.rating.label}"


def _atom(request: HttpRequest, title: str, entries: Iterable[Entry]) -> HttpResponseBase:
    """Return the entries as an Atom feed (RFC 4287)."""
    site = site_of(request)
    here = site.absolute(request.path)
    feed = _Feed(
        title=f"{site.name}: {title}",
        link=site.absolute("/"),
        description=None,
        author_name=site.name,
        feed_url=here,
        feed_guid=here,
        feed_copyright=site.licence or None,
    )
    for entry in entries:
        feed.add_item(
            title=entry.title,
            link=site.absolute(entry.path),
            description=entry.summary,
            unique_id=f"urn:uuid:{entry.identity}",
            pubdate=entry.published_at,
            updateddate=entry.updated_at,
            categories=entry.categories,
        )
    newest = max((entry.updated_at for entry in entries), default=None)
    return answer(request, feed.writeString("utf-8"), ATOM, changed_at=newest)
