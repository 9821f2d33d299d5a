"""What the templates of the public pages need beyond the tags of all faces."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.urls import reverse
from django.utils.text import slugify

from claims.models import Actor, Source

LONGEST_SLUG = 60

register = template.Library()


@register.filter
def address(record: Actor | Source) -> str:
    """Return the path of the page of ``record``: its id makes it last, its name legible."""
    room = "actor" if isinstance(record, Actor) else "source"
    slug = slugify(record.name)[:LONGEST_SLUG].strip("-")
    named = {"slug": slug} if slug else {}
    return reverse(f"pages:{room}", kwargs={"public_id": record.public_id, **named})


@register.filter
def of(found: Mapping[Any, Any], key: Any) -> Any:
    """Return what ``found`` holds under ``key``; nothing when it holds nothing."""
    return found.get(key, ())
