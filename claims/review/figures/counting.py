"""Counting figures, and no longer than people wait for a page."""

from collections.abc import Callable, Iterable

from django.db import OperationalError, connection, transaction
from psycopg.errors import QueryCanceled

from claims.review.figures.groups import by_affiliation, by_source, by_topic
from claims.review.figures.months import (
    claims_by_status,
    corrections,
    days_to_publish,
    published_by_verdict,
)
from claims.review.figures.shapes import Figure, Scope

# In the order in which the faces show them.
FIGURES: dict[str, Callable[[Scope], Figure]] = {
    "status": claims_by_status,
    "verdicts": published_by_verdict,
    "days": days_to_publish,
    "corrections": corrections,
    "topics": by_topic,
    "affiliations": by_affiliation,
    "sources": by_source,
}
LONGEST = "20s"


class TooMuch(Exception):
    """Counting takes longer than anybody waits; its text says what to ask for instead."""


def count(names: Iterable[str], scope: Scope, *, longest: str = LONGEST) -> list[Figure]:
    """Return the figures of these ``names`` over ``scope``.

    Raises ``TooMuch`` when one statement takes PostgreSQL longer than ``longest``.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [longest])
            return [FIGURES[name](scope) for name in names]
    except OperationalError as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise
        raise TooMuch("Counting this takes too long: choose fewer months, or a topic.") from error
