"""What some rows of an import would do: the records to make and to change, and each outcome."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from claims.choices import RowOutcome
from claims.editing.loading import take_ids

_AT_ONCE = 200


@dataclass(slots=True)
class RowResult:
    """What becomes of one row."""

    number: int
    outcome: str = RowOutcome.SKIP
    reason: str = ""
    changes: dict[str, Any] = field(default_factory=dict)
    questions: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    claim: int | None = None

    def ask(self, question: str) -> None:
        """Put the row in the queue of those that somebody should look at."""
        if question not in self.questions:
            self.questions.append(question)

    def adds(self, what: str) -> None:
        """Note that one more record of this kind is made."""
        added = self.changes.setdefault("adds", {})
        added[what] = added.get(what, 0) + 1


class Plan:
    """The records to make, by model in the order of making, and the fields to change."""

    def __init__(self) -> None:
        self.made: dict[type[models.Model], list[dict[str, Any]]] = defaultdict(list)
        self.changed: dict[type[models.Model], dict[int, dict[str, Any]]] = defaultdict(dict)
        self.results: list[RowResult] = []

    def make(self, model: type[models.Model], **values: Any) -> None:
        """Add a record with these values by column; the same columns for every one of a model."""
        self.made[model].append(values)

    def change(self, model: type[models.Model], pk: int, **values: Any) -> None:
        """Set these fields of a record that is there."""
        self.changed[model].setdefault(pk, {}).update(values)


class Ids:
    """Fresh ids: from the tables' own sequences, or made up when nothing will be written."""

    def __init__(self, *, real: bool) -> None:
        self._real = real
        self._last = 0
        self._taken: dict[type[models.Model], list[int]] = defaultdict(list)

    def next(self, model: type[models.Model]) -> int:
        """Return an id that nobody has."""
        if not self._real:
            self._last -= 1
            return self._last
        if not self._taken[model]:
            self._taken[model] = take_ids(model, _AT_ONCE)[::-1]
        return self._taken[model].pop()
