"""How the work goes, in numbers that PostgreSQL counts: by month, topic, claimant and source.

Counted are live claims (those merged into another one are not), with the topics and language
that they have today. Months are those of the house's time zone.
"""

from claims.review.figures.counting import FIGURES, TooMuch, count
from claims.review.figures.shapes import Column, Figure, Scope, scope_of

__all__ = ["FIGURES", "Column", "Figure", "Scope", "TooMuch", "count", "scope_of"]
