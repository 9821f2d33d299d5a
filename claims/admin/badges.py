"""Small coloured words for lists and pages, drawn without a line of inline style."""

from functools import lru_cache
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from claims.choices import ClaimStatus
from claims.models import Claim, Rating


@lru_cache(maxsize=500)
def word_badge(kind: str, value: str, label: Any) -> SafeString:
    """Return ``label`` as a badge; style sheets know it by ``kind`` and ``value``."""
    return format_html('<span class="badge {0} {0}-{1}">{2}</span>', kind, value, label)


def rating_badge(rating: Rating | None) -> SafeString | str:
    """Return a rating with its colour, as an attribute of SVG because styles can't be inline."""
    return "–" if rating is None else _rating_badge(rating.colour, rating.label)


@lru_cache(maxsize=500)
def _rating_badge(colour: str, label: str) -> SafeString:
    return format_html(
        '<span class="badge verdict"><svg class="dot" viewBox="0 0 10 10" aria-hidden="true">'
        '<circle cx="5" cy="5" r="5" fill="{}"/></svg>{}</span>',
        colour,
        label,
    )


def status_badge(claim: Claim) -> SafeString:
    """Return where the work on ``claim`` stands."""
    if claim.merged_into_id:
        return word_badge("status", "merged", "Merged")
    return word_badge("status", claim.status, ClaimStatus(claim.status).label)
