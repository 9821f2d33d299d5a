"""What is counted, and the table that comes of it."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from claims.models import Claim, Rating, Topic

# How many colours the house has for charts, and how many months a figure may span.
TONES = 12
MOST_MONTHS = 120
_USUAL_MONTHS = 12


class Scope(NamedTuple):
    """Which claims are counted, and over which months (the first days of the first and last)."""

    first: date
    last: date
    topic: Topic | None = None
    language: str = ""

    @property
    def months(self) -> list[date]:
        """The first day of each month."""
        start = self.first.year * 12 + self.first.month - 1
        end = self.last.year * 12 + self.last.month
        return [date(number // 12, number % 12 + 1, 1) for number in range(start, end)]

    @property
    def since(self) -> datetime:
        """The moment at which the first month begins."""
        return _midnight(self.first)

    @property
    def until(self) -> datetime:
        """The moment at which the last month has ended."""
        return _midnight(following(self.last))

    def claims(self) -> QuerySet[Claim]:
        """The claims that are counted."""
        rows = Claim.objects.live().order_by()
        if self.topic is not None:
            rows = rows.filter(
                Exists(
                    Claim.topics.through.objects.filter(
                        Q(topic=self.topic) | Q(topic__parent=self.topic), claim=OuterRef("pk")
                    )
                )
            )
        return rows.filter(language=self.language) if self.language else rows


def scope_of(
    since: date | None,
    until: date | None,
    *,
    today: date,
    topic: Topic | None = None,
    language: str = "",
) -> Scope:
    """Return what is counted from the month of ``since`` to that of ``until``.

    Unless told, these are the twelve months up to ``today``; months to come are left out.
    Raises ``ValidationError`` naming ``since`` when the months are out of order or too many.
    """
    last = min(until or today, today).replace(day=1)
    year_ago = last.year * 12 + last.month - _USUAL_MONTHS
    first = (since or date(year_ago // 12, year_ago % 12 + 1, 1)).replace(day=1)
    if first > last:
        raise ValidationError({"since": "The first month comes after the last, or is to come."})
    scope = Scope(first, last, topic, language)
    if len(scope.months) > MOST_MONTHS:
        raise ValidationError({"since": f"Choose at most {MOST_MONTHS} months."})
    return scope


def following(month: date) -> date:
    """Return the first day of the month after ``month``."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


class Column(NamedTuple):
    """What one number of each row counts; ``tone`` is its colour's number in the house's set."""

    label: str
    tone: int


class Figure(NamedTuple):
    """A table of numbers and what it says. Each row has a label and a number, or None where
    nothing was there to be measured, for each column."""

    name: str
    title: str
    says: str
    row_label: str
    columns: list[Column]
    rows: list[tuple[str, list[float | None]]]
    shape: str
    """``stacked`` (months, numbers that add up), ``spread`` (months, quartiles) or ``groups``."""


def rating_columns(used: Iterable[int | None]) -> list[tuple[int, Column]]:
    """Return the ratings of the scale, and retired ones where they were used, in their order."""
    rows = Rating.objects.filter(Q(is_active=True) | Q(pk__in=set(used) - {None}))
    return [
        (rating.pk, Column(rating.label, number % TONES + 1)) for number, rating in enumerate(rows)
    ]
