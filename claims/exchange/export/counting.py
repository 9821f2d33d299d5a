"""Counting what passes on its way out."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

Row = TypeVar("Row")


class Count:
    """How many rows have passed."""

    def __init__(self) -> None:
        self.rows = 0

    def of(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Yield ``rows``, counting them."""
        for row in rows:
            self.rows += 1
            yield row
