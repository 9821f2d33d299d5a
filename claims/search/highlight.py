"""Which words of a claim made it fit, and where else it was found, as plain pieces of text.

Pieces instead of markup: whoever shows them escapes them as any other text.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from django.db import connection

from claims.models import Appearance, Claim
from claims.search.fields import Sight
from claims.search.words import Words

Pieces = list[tuple[str, bool]]

# A sign of a script without blanks is a word by itself, as in claims_search_text.
_SIGN = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_SIGN}]|[^\W_{_SIGN}]+(?:[\u0300-\u036f]+[^\W_{_SIGN}]*)*")
_MARKS = re.compile("[\u0300-\u036f]")
# How much of a text is shown before and after the first word that was looked for.
BEFORE, AFTER = 60, 180
# What of a claim itself is shown, or says in which language to read it.
SHOWN = ("ref", "text", "language", "place")
# So many quotes or names of a page of claims are looked through, and documents opened.
MOST_TEXTS = 300
MOST_DOCUMENTS = 5


class Shown(NamedTuple):
    """The claim's text in pieces, each with whether it was looked for.

    When none of it was: ``place`` (such as quote or name) and ``excerpt`` tell where the words
    were found.
    """

    text: Pieces
    place: str = ""
    excerpt: Pieces = []


class _Text(NamedTuple):
    """A text by which a claim may have been found, and the language it is read in."""

    claim: int
    language: str
    text: str


def show_hits(claims: list[Claim], words: Words, within: Sight) -> dict[int, Shown]:
    """Return for each of ``claims``, by id, what to show of it."""
    texts = [_Text(claim.pk, claim.language, claim.text) for claim in claims]
    looked_for = _looked_for(texts, words.shown)
    shown = {one.claim: Shown(cut(one.text, looked_for[one.language])) for one in texts}
    if not words.shown:
        return shown
    for gather in (_kept_with, _documents):
        missing = {
            claim.pk: claim
            for claim in claims
            if not shown[claim.pk].excerpt and not _has_match(shown[claim.pk].text)
        }
        if not missing:
            break
        found = gather(missing, words, within)
        looked_for = _looked_for([text for _, text in found], words.shown)
        for place, one in found:
            excerpt = trimmed(cut(one.text, looked_for[one.language]))
            if _has_match(excerpt) and not shown[one.claim].excerpt:
                shown[one.claim] = shown[one.claim]._replace(place=place, excerpt=excerpt)
    return shown


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


def trimmed(pieces: Pieces) -> Pieces:
    """Return the pieces around the first match, with … where something was left out."""
    first = next((number for number, (_, match) in enumerate(pieces) if match), 0)
    kept: Pieces = []
    if first:
        before = "".join(text for text, _ in pieces[:first])
        kept.append((before if len(before) <= BEFORE else f"…{before[-BEFORE:]}", False))
    room = AFTER
    for text, match in pieces[first:]:
        if room <= 0:
            kept.append(("…", False))
            break
        kept.append((text if len(text) <= room or match else f"{text[:room]}…", match))
        room -= len(text)
    return kept


def _has_match(pieces: Pieces) -> bool:
    return any(match for _, match in pieces)


def _kept_with(claims: dict[int, Claim], words: Words, within: Sight) -> list[tuple[str, _Text]]:
    """Return the texts kept with ``claims``, by place: first those that tell most."""
    texts = [("reference", _Text(pk, claim.language, claim.ref)) for pk, claim in claims.items()]
    with connection.cursor() as cursor:
        cursor.execute(_KEPT_WITH, [list(claims), MOST_TEXTS])
        for claim, place, language, text in cursor.fetchall():
            texts.append((place, _Text(claim, language or claims[claim].language, text)))
    places = [("topic", _Text(pk, claim.language, claim.place)) for pk, claim in claims.items()]
    return texts + places


# Names are read in the language of the claim.
_KEPT_WITH = """
    WITH wanted AS (SELECT unnest(%s::bigint[]) AS claim_id), kept AS (
        SELECT claim_id, 1 AS turn, 'wording' AS place, id AS next, language, text
        FROM claims_claimwording JOIN wanted USING (claim_id)
        UNION ALL
        SELECT claim_id, 2, 'quote', appearance.id, document.language, quote
        FROM claims_appearance AS appearance JOIN wanted USING (claim_id)
        JOIN claims_document AS document ON document.id = document_id
        WHERE quote <> ''
        UNION ALL
        SELECT claim_id, 3, 'name', actor.id, '', concat_ws(' · ', actor.name, (
            SELECT string_agg(name, ' · ' ORDER BY name)
            FROM claims_actorname WHERE actor_id = actor.id
        ))
        FROM (
            SELECT claim_id, actor_id FROM claims_appearance JOIN wanted USING (claim_id)
            UNION
            SELECT claim_id, actor_id FROM claims_claim_subjects JOIN wanted USING (claim_id)
        ) AS heard JOIN claims_actor AS actor ON actor.id = actor_id
        UNION ALL
        SELECT claim_id, 4, 'name', id, '', attribution
        FROM claims_appearance JOIN wanted USING (claim_id) WHERE attribution <> ''
        UNION ALL
        SELECT claim_id, 5, 'topic', topic.id, '', topic.name
        FROM claims_claim_topics JOIN wanted USING (claim_id)
        JOIN claims_topic AS topic ON topic.id = topic_id
    )
    SELECT claim_id, place, language, text FROM (
        SELECT *, row_number() OVER (PARTITION BY turn ORDER BY next) AS number FROM kept
    ) AS numbered
    WHERE number <= %s ORDER BY turn, next
"""


def _documents(claims: dict[int, Claim], words: Words, within: Sight) -> list[tuple[str, _Text]]:
    """Open the first documents of ``claims`` that hold the words, at the place that does."""
    said = Appearance.objects.filter(claim__in=claims).order_by("pk")
    shown = within.evidence.filter(claim__in=claims).order_by("pk")
    serving: dict[int, list[int]] = {}
    for rows in (said, shown):
        for claim, document in rows.values_list("claim_id", "document_id")[:MOST_TEXTS]:
            serving.setdefault(document, []).append(claim)
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, [words.documents, list(serving), words.documents, MOST_DOCUMENTS])
        return [
            ("document", _Text(claim, language, f"{title}: {fragment}" if fragment else title))
            for document, language, title, fragment in cursor.fetchall()
            for claim in serving[document]
        ]


_OPEN = """
    SELECT document.id, document.language, title, ts_headline(
        claims_search_config(document.language), substr(body, part * 100000 + 1, 100200),
        %s::tsquery, 'StartSel="", StopSel="", MinWords=15, MaxWords=30, MaxFragments=1'
    )
    FROM claims_documentwords JOIN claims_document AS document ON document.id = document_id
    WHERE document_id = ANY (%s) AND words @@ %s::tsquery
    ORDER BY document.id, part LIMIT %s
"""


def _looked_for(texts: Iterable[_Text], query: str) -> dict[str, set[str]]:
    """Return, by language, the words of ``texts`` that the query wants."""
    found: dict[str, set[str]] = {one.language: set() for one in texts}
    pairs = {(one.language, word) for one in texts for word in _WORD.findall(one.text)}
    if not pairs or not query:
        return found
    languages, typed = zip(*sorted(pairs), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            _LOOKED_FOR, [query, list(languages), list(typed), [_read(word) for word in typed]]
        )
        for language, word in cursor.fetchall():
            found[language].add(word)
    return found


def _read(word: str) -> str:
    """Return ``word`` as claims_search_text has it, of which nothing else applies to one word."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", word))


# Any one word of the query will do. Names are kept as they are, whatever the language of the claim.
_LOOKED_FOR = """
    WITH pair AS (
        SELECT language, word, read, %s::tsquery AS query
        FROM unnest(%s::text[], %s::text[], %s::text[]) AS typed (language, word, read)
    )
    SELECT language, word FROM pair
    WHERE to_tsvector(claims_search_config(language), read) @@ query
        OR to_tsvector('claims_simple', read) @@ query
"""
