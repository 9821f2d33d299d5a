"""Paging by key: the next page begins after the last row, named by its public id."""

from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest

SIZE = 25


class Page(NamedTuple):
    """One page of rows."""

    rows: list[Any]
    next: str
    """What to ask for the next page, with a question mark; empty at the end."""
    first: str
    """The way back to the first page; empty on it."""


def page_of(
    request: HttpRequest, *rows: QuerySet[Any], by: str, start: QuerySet[Any], size: int = 0
) -> Page:
    """Return the page of ``rows`` that the request asks for with ``after``.

    Of several sets of rows the page holds their union: PostgreSQL finds the beginning of each
    by an index, and that of an "or" by reading everything. ``by`` is the field to sort by, with
    ``-`` for descending; it is never null. ``start`` is where the row named by ``after`` is
    looked up: it need not be among ``rows`` any more. Pages have ``size`` rows, or ``SIZE``.
    """
    size = size or SIZE
    descending, name = by.startswith("-"), by.removeprefix("-")
    after = request.GET.get("after", "")
    beyond = Q()
    if after:
        beyond = _beyond(_row(start, after), name, "lt" if descending else "gt")
    found = {
        row.pk: row
        for one in rows
        for row in one.filter(beyond).order_by(by, "-pk" if descending else "pk")[: size + 1]
    }
    page = sorted(found.values(), key=lambda row: (getattr(row, name), row.pk), reverse=descending)
    query = request.GET.copy()
    query.pop("after", None)
    first = f"?{query.urlencode()}" if after else ""
    if len(page) <= size:
        return Page(page, "", first)
    query["after"] = str(page[size - 1].public_id)
    return Page(page[:size], f"?{query.urlencode()}", first)


def _row(start: QuerySet[Any], after: str) -> Model:
    try:
        return start.get(public_id=UUID(after))
    except (ValueError, start.model.DoesNotExist) as error:
        raise Http404("The list has no such page; begin it anew.") from error


def _beyond(row: Model, name: str, side: str) -> Q:
    """Return the rows after ``row``; the first condition lets an index find the place."""
    value = getattr(row, name)
    return Q(**{f"{name}__{side}e": value}) & (
        Q(**{f"{name}__{side}": value}) | Q(**{f"pk__{side}": row.pk})
    )
