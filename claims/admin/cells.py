"""The rows of a list, each column settled once: Django asks anew for each cell what it is."""

from collections.abc import Callable
from html import escape
from typing import Any

from django.contrib.admin.templatetags.admin_list import results
from django.contrib.admin.utils import display_for_field, display_for_value, lookup_field, quote
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist
from django.db import models
from django.utils.safestring import SafeString, mark_safe

from claims.models import User

Tell = Callable[[Any], Any]
_NOWRAP = (models.DateField, models.TimeField, models.ForeignKey)


def rows_of(changes: ChangeList) -> list[SafeString]:
    """Return the rows of ``changes``, the cells of each as safe HTML."""
    if changes.is_popup:
        return [_safe("".join(cells)) for cells in results(changes)]
    columns: list[Callable[[Any], str]] = []
    has_head = False
    for name in changes.list_display:
        links = name in (changes.list_display_links or ())
        columns.append(_column(changes, name, links, heads=links and not has_head))
        has_head = has_head or links
    return [_safe("".join([cell(row) for cell in columns])) for row in changes.result_list]


def _safe(html: str) -> SafeString:
    return mark_safe(html)  # noqa: S308 (what is put in was escaped, or marked as safe)


def _column(changes: ChangeList, name: Any, links: bool, heads: bool) -> Callable[[Any], str]:
    """Return what writes the cell of a row in the column ``name``."""
    tell, classes = _told(changes, name)
    tag = "th" if heads else "td"
    before, after = f'<{tag} class="{classes}">', f"</{tag}>"
    kept = escape(f"?{changes.preserved_filters}" if changes.preserved_filters else "")

    def cell(row: Any) -> str:
        told = tell(row)
        text = told.__html__() if hasattr(told, "__html__") else escape(str(told))
        if links:
            # Relative to the list, so that no address is looked up for each row.
            text = f'<a href="{escape(str(quote(row.pk)))}/change/{kept}">{text}</a>'
        return f"{before}{text}{after}"

    return cell


def _told(changes: ChangeList, name: Any) -> tuple[Tell, str]:
    """Return how the value of a column is told, and the classes of its cells."""
    called = name if isinstance(name, str) else name.__name__
    try:
        field = changes.lookup_opts.get_field(called)
    except FieldDoesNotExist:
        classes = "action-checkbox" if called == "action_checkbox" else f"field-{called}"
        return _told_by_call(changes, name), classes
    nowrap = " nowrap" if isinstance(field, _NOWRAP) else ""
    return _told_by_field(changes, field), f"field-{called}{nowrap}"


def _told_by_call(changes: ChangeList, name: Any) -> Tell:
    admin, empty = changes.model_admin, changes.model_admin.get_empty_value_display()
    ask = getattr(admin, name, None) if isinstance(name, str) and name != "__str__" else None

    def tell(row: Any) -> Any:
        attr, value = ask, None
        try:
            if ask is not None:
                value = ask(row)
            else:
                _, attr, value = lookup_field(name, row, admin)
        except ObjectDoesNotExist:
            return empty
        if isinstance(value, SafeString) and value:
            return value
        blank = getattr(attr, "empty_value_display", empty)
        value = "" if isinstance(value, str) and not value.strip() else value
        return display_for_value(value, blank, getattr(attr, "boolean", False))

    return tell


def _told_by_field(changes: ChangeList, field: Any) -> Tell:
    empty = changes.model_admin.get_empty_value_display()
    if field.is_relation:

        def related(row: Any) -> Any:
            value = getattr(row, field.name)
            if value is None:
                return empty
            return value.display_name if isinstance(value, User) else value

        return related
    return lambda row: display_for_field(getattr(row, field.attname), field, empty)
