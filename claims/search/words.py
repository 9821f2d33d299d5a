"""What a query looks for in PostgreSQL's terms: one tsquery over all languages in use.

A row holds words as its own language stems them, so a query is put to each language in turn:
one fits when all its words do in one language. What must not be there must not in any.
"""

import re
from collections.abc import Iterable
from itertools import chain, islice
from typing import Any, NamedTuple

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import Func

from claims.search.query import Asked, Group, Term

# Before each word of a row in a language without a stemmer, which holds it twice; no typed word
# has capitals once it is read.
BENDABLE = "'B"
PLAIN = "claims_simple"
_LEXEME = re.compile(r"'(?:[^']|'')+'(?::\*)?")


class Words(NamedTuple):
    """What to look for, as texts of type tsquery; empty when no word is left to look for.

    ``claims`` is for the words of claims, ``documents`` for those of documents, ``shown`` finds
    any single word that was wanted. ``are_common`` says that in some language all of the words
    are stop words. ``parts`` are the words as typed, when all of them are simply wanted.
    ``newest`` is the id of the newest claim.
    """

    claims: str
    documents: str
    shown: str
    are_common: bool
    parts: tuple[str, ...]
    newest: int


class TsQuery(SearchQuery):
    """A tsquery that PostgreSQL wrote itself, as a constant that its planner can judge."""

    def __init__(self, text: str) -> None:
        super().__init__(text, search_type="raw")

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> Any:  # type: ignore[override]
        return Func.as_sql(self, compiler, connection, template="%(expressions)s::tsquery")


def words_of(asked: Asked) -> Words:
    """Return what ``asked`` looks for; stop words have no part in it."""
    if not asked.groups:
        return Words("", "", "", are_common=False, parts=(), newest=0)
    of_claims: list[str] = []
    of_documents: list[str] = []
    shown: list[str] = []
    newest, stemmed = _stemmed(asked.groups)
    for group, rows in zip(asked.groups, stemmed, strict=True):
        plain = next(row for row in rows if row.config == PLAIN)
        # What is bent holds what is not.
        fitting = _all_in_one([row.wanted for row in rows if row is not plain] + [plain.bent])
        unwanted = _any(chain.from_iterable(row.unwanted for row in rows))
        if not fitting and (group.wanted or not unwanted):
            continue
        of_claims.append(_but(fitting, _any([unwanted, *plain.unbent])))
        of_documents.append(_but(fitting, unwanted))
        shown += [lexeme.replace(BENDABLE, "'") for lexeme in _LEXEME.findall(fitting)]
    return Words(
        claims=_any(of_claims),
        documents=_any(of_documents),
        shown=_any(shown),
        are_common=_are_common(stemmed),
        parts=_parts(asked.groups),
        newest=newest,
    )


class _Stemmed(NamedTuple):
    """The terms of a group in one language; a stop word is empty.

    ``bent`` and ``unbent`` allow for inflected forms, in rows of languages without a stemmer.
    """

    config: str
    wanted: tuple[str, ...]
    bent: tuple[str, ...]
    unwanted: tuple[str, ...]
    unbent: tuple[str, ...]


def _stemmed(groups: tuple[Group, ...]) -> tuple[int, list[list[_Stemmed]]]:
    """Return the id of the newest claim, and each of ``groups`` in each language in use."""
    sides = [side for group in groups for side in (group.wanted, group.unwanted)]
    pieces = [_piece(term, bend) for terms in sides for bend in (False, True) for term in terms]
    statement = f"""
        SELECT config::text, (SELECT max(id) FROM claims_claim),
            {", ".join(f"({sql})::text" for sql, _ in pieces)}
        FROM claims_search_configs() AS config
    """  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, [value for _, values in pieces for value in values])
        rows = cursor.fetchall()
    stemmed: list[list[_Stemmed]] = [[] for _ in groups]
    for config, _, *texts in rows:
        left = iter(texts)
        for group, known in zip(groups, stemmed, strict=True):
            lengths = [len(side) for side in (group.wanted, group.unwanted) for _ in range(2)]
            known.append(
                _Stemmed(config.removeprefix("public."), *(tuple(islice(left, n)) for n in lengths))
            )
    return rows[0][1] or 0, stemmed


def _all_in_one(languages: list[tuple[str, ...]]) -> str:
    """Return the query for rows that hold all of the terms in one of ``languages``.

    Languages that differ in a single term are told as one: the index is asked for less.
    """
    found: list[tuple[tuple[str, ...], ...]] = [
        tuple((term,) for term in terms) for terms in languages if any(terms)
    ]
    for place in range(len(languages[0])):
        merged: dict[tuple[tuple[str, ...], ...], list[str]] = {}
        for terms in found:
            others = terms[:place] + terms[place + 1 :]
            merged.setdefault(others, []).extend(terms[place])
        found = [
            (*others[:place], tuple(dict.fromkeys(here)), *others[place:])
            for others, here in merged.items()
        ]
    # A stop word is held by every row.
    wanted = ([_any(term) for term in terms if "" not in term] for terms in found)
    return _any(
        " & ".join(f"({term})" if " " in term else term for term in terms) for terms in wanted
    )


def _parts(groups: tuple[Group, ...]) -> tuple[str, ...]:
    if len(groups) > 1 or groups[0].unwanted:
        return ()
    return tuple(term.text for term in groups[0].wanted)


def _are_common(stemmed: list[list[_Stemmed]]) -> bool:
    languages = zip(*stemmed, strict=True)
    return any(not any(any(row.wanted + row.unwanted) for row in rows) for rows in languages)


_EXACT = "phraseto_tsquery(config, claims_search_text(%s))"
_BEGINS = "to_tsquery(config, %s)"
_BENT = f"regexp_replace({_BEGINS}::text, '''', '''B')::tsquery"


def _piece(term: Term, bend: bool) -> tuple[str, list[str]]:
    """Return the SQL for one term, and its parameters."""
    if term.kind == "prefix":
        return _BEGINS, [f"'{term.text}':*"]
    root = _root(term.text) if bend and term.kind == "word" else ""
    if root:
        return f"({_EXACT} || {_BENT})", [term.text, f"'{root}':*"]
    return _EXACT, [term.text]


def _root(word: str) -> str:
    """Return what inflected forms of ``word`` begin with, where nothing better is known."""
    if not word.isalpha() or len(word) < 4:
        return ""
    return word[: -1 if len(word) < 6 else -2 if len(word) < 9 else -3]


def _any(queries: Iterable[str]) -> str:
    distinct = dict.fromkeys(query for query in queries if query)
    return " | ".join(query if len(distinct) == 1 else f"({query})" for query in distinct)


def _but(wanted: str, unwanted: str) -> str:
    if not unwanted:
        return wanted
    return f"({wanted}) & !({unwanted})" if wanted else f"!({unwanted})"
