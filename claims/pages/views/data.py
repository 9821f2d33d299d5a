"""Everything that is published, for machines, in one DataFeed of schema.org."""

from datetime import UTC, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponseBadRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from claims.exchange.publications import publications, removals
from claims.exchange.render import data_feed
from claims.models import Claim
from claims.pages.answers import LIFETIME, public
from claims.pages.kept import kept_feed, parts_of
from claims.pages.site import site_of

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

    kept = kept_feed(
        repr(site),
        lambda: data_feed(publications(), removals(), publisher=site, address_of=address_of),
        at=timezone.now(),
    )
    response = StreamingHttpResponse(parts_of(kept, since), content_type=JSON_LD)
    response["Cache-Control"] = f"public, max-age={max(LIFETIME, settings.CLAIMS_FEED_SECONDS)}"
    response["Access-Control-Allow-Origin"] = "*"
    made_at = int(kept.made_at.timestamp())
    response["Last-Modified"] = http_date(made_at)
    response["ETag"] = kept.tag
    return get_conditional_response(
        request, etag=kept.tag, last_modified=made_at, response=response
    )


def _moment(text: str) -> datetime | None:
    """Return the moment, or the beginning of the day (UTC), that ``text`` names."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
