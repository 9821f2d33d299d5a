"""What the pages of the desk show: news in the bar, texts compared."""

from typing import Any

from django import template

from claims.canonical.difference import Run, difference
from claims.models import Notice
from claims.review.audience import visible
from claims.review.rights import may

register = template.Library()

# Counting further tells nobody anything.
MOST_COUNTED = 99


@register.simple_tag
def unread_notices(person: Any) -> str:
    """Return how many notices ``person`` has not read, or nothing when there are none."""
    rows = visible(Notice.objects.all(), person)
    found = rows.filter(read_at__isnull=True).order_by()[: MOST_COUNTED + 1].count()
    return f"{MOST_COUNTED}+" if found > MOST_COUNTED else str(found or "")


@register.filter
def may_do(person: Any, act: str) -> bool:
    """Return whether ``person`` may do one of the acts of ``review.rights``."""
    return bool(may(person, act))


@register.filter
def word_diff(change: Any) -> list[Run]:
    """Return a change of the history word by word: see ``difference``."""
    return difference(change.before, change.after)
