"""What the readers share: where a node was found, and taking a value while noting its oddity."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from claims.exchange.parse.addresses import read_address
from claims.exchange.parse.dates import ReadDate, read_date
from claims.exchange.parse.nodes import Node
from claims.exchange.wire import WireReview


@dataclass(slots=True, kw_only=True)
class Context:
    """Where a node was found: its document's nodes by name, its page, its feed item."""

    nodes: dict[str, Node] = field(default_factory=dict)
    item: Node = field(default_factory=dict)
    base_url: str = ""
    language: str = ""


def take_address(
    review: WireReview | None, name: str, values: Iterable[object], base: str = ""
) -> str:
    """Return the first http(s) address in ``values``, or ""; oddities are noted in ``review``."""
    for value in values:
        inner = (value.get("@id") or value.get("url")) if isinstance(value, dict) else value
        found = read_address(inner, base)
        if found.oddity and review is not None:
            code = "address_mended" if found.url else "address_bad"
            review.warn(code, name, found.oddity)
        if found.url:
            return found.url
    return ""


def take_date(review: WireReview, name: str, value: object) -> ReadDate:
    """Return the date in ``value``; its oddity is noted in ``review``."""
    found = read_date(value)
    if found.oddity:
        review.warn("date_mended" if found.date else "date_bad", name, found.oddity)
    return found
