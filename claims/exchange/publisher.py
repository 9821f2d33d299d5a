"""Who publishes here, and under which address: what all that leaves the house names."""

from typing import NamedTuple

from django.conf import settings


class Publisher(NamedTuple):
    """The publisher, as readers and machines are told."""

    name: str
    address: str
    """The origin of the public pages, without a slash at its end."""
    contact: str
    """Where an error is reported, ``mailto:`` or ``https:``; empty when nowhere."""
    corrections: str
    """The page that says how corrections are made; empty when it is the site's own."""
    licence: str
    """The licence under which others may use the data; empty when none is granted."""

    def absolute(self, path: str) -> str:
        """Return the whole address of ``path``, which begins with a slash."""
        return f"{self.address}{path}"

    @property
    def site(self) -> str:
        """Its host without ``www.``, as the Fact Check Tools API names sites."""
        return self.address.partition("://")[2].removeprefix("www.")


def publisher_at(origin: str) -> Publisher:
    """Return the publisher under the address that is set, else under ``origin``."""
    return Publisher(
        name=settings.CLAIMS_SITE_NAME,
        address=(settings.CLAIMS_SITE_URL or origin).rstrip("/"),
        contact=settings.CLAIMS_CONTACT,
        corrections=settings.CLAIMS_CORRECTIONS_URL,
        licence=settings.CLAIMS_LICENCE_URL,
    )
