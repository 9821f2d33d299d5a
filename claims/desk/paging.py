"""The pages of what belongs to one claim: each list has its own place in the address."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from claims.models import Claim

PAGE = 25


class Part(NamedTuple):
    """A page of one list: its rows, the place of the first, how many there are, and the ways on.

    ``first`` and ``more`` are addresses, empty where there is nothing.
    """

    key: str
    title: str
    rows: Sequence[Any]
    begins: int
    total: int
    first: str
    more: str

    @property
    def ends(self) -> int:
        """The place of the last row."""
        return self.begins + len(self.rows) - 1


def place_of(request: HttpRequest) -> dict[str, str]:
    """Return where in the lists of a claim somebody is, by the address of the page they look at."""
    asked = request.GET
    if request.htmx and request.htmx.current_url:
        asked = QueryDict(urlsplit(request.htmx.current_url).query)
    return {name: value for name, value in asked.items() if value.isdecimal()}


def parts_of(
    claim: Claim,
    lists: Iterable[tuple[str, str, Sequence[int]]],
    place: Mapping[str, str],
    read: Callable[[list[int]], Mapping[int, Any]],
) -> dict[str, Part]:
    """Return a page of each of ``lists``, which are named, titled, and hold ids in their order.

    ``read`` is asked once for the rows of all pages. A place that is gone leads to the first page.
    """
    pages = []
    for key, title, ids in lists:
        after = int(place.get(key, "0")[:18])
        pages.append((key, title, ids, ids.index(after) + 1 if after in ids else 0))
    rows = read([pk for _, _, ids, start in pages for pk in ids[start : start + PAGE]])
    return {
        key: _part(claim, key, title, ids, start, place, rows) for key, title, ids, start in pages
    }


def _part(
    claim: Claim,
    key: str,
    title: str,
    ids: Sequence[int],
    start: int,
    place: Mapping[str, str],
    rows: Mapping[int, Any],
) -> Part:
    chosen = ids[start : start + PAGE]
    others = {name: value for name, value in place.items() if name != key}
    first = _address(claim, key, others) if start else ""
    is_last = start + PAGE >= len(ids)
    more = "" if is_last else _address(claim, key, others | {key: str(chosen[-1])})
    found = [rows[pk] for pk in chosen if pk in rows]
    return Part(key, title, found, start + 1, len(ids), first, more)


def _address(claim: Claim, key: str, place: Mapping[str, str]) -> str:
    query = f"?{urlencode(place)}" if place else ""
    return f"{reverse('desk:claim', kwargs={'ref': claim.ref})}{query}#part-{key}"
