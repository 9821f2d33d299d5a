"""Addresses and fields as the admin's templates need them."""

from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse

register = template.Library()


@register.simple_tag
def change_link(entry: Any, model: str) -> str:
    """Return the address of the record that an audit entry is about; of its claim otherwise."""
    pairs = [(model, entry.row_id)] if entry.action != "delete" else []
    if entry.claim_id:
        pairs.append(("claim", entry.claim_id))
    for name, key in pairs:
        try:
            return reverse(f"admin:claims_{name}_change", args=[key])
        except NoReverseMatch:
            continue
    return ""


@register.filter
def is_many(field: Any) -> bool:
    """Return whether a form field is a group of boxes, which needs a group's own label."""
    return bool(getattr(field.field.widget, "use_fieldset", False))
