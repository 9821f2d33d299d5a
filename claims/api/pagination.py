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
# The parts of the key that a page begins after: what is sorted by, and the id.
KEY = ("value", "row")


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


BY_CHANGE: dict[str, Order] = {
    "created": Order(F("id")),
    "updated": Order(F("updated_at"), read_moment),
}


class Page(NamedTuple):
    """One page: its rows as they were asked for, and the cursors to the pages around it."""

    rows: list[Any]
    next: str | None
    previous: str | None


class Cut(NamedTuple):
    """The rows that make one page: by which order, which way, after a key or not, how many."""

    name: str
    descending: bool
    is_after: bool
    size: int

    def of(
        self, rows: QuerySet[Any], orders: Mapping[str, Order], key: Mapping[str, Any]
    ) -> QuerySet[Any]:
        """Return these of ``rows`` with ``sort_value``; ``key`` holds what ``KEY`` names."""
        rows = rows.annotate(sort_value=orders[self.name].expression)
        if self.is_after:
            rows = rows.filter(_beyond(key["value"], key["row"], self.descending))
        by = [F("sort_value"), F("pk")]
        return rows.order_by(*(one.desc() if self.descending else one.asc() for one in by))[
            : self.size
        ]


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
        self.orders = orders
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
            return way == "p", (self.orders[ordering.removeprefix("-")].read(value), row)
        except (ValueError, TypeError) as error:
            raise ValidationError({"cursor": NO_CURSOR}) from error

    @property
    def cut(self) -> Cut:
        """Which rows make the page, but for the key that they come after."""
        name = self.ordering.removeprefix("-")
        return Cut(name, self.descending != self.backwards, self.key is not None, self.size + 1)

    @property
    def values(self) -> dict[str, Any]:
        """The key that the rows of the page come after, by the names of its parts."""
        return dict(zip(KEY, self.key, strict=True)) if self.key is not None else {}

    def page(self, found: list[Any]) -> Page:
        """Return the page of the rows ``found``; the first two members of each are its key."""
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


def _beyond(value: Any, row: Any, descending: bool) -> Q:
    """Return the rows after this key; the first condition lets an index find the place."""
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
