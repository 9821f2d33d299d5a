"""What somebody asks to be matched, as words: a sentence, a post with its handles, an article."""

import re
from typing import NamedTuple

from claims.search.query import keepable

LONGEST_TEXT = 100_000
# The different words of a text that are looked at; those of some 3,000 running ones.
MOST_WORDS = 1000
# A post is mostly about what it says, and somewhat about who said it when.
BYLINE_WEIGHT = 0.7

# Links as posts have them: one may hang on the next.
_LINK = re.compile(r"https?://\S+?(?=https?://|pic\.twitter\.com/|\s|$)")
_BARE_LINK = re.compile(r"pic\.twitter\.com/\S+|\b(?:www\.\S+|t\.co/\S+)")
# "— Name (@handle) January 6, 2020", as posts are quoted on the web.
_BYLINE = re.compile(
    r"[—–-]{1,2}\s*[^—–\n]{1,60}?\s*\(@\w+\)(?:\s*[A-Z][a-z]{2,9}\.? \d{1,2}, \d{4})?"
)
_TAG = re.compile(r"[@#](\w+)")
_SEAM = re.compile(
    r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[A-Za-z])(?=[0-9])|_", re.ASCII
)


class Asked(NamedTuple):
    """The words of a text with their weights, its links, and the text without these."""

    text: str
    words: dict[str, float]
    links: list[str]


def read_asked(typed: str) -> Asked:
    """Return what ``typed`` asks for; never raises, whatever the text.

    Links are taken out, @handles and #HashTags are parted into words, and the byline of a
    quoted post weighs ``BYLINE_WEIGHT``. Of a longer text the first ``LONGEST_TEXT`` characters
    are read.
    """
    text = keepable(typed[:LONGEST_TEXT]).replace("’", "'")
    links = list(dict.fromkeys(link.rstrip(".,;:!?)]}»”\"'") for link in _LINK.findall(text)))
    text = _BARE_LINK.sub(" ", _LINK.sub(" ", text))
    bylines = " ".join(_BYLINE.findall(text))
    body = _part(_BYLINE.sub(" ", text))
    words = dict.fromkeys(body.split(), 1.0)
    for word in _part(bylines).split():
        words.setdefault(word, BYLINE_WEIGHT)
    chosen = dict(list(words.items())[:MOST_WORDS])
    return Asked(f"{body} {_part(bylines)}".strip(), chosen, links)


def _part(text: str) -> str:
    """Return ``text`` with handles and hashtags as the words that they are made of."""
    return _TAG.sub(lambda tag: f" {_SEAM.sub(' ', tag[1])} ", text)
