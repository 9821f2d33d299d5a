"""Paging by key: the next page begins after the last row, however many rows there are."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import Combinable
from django.utils.dateparse import parse_date, parse_datetime
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from claims.canonical.cursors import seal, unseal

DEFAULT_SIZE = 50
LARGEST_SIZE = 200
COUNT_CAP = 1000
NO_CURSOR = (
    "This cursor is not one of ours, is from before an update, or belongs to another ordering:"
    " begin the list anew without it."
)


class Order(NamedTuple):
    """One way to sort: an expression that is never null, and how its value is read back."""

    expression: Combinable
    read: Callable[[Any], Any] = lambda value: value


def read_moment(value: Any) -> datetime:
    """Read a moment out of a cursor."""
    found = parse_datetime(str(value))
    if found is None:
        raise ValueError(value)
    return found


def read_day(value: Any) -> date:
    """Read a day out of a cursor."""
    found = parse_date(str(value))
    if found is None:
        raise ValueError(value)
    return found


class Page(NamedTuple):
    """One page: its rows as they were asked for, and the cursors to the pages around it."""

    rows: list[Any]
    next: str | None
    previous: str | None


class Paging:
    """What a request asks about paging: ``page_size``, ``cursor`` and ``ordering``."""

    parameters = ("page_size", "cursor", "ordering", "count")

    def __init__(self, request: Request, orders: Mapping[str, Order], default: str) -> None:
        """Read the request; raise ``ValidationError`` naming the parameter that is wrong."""
        asked = request.query_params
        self.size = read_size(asked.get("page_size"))
        self.ordering = asked.get("ordering", default)
        self.descending = self.ordering.startswith("-")
        name = self.ordering.removeprefix("-")
        if name not in orders:
            known = ", ".join(sorted(orders))
            raise ValidationError({"ordering": f"Order by one of {known}, with - for descending."})
        self.order = orders[name]
        self.count = asked.get("count", "")
        if self.count not in ("", "capped", "exact"):
            raise ValidationError({"count": "Ask for capped or exact."})
        self.backwards, self.key = self._read_cursor(asked.get("cursor", ""))

    def _read_cursor(self, cursor: str) -> tuple[bool, tuple[Any, int] | None]:
        if not cursor:
            return False, None
        try:
            ordering, way, value, row = unseal(cursor, secret=settings.SECRET_KEY)
            if ordering != self.ordering:
                raise ValueError(cursor)
            return way == "p", (self.order.read(value), row)
        except (ValueError, TypeError) as error:
            raise ValidationError({"cursor": NO_CURSOR}) from error

    def page(self, rows: QuerySet[Any], fetch: Callable[[QuerySet[Any]], list[Any]]) -> Page:
        """Return one page of ``rows``; ``fetch`` turns the sorted, cut query into a list.

        The first two members of each fetched row are the key: sort value and id.
        """
        descending = self.descending != self.backwards
        sorted_rows = rows.annotate(sort_value=self.order.expression)
        if self.key is not None:
            sorted_rows = sorted_rows.filter(_beyond(self.key, descending))
        by = [F("sort_value"), F("pk")]
        sorted_rows = sorted_rows.order_by(*(one.desc() if descending else one.asc() for one in by))
        found = fetch(sorted_rows[: self.size + 1])
        more = len(found) > self.size
        found = found[: self.size]
        if self.backwards:
            found.reverse()
        has_next = more if not self.backwards else True
        has_previous = more if self.backwards else self.key is not None
        return Page(
            found,
            self._cursor("n", found[-1]) if found and has_next else None,
            self._cursor("p", found[0]) if found and has_previous else None,
        )

    def _cursor(self, way: str, row: Any) -> str:
        value = row[0].isoformat() if isinstance(row[0], date) else row[0]
        return seal([self.ordering, way, value, row[1]], secret=settings.SECRET_KEY)

    def counted(self, rows: QuerySet[Any]) -> dict[str, Any]:
        """Return the members that tell how many rows there are, when the request asks."""
        if self.count == "exact":
            return {"count": rows.count()}
        if self.count == "capped":
            found = rows.order_by()[: COUNT_CAP + 1].count()
            return {"count": min(found, COUNT_CAP), "count_is_capped": found > COUNT_CAP}
        return {}


def read_size(asked: str | None, usual: int = DEFAULT_SIZE) -> int:
    """Return how many rows a page has; raises ``ValidationError`` unless it is a number."""
    if asked is None:
        return usual
    if not asked.isascii() or not asked.isdigit() or len(asked) > 6 or int(asked) < 1:
        raise ValidationError({"page_size": f"Give a number from 1 to {LARGEST_SIZE}."})
    return min(int(asked), LARGEST_SIZE)


def _beyond(key: tuple[Any, int], descending: bool) -> Q:
    """Return the rows after the key; the first condition lets an index find the place."""
    value, row = key
    side = "lt" if descending else "gt"
    return Q(**{f"sort_value__{side}e": value}) & (
        Q(**{f"sort_value__{side}": value}) | Q(**{f"pk__{side}": row})
    )


def link_header(request: Request, page: Page) -> tuple[str, dict[str, str | None]]:
    """Return the ``Link`` header (RFC 8288) and the addresses of the pages around this one."""
    addresses: dict[str, str | None] = {"next": None, "previous": None}
    for relation, cursor in (("next", page.next), ("previous", page.previous)):
        if cursor:
            query = request.query_params.copy()
            query["cursor"] = cursor
            addresses[relation] = request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
    links = [
        f'<{address}>; rel="{"prev" if relation == "previous" else relation}"'
        for relation, address in addresses.items()
        if address
    ]
    return ", ".join(links), addresses
