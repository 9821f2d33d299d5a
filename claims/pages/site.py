"""Who publishes here, and under which address: what every public page, feed and card names."""

from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse


class Site(NamedTuple):
    """The publisher, as readers and machines are told."""

    name: str
    address: str
    """The origin that readers use, without a slash at its end."""
    contact: str
    corrections: str
    """The page that says how corrections are made."""
    licence: str
    """The licence under which others may use the data; empty when none is granted."""

    def absolute(self, path: str) -> str:
        """Return the whole address of ``path``, which begins with a slash."""
        return f"{self.address}{path}"

    @property
    def host(self) -> str:
        """Its name without protocol and ``www.``, as the Fact Check Tools API writes sites."""
        return self.address.partition("://")[2].removeprefix("www.")


def site_of(request: HttpRequest) -> Site:
    """Return the publisher; without a set address, under the one that was asked for."""
    address = settings.CLAIMS_SITE_URL or request.build_absolute_uri("/").rstrip("/")
    return Site(
        name=settings.CLAIMS_SITE_NAME,
        address=address,
        contact=settings.CLAIMS_CONTACT,
        corrections=settings.CLAIMS_CORRECTIONS_URL or f"{address}{reverse('pages:corrections')}",
        licence=settings.CLAIMS_LICENCE_URL,
    )
