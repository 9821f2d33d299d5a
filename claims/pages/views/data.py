"""Everything that is published, for machines, in one DataFeed of schema.org."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponseBadRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from claims.exchange.publications import publications, removals
from claims.exchange.render import data_feed
from claims.models import Claim
from claims.pages.answers import public
from claims.pages.site import site_of

# The whole is made anew for each who asks, so a cache may keep it for longer than a page.
LIFETIME = 600
LINES_IN_A_PART = 100
JSON_LD = "application/ld+json; charset=utf-8"


@public
def claimreview(request: HttpRequest) -> HttpResponseBase:
    """Give all that is published as ClaimReview, and what was taken back, in one DataFeed.

    ``since`` leaves out what has not changed since a day or a moment.
    """
    asked = request.GET.get("since", "")
    since = _moment(asked)
    if asked and since is None:
        sentence = "since is a day or a moment: 2026-11-25 or 2026-11-25T12:00:00Z.\n"
        return HttpResponseBadRequest(sentence, content_type="text/plain; charset=utf-8")
    site = site_of(request)

    def address_of(claim: Claim) -> str:
        return site.absolute(reverse("pages:claim", kwargs={"ref": claim.ref}))

    lines = data_feed(
        publications(since=since),
        removals(since=since),
        publisher=site,
        address_of=address_of,
    )
    response = StreamingHttpResponse(_in_parts(lines), content_type=JSON_LD)
    response["Cache-Control"] = f"public, max-age={LIFETIME}"
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _moment(text: str) -> datetime | None:
    """Return the moment, or the beginning of the day (UTC), that ``text`` names."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _in_parts(lines: Iterable[str]) -> Iterator[bytes]:
    """Yield ``lines`` in parts that are worth being packed."""
    part: list[str] = []
    for line in lines:
        part.append(line)
        if len(part) == LINES_IN_A_PART:
            yield "".join(part).encode()
            part = []
    yield "".join(part).encode()
