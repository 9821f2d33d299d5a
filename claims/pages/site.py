"""Who publishes here, as every public page, feed and card names it."""

from django.http import HttpRequest
from django.urls import reverse

from claims.exchange.publisher import Publisher, publisher_at


def site_of(request: HttpRequest) -> Publisher:
    """Return the publisher; without a set address, under the one that was asked for."""
    site = publisher_at(request.build_absolute_uri("/"))
    return site._replace(
        corrections=site.corrections or site.absolute(reverse("pages:corrections"))
    )
