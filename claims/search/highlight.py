"""Which words of a claim made it fit, and where else it was found, as plain pieces of text.

Pieces instead of markup: whoever shows them escapes them as any other text.
"""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from django.db import connection

from claims.models import ActorName, Appearance, Claim, ClaimWording, Topic
from claims.search.fields import Sight
from claims.search.words import Words

Pieces = list[tuple[str, bool]]

# A sign of a script without blanks is a word by itself, as in claims_search_text.
_SIGN = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_SIGN}]|[^\W_{_SIGN}]+(?:[\u0300-\u036f]+[^\W_{_SIGN}]*)*")
# How much of a text is shown before and after the first word that was looked for.
BEFORE, AFTER = 60, 180
# So many quotes or names of a page of claims are looked through, and documents opened.
MOST_TEXTS = 300
MOST_DOCUMENTS = 5


class Shown(NamedTuple):
    """The claim's text in pieces, each with whether it was looked for.

    When none of it was: ``place`` (one of ``_PLACES``) and ``excerpt`` tell where the words were
    found.
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
    for place, gather in _PLACES.items():
        missing = {
            claim.pk: claim
            for claim in claims
            if not shown[claim.pk].excerpt and not _has_match(shown[claim.pk].text)
        }
        if not missing:
            break
        found = gather(missing, words, within)
        looked_for = _looked_for(found, words.shown)
        for one in found:
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


def _references(claims: dict[int, Claim], words: Words, within: Sight) -> list[_Text]:
    return [_Text(pk, claim.language, claim.ref) for pk, claim in claims.items()]


def _quotes(claims: dict[int, Claim], words: Words, within: Sight) -> list[_Text]:
    rows = Appearance.objects.filter(claim__in=claims).exclude(quote="").order_by("pk")
    return [
        _Text(claim, language or claims[claim].language, quote)
        for claim, language, quote in rows.values_list("claim_id", "document__language", "quote")[
            :MOST_TEXTS
        ]
    ]


def _wordings(claims: dict[int, Claim], words: Words, within: Sight) -> list[_Text]:
    rows = ClaimWording.objects.filter(claim__in=claims).order_by("pk")
    return [_Text(*row) for row in rows.values_list("claim_id", "language", "text")[:MOST_TEXTS]]


def _names(claims: dict[int, Claim], words: Words, within: Sight) -> list[_Text]:
    said = Appearance.objects.filter(claim__in=claims).order_by("pk")
    about = Claim.subjects.through.objects.filter(claim__in=claims).order_by("pk")
    pairs = [
        *said.filter(actor__isnull=False).values_list("claim_id", "actor_id", "actor__name"),
        *about.values_list("claim_id", "actor_id", "actor__name"),
    ][:MOST_TEXTS]
    others = ActorName.objects.filter(actor__in={actor for _, actor, _ in pairs})
    spellings: dict[int, list[str]] = {}
    for actor, name in others.order_by("name").values_list("actor_id", "name")[:MOST_TEXTS]:
        spellings.setdefault(actor, []).append(name)
    texts = [
        _Text(claim, claims[claim].language, " · ".join([name, *spellings.get(actor, [])]))
        for claim, actor, name in pairs
    ]
    attributed = said.exclude(attribution="").values_list("claim_id", "attribution")
    texts += [_Text(claim, claims[claim].language, name) for claim, name in attributed[:MOST_TEXTS]]
    return texts


def _topics(claims: dict[int, Claim], words: Words, within: Sight) -> list[_Text]:
    filed = Topic.objects.filter(claims__in=claims).order_by("name")
    texts = [
        _Text(claim, claims[claim].language, name)
        for claim, name in filed.values_list("claims", "name")[:MOST_TEXTS]
        if claim in claims
    ]
    return texts + [_Text(pk, claim.language, claim.place) for pk, claim in claims.items()]


def _documents(claims: dict[int, Claim], words: Words, within: Sight) -> list[_Text]:
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
            _Text(claim, language, f"{title}: {fragment}" if fragment else title)
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

_PLACES: dict[str, Callable[[dict[int, Claim], Words, Sight], list[_Text]]] = {
    "reference": _references,
    "wording": _wordings,
    "quote": _quotes,
    "name": _names,
    "topic": _topics,
    "document": _documents,
}


def _looked_for(texts: Iterable[_Text], query: str) -> dict[str, set[str]]:
    """Return, by language, the words of ``texts`` that the query wants."""
    found: dict[str, set[str]] = {one.language: set() for one in texts}
    pairs = {(one.language, word) for one in texts for word in _WORD.findall(one.text)}
    if not pairs or not query:
        return found
    languages, typed = zip(*sorted(pairs), strict=True)
    with connection.cursor() as cursor:
        # Names are kept as they are, whatever the language of the claim.
        cursor.execute(
            "SELECT language, word FROM unnest(%s::text[], %s::text[]) AS pair (language, word)"
            " WHERE (claims_words(claims_search_config(language), word)"
            " || claims_words('claims_simple', word)) @@ %s::tsquery",
            [list(languages), list(typed), query],
        )
        for language, word in cursor.fetchall():
            found[language].add(word)
    return found
