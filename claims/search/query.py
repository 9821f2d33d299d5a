"""The query language: words, "phrases", -not, OR, begin*, and fields such as ``status:new``.

Any string is a query. What can't be read as more is read as words.
"""

import re
from typing import NamedTuple

from claims.canonical.text import unkeepable_characters

LONGEST_QUERY = 2000
MOST_TERMS = 32
FIELDS = ("actor", "source", "status", "verdict", "topic", "lang", "after", "before")

_QUOTES = str.maketrans(dict.fromkeys("“”„«»″", '"'))
_PIECE = re.compile(
    r'(?P<minus>-)?(?:(?P<field>[A-Za-z]+):)?(?:"(?P<quoted>[^"]*)"?|(?P<bare>[^\s"]+))'
)
_WORD = re.compile(r"\w")


class Term(NamedTuple):
    """A word or phrase, and where in the query it stands."""

    text: str
    kind: str  # word, phrase or prefix
    start: int = 0
    end: int = 0


class Group(NamedTuple):
    """Terms that all have to be there, and those that must not."""

    wanted: tuple[Term, ...]
    unwanted: tuple[Term, ...]


class Field(NamedTuple):
    """A condition: the field, its values (any of them will do), whether it is turned round."""

    name: str
    values: tuple[str, ...]
    negated: bool

    def __str__(self) -> str:
        shown = ",".join(f'"{value}"' if " " in value else value for value in self.values)
        return f"{'-' * self.negated}{self.name}:{shown}"


class Asked(NamedTuple):
    """A query as it was read: groups of which one has to fit, and fields that all have to."""

    text: str
    groups: tuple[Group, ...]
    fields: tuple[Field, ...]
    was_cut: bool

    @property
    def terms(self) -> tuple[Term, ...]:
        """All wanted terms, as they stand in the text."""
        return tuple(term for group in self.groups for term in group.wanted)

    @property
    def is_empty(self) -> bool:
        return not self.groups and not self.fields


def read_query(typed: str) -> Asked:
    """Return what ``typed`` asks for; never raises, whatever the text.

    More than ``LONGEST_QUERY`` characters or ``MOST_TERMS`` terms are cut, which is said.
    """
    text = keepable(typed[: LONGEST_QUERY + 1]).translate(_QUOTES)
    cut = len(text) > LONGEST_QUERY
    text = text[:LONGEST_QUERY].strip()
    groups: list[Group] = []
    fields: list[Field] = []
    wanted: list[Term] = []
    unwanted: list[Term] = []
    for number, piece in enumerate(_PIECE.finditer(text)):
        if number == MOST_TERMS:
            cut = True
            break
        if piece["bare"] and piece[0] in ("OR", "or", "Or", "|"):
            groups.append(Group(tuple(wanted), tuple(unwanted)))
            wanted, unwanted = [], []
        elif field := _field(piece):
            fields.append(field)
        elif term := _term(piece):
            side = unwanted if piece["minus"] else wanted
            if (term.text, term.kind) not in [(one.text, one.kind) for one in side]:
                side.append(term)
    groups.append(Group(tuple(wanted), tuple(unwanted)))
    kept = tuple(group for group in groups if group.wanted or group.unwanted)
    return Asked(text, kept, tuple(fields), cut)


def keepable(typed: str) -> str:
    """Return ``typed`` with a space for each character that no text of ours can hold."""
    odd = set(typed) & {chr(int(name[2:], 16)) for name in unkeepable_characters(typed)}
    return typed.translate(dict.fromkeys(map(ord, odd), " ")) if odd else typed


def as_term(field: str, value: str) -> str:
    """Return ``value`` as a term of the query language that narrows to it."""
    plain = re.sub(r'[\s"]+', " ", value).strip()
    return f'{field}:"{plain}"' if re.search(r"[\s,]", plain) else f"{field}:{plain}"


def _field(piece: re.Match[str]) -> Field | None:
    name = (piece["field"] or "").lower()
    if name == "language":
        name = "lang"
    if name not in FIELDS:
        return None
    if piece["quoted"] is not None:
        values = [piece["quoted"].strip()]
    else:
        values = [value.strip() for value in piece["bare"].split(",")]
    values = [value for value in values if value]
    return Field(name, tuple(values), bool(piece["minus"])) if values else None


def _term(piece: re.Match[str]) -> Term | None:
    typed = piece["quoted"] if piece["quoted"] is not None else piece["bare"]
    if piece["field"]:
        typed = f"{piece['field']}:{typed}"
    if not _WORD.search(typed):
        return None
    start = piece.end("minus") if piece["minus"] else piece.start()
    kind = "phrase" if piece["quoted"] is not None else "word"
    if kind == "word" and typed.endswith("*") and typed[:-1].isalnum():
        kind, typed = "prefix", typed[:-1]
    return Term(typed, kind, start, piece.end())
