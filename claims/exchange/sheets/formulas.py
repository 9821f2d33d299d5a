"""Cells whose formula has no result: it failed, or nobody's spreadsheet has reckoned it yet."""

from collections.abc import Iterator
from typing import IO

from lxml import etree

# What a cell holds instead of a result (ECMA-376 part 1, 18.17.3, and Excel's younger ones).
NOT_RECKONED = "#GETTING_DATA"
NO_RESULTS = frozenset(
    {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#SPILL!", "#CALC!",
     NOT_RECKONED}
)  # fmt: skip

_UNRECKONED = etree.XPath(
    "*[local-name()='c'][*[local-name()='f']]"
    "[not(*[local-name()='v'][text() or ../@t='str'] or *[local-name()='is'])]"
)


def unreckoned(part: IO[bytes]) -> Iterator[tuple[int, list[int]]]:
    """Yield the rows of a worksheet's XML in which cells hold a formula and no value, with their
    places from 0 on. Programs that write workbooks without reckoning leave them so.

    An empty text (of the type ``str``) is a value: many formulas say nothing in most rows.
    Raises ``LxmlError``.
    """
    number = 0
    for _, row in etree.iterparse(part, tag="{*}row", resolve_entities=False):
        given = row.get("r", "")
        number = int(given) if given.isdecimal() else number + 1
        if found := _UNRECKONED(row):
            yield number, [_place(cell) for cell in found]
        row.clear()
        while row.getprevious() is not None:
            del row.getparent()[0]


def _place(cell: etree._Element) -> int:
    """Return the column of ``cell``, from its address (AB7) or from where it stands."""
    place = 0
    for letter in cell.get("r", "").rstrip("0123456789").upper():
        place = place * 26 + ord(letter) - 64
    return place - 1 if place else sum(1 for _ in cell.itersiblings(preceding=True))
