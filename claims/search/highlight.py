"""Which words of a claim made it fit, and where else it was found, as plain pieces of text.

Pieces instead of markup: whoever shows them escapes them as any other text.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from django.db import connection

from claims.models import Claim
from claims.search.fields import Sight
from claims.search.words import Words

Pieces = list[tuple[str, bool]]

# A sign of a script without blanks is a word by itself, as in claims_search_text.
_SIGN = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_SIGN}]|[^\W_{_SIGN}]+(?:[\u0300-\u036f]+[^\W_{_SIGN}]*)*")
AROUND = 120


class Shown(NamedTuple):
    """The claim's text in pieces, each with whether it was looked for; and another place where
    the words were found, when the text holds none of them: what it is, and its pieces."""

    text: Pieces
    place: str = ""
    excerpt: Pieces = []


def show_hits(claims: list[Claim], words: Words, within: Sight) -> dict[int, Shown]:
    """Return for each of ``claims``, by id, what to show of it."""
    if not words.shown:
        return {claim.pk: Shown([(claim.text, False)]) for claim in claims}
    looked_for = _looked_for([(claim.language, claim.text) for claim in claims], words.shown)
    return {
        claim.pk: Shown(cut(claim.text, looked_for.get(claim.language, set()))) for claim in claims
    }


def cut(text: str, looked_for: set[str]) -> Pieces:
    """Return ``text`` in pieces, marking the words that are ``looked_for``."""
    pieces: Pieces = []
    at = 0
    for word in _WORD.finditer(text):
        if word[0] in looked_for:
            if word.start() > at:
                pieces.append((text[at : word.start()], False))
            pieces.append((word[0], True))
            at = word.end()
    if at < len(text):
        pieces.append((text[at:], False))
    return pieces


def _looked_for(texts: Iterable[tuple[str, str]], query: str) -> dict[str, set[str]]:
    """Return, by language, the words of ``texts`` (language and text) that the query wants."""
    pairs = {(language, word) for language, text in texts for word in _WORD.findall(text)}
    found: dict[str, set[str]] = {}
    if not pairs:
        return found
    languages, typed = zip(*sorted(pairs), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT language, word FROM unnest(%s::text[], %s::text[]) AS pair (language, word)"
            " WHERE claims_words(claims_search_config(language), word) @@ %s::tsquery",
            [list(languages), list(typed), query],
        )
        for language, word in cursor.fetchall():
            found.setdefault(language, set()).add(word)
    return found
