"""Dates as other publishers write them, as exact as they were written and no more."""

import re
from calendar import monthrange
from datetime import UTC, date, datetime
from typing import NamedTuple

from dateutil import parser

from claims.choices import Precision
from claims.exchange.parse.values import bare, first_text, many

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_MONTH = re.compile(r"(\d{4})[-/.](\d{1,2})")
_YEAR = re.compile(r"(\d{4})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?\d{4,6}(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?)?")
_DAY_FIRST = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?!\d)")
_SLASHES = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?!\d)")

# Seconds or milliseconds since 1970, from 2001 on.
_EPOCH = re.compile(r"([1-9]\d{9})(?:\d{3})?")

# Two unlike days: what differs between two readings was not written, but filled in.
_FILLERS = (datetime(1996, 1, 1), datetime(2004, 12, 31))


class ReadDate(NamedTuple):
    """A date, how exact it is, and what is odd about it ("" when nothing is)."""

    date: date | None
    precision: str = Precision.DAY
    oddity: str = ""


def read_date(value: object) -> ReadDate:
    """Return the date in ``value``; the day is the one written, in whatever zone that was.

    An order of day and month that can't be told (``03/04/2020``) gives no date.
    """
    for item in many(value):
        text = first_text(bare(item))
        if text:
            return _read(text)
    return ReadDate(None)


def _read(text: str) -> ReadDate:
    if len(text) > 60:
        return ReadDate(None, oddity=f"“{text[:60]}…” is no date")
    if found := _EPOCH.fullmatch(text):
        day = datetime.fromtimestamp(int(found[1]), UTC).date()
        return ReadDate(day, oddity=f"“{text}” was taken as time since 1970")
    if found := _ISO.match(text) or _COMPACT.fullmatch(text):
        return _day(text, int(found[1]), int(found[2]), int(found[3]))
    if found := _MONTH.fullmatch(text):
        return _day(text, int(found[1]), int(found[2]), 1, Precision.MONTH)
    if found := _YEAR.fullmatch(text):
        return _day(text, int(found[1]), 1, 1, Precision.YEAR)
    if found := _DAY_FIRST.match(text):
        return _day(text, int(found[3]), int(found[2]), int(found[1]))
    if found := _SLASHES.match(text):
        return _slashes(text, int(found[1]), int(found[2]), int(found[3]))
    return _worded(text)


def _day(text: str, year: int, month: int, day: int, precision: str = Precision.DAY) -> ReadDate:
    try:
        return ReadDate(date(year, month, day), precision)
    except ValueError:
        return ReadDate(None, oddity=f"“{text}” is no date in the calendar")


def _slashes(text: str, first: int, second: int, year: int) -> ReadDate:
    if first <= 12 and second <= 12 and first != second:
        return ReadDate(None, oddity=f"“{text}” may mean two different days")
    month, day = (second, first) if second <= 12 else (first, second)
    return _day(text, year, month, day)


def _worded(text: str) -> ReadDate:
    """Read "October 7, 2020" and the dates of mail and HTTP; what is not written stays unknown."""
    try:
        one, other = (parser.parse(text, default=filler, ignoretz=True) for filler in _FILLERS)
    # The parser is not ours, and its input may be anything.
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return ReadDate(None, oddity=f"“{text}” is no date")
    if one.year != other.year:
        return ReadDate(None, oddity=f"“{text}” names no year")
    if one.month != other.month:
        return ReadDate(date(one.year, 1, 1), Precision.YEAR)
    # December's filler day is the 31st; the parser clips it to the length of a shorter month.
    if one.day == 1 and other.day == monthrange(one.year, one.month)[1]:
        return ReadDate(date(one.year, one.month, 1), Precision.MONTH)
    return ReadDate(one.date())
