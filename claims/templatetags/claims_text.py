"""How text, days and addresses are shown to people, at whatever face."""

from datetime import date

from django import template
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe

from claims.canonical.markdown import to_html
from claims.canonical.urls import at_quote
from claims.choices import Precision
from claims.models import Claim
from claims.review.audience import may_read

register = template.Library()
register.filter(at_quote)

_FORMATS = {Precision.DAY: "j F Y", Precision.MONTH: "F Y", Precision.YEAR: "Y"}
_LENGTHS = {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}


@register.simple_tag
def public_page(claim: Claim | None) -> str:
    """Return the path of the public page of ``claim``; empty when strangers see none."""
    if claim is None or not claim.is_public or not may_read(None):
        return ""
    return reverse("pages:claim", kwargs={"ref": claim.ref})


@register.filter
def markdown(text: str) -> SafeString:
    """Return ``text``, written in Markdown, as safe HTML."""
    return mark_safe(to_html(text))  # noqa: S308


@register.filter
def day(value: date | None, precision: str = Precision.DAY) -> str:
    """Return a day as exactly as it is known: 8 May 2025, May 2025, 2025."""
    return date_format(value, _FORMATS[Precision(precision)]) if value else ""


@register.filter
def machine_day(value: date | None, precision: str = Precision.DAY) -> str:
    """Return a day for ``<time datetime>``, as exactly as it is known: 2025-05-08, 2025-05."""
    return value.isoformat()[: _LENGTHS[Precision(precision)]] if value else ""
