"""What somebody may have meant whose search found nothing."""

from difflib import get_close_matches

from django.db import connection
from django.db.models import QuerySet

from claims.models import Claim
from claims.search.limits import Clock, SearchTooSlow, local_settings
from claims.search.query import Asked, Term, read_query
from claims.search.words import TsQuery, words_of

# Words that share this much, of trigrams, are looked at; two letters that changed places leave
# few of them. Of these, the words nearest in the order of their letters may have been meant.
LEAST_ALIKE = 0.2
MOST_ALIKE = 60
LEAST_NEAR = 0.75
MOST_ALTERNATIVES = 4
MOST_UNKNOWN = 3


def suggest(asked: Asked, rows: QuerySet[Claim], clock: Clock) -> str:
    """Return the query with its unknown words mended, else one for any of its words.

    Returns "" when that finds nothing either. ``rows`` are the claims in sight that fit the
    fields: a suggestion is made only when it finds one of them, so it tells nobody of words that
    they can't see.
    """
    try:
        with clock.running():
            return _mended(asked, rows) or _loosened(asked, rows)
    except SearchTooSlow:
        return ""


def _mended(asked: Asked, rows: QuerySet[Claim]) -> str:
    unknown = [
        term
        for term in asked.terms
        if term.kind == "word" and len(term.text) > 2 and not _finds(term.text, rows)
    ]
    if not 0 < len(unknown) <= MOST_UNKNOWN:
        return ""
    text = asked.text
    for term in reversed(unknown):
        better = next((word for word in _alike(term) if _finds(word, rows)), None)
        if better is None:
            return ""
        text = text[: term.start] + better + text[term.end :]
    return text if _finds(text, rows) else ""


def _loosened(asked: Asked, rows: QuerySet[Claim]) -> str:
    if len(asked.groups) > 1 or len(asked.terms) < 2 or asked.groups[0].unwanted:
        return ""
    text = " OR ".join(asked.text[term.start : term.end] for term in asked.terms)
    fields = " ".join(str(field) for field in asked.fields)
    return f"{text} {fields}".strip() if _finds(text, rows) else ""


def _finds(text: str, rows: QuerySet[Claim]) -> bool:
    words = words_of(read_query(text))
    return bool(words.claims) and rows.filter(index__words=TsQuery(words.claims)).exists()


def _alike(term: Term) -> list[str]:
    """Return words that claims hold and that are spelt much like ``term``, the likest first."""
    alike = local_settings({"pg_trgm.similarity_threshold": str(LEAST_ALIKE)})
    with alike, connection.cursor() as cursor:
        cursor.execute(
            "SELECT typed, word FROM claims_searchword, claims_plain(%s) AS typed"
            " WHERE word %% typed AND word <> typed"
            " ORDER BY similarity(word, typed) DESC, word LIMIT %s",
            [term.text, MOST_ALIKE],
        )
        found = cursor.fetchall()
    words = [word for _, word in found]
    return get_close_matches(found[0][0], words, MOST_ALTERNATIVES, LEAST_NEAR) if found else []
