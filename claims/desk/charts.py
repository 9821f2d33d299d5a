"""Charts as plain shapes: where each mark of a figure stands, for the templates to draw as SVG.

Lengths are units of the drawing, which is as wide as ``WIDTH`` and scales with the page.
"""

from math import ceil
from typing import NamedTuple

from claims.review.figures import Figure

WIDTH = 760
_LEFT, _RIGHT, _TOP, _PLOT = 48, 8, 12, 220
_LABEL_EVERY = 56
_ROW, _BAR, _NAMES, _TOTALS = 28, 18, 230, 60
_LONGEST_NAME = 34


class Mark(NamedTuple):
    """One rectangle, and the words that are shown when one points at it."""

    x: float
    y: float
    width: float
    height: float
    tone: int
    says: str


class Label(NamedTuple):
    """A word beside the plot."""

    x: float
    y: float
    text: str


class Chart(NamedTuple):
    """All that is to be drawn; ``lines`` are the heights of the grid."""

    height: int
    marks: list[Mark]
    beside: list[Label]
    below: list[Label]
    lines: list[float]
    left: int
    right: int


def chart_of(figure: Figure) -> Chart | None:
    """Return the chart of ``figure``, or None when there is nothing to draw."""
    if not any(number for _, numbers in figure.rows for number in numbers):
        return None
    if figure.shape == "groups":
        return _bars(figure)
    return _columns(figure, _spread if figure.shape == "spread" else _stack)


def shown(number: float | None) -> str:
    """Return ``number`` as people read it; nothing where nothing was measured."""
    return "" if number is None else f"{number:,.10g}"


def _nice(largest: float) -> float:
    """Return the step of a scale from 0 to ``largest`` with at most five lines: 1, 2 or 5
    times a power of ten, and no fractions of what is counted whole."""
    step = 1.0
    while True:
        for factor in (1, 2, 5):
            if largest <= step * factor * 5:
                return step * factor
        step *= 10


def _columns(figure: Figure, draw) -> Chart:
    counted = figure.columns[:3] if draw is _spread else figure.columns
    rows = [(label, numbers[: len(counted)]) for label, numbers in figure.rows]
    tops = max if draw is _spread else sum
    largest = max(tops([number or 0 for number in numbers]) for _, numbers in rows)
    step = _nice(largest)
    most = step * max(-(-largest // step), 1)
    slot = (WIDTH - _LEFT - _RIGHT) / len(rows)
    bottom = _TOP + _PLOT
    marks, below = [], []
    every = ceil(_LABEL_EVERY / slot)
    for place, (label, numbers) in enumerate(rows):
        x = _LEFT + place * slot
        marks += draw(figure, label, numbers, x + slot * 0.15, slot * 0.7, _PLOT / most)
        if place % every == 0:
            below.append(Label(_round(x + slot / 2), bottom + 18, label))
    ticks = [step * number for number in range(round(most / step) + 1)]
    lines = [_round(bottom - tick * _PLOT / most) for tick in ticks]
    beside = [
        Label(_LEFT - 6, line + 4, shown(tick)) for line, tick in zip(lines, ticks, strict=True)
    ]
    return Chart(bottom + 26, marks, beside, below, lines, _LEFT, WIDTH - _RIGHT)


def _stack(figure, label, numbers, x, width, scale) -> list[Mark]:
    marks, y = [], float(_TOP + _PLOT)
    for column, number in zip(figure.columns, numbers, strict=True):
        if number:
            y -= number * scale
            says = f"{label}, {column.label}: {shown(number)}"
            marks.append(_mark(x, y, width, number * scale, column.tone, says))
    return marks


def _spread(figure, label, numbers, x, width, scale) -> list[Mark]:
    """Draw the quartiles as a box and the median as a line across it."""
    lower, median, upper = numbers
    if median is None:
        return []
    bottom = _TOP + _PLOT
    says = f"{label}: median {shown(median)}, quartiles {shown(lower)} and {shown(upper)}"
    tone = figure.columns[1].tone
    height = max((upper - lower) * scale, 2)
    box = _mark(x, bottom - upper * scale, width, height, tone, says)
    return [box, _mark(x - 2, bottom - median * scale - 1.5, width + 4, 3, 0, says)]


def _bars(figure: Figure) -> Chart:
    totals = [sum(number or 0 for number in numbers) for _, numbers in figure.rows]
    scale = (WIDTH - _NAMES - _TOTALS) / max(totals)
    marks, beside, below = [], [], []
    for place, ((name, numbers), total) in enumerate(zip(figure.rows, totals, strict=True)):
        y, x = 8 + place * _ROW, float(_NAMES)
        beside.append(Label(_NAMES - 8, y + 14, _shortened(name)))
        for column, number in zip(figure.columns, numbers, strict=True):
            if number:
                says = f"{name}, {column.label}: {shown(number)}"
                marks.append(_mark(x, y, number * scale, _BAR, column.tone, says))
                x += number * scale
        below.append(Label(_round(x + 6 + 3.5 * len(shown(total))), y + 14, shown(total)))
    return Chart(8 + len(totals) * _ROW, marks, beside, below, [], _NAMES, WIDTH)


def _mark(x: float, y: float, width: float, height: float, tone: int, says: str) -> Mark:
    return Mark(_round(x), _round(y), _round(width), _round(height), tone, says)


def _round(number: float) -> float:
    return round(number, 1)


def _shortened(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
