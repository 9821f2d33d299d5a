"""Why a claim may say the same as what is asked, in words that a person can check."""

import re
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from django.db import connection

from claims.models import Actor, Appearance, Claim
from claims.search.asked import Asked

MOST_WORDS = 5
# A word that more than one claim in ten holds says little.
RARE = 0.1
FEW = 20
NEAR = timedelta(days=7)
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_NAMED = re.compile(r"\b(\d{1,2})?\.? ?([A-Z][a-z]{2,8})\.?(?: (\d{1,2}),)? (\d{4})\b")


class Stem(NamedTuple):
    """A stem of what is asked, the word it comes from, and how much it weighs."""

    term: int
    word: str
    weight: float


def reasons_for(
    asked: Asked,
    stems: Sequence[Stem],
    claims: Sequence[Claim],
    linked: Collection[int],
    near: Collection[int],
) -> dict[int, list[str]]:
    """Return the reasons for each of ``claims``, by its id.

    ``linked`` are the ids of claims that were said in a document behind a link of the text,
    ``near`` those whose vectors are near.
    """
    ids = [claim.pk for claim in claims]
    words = _shared_words(stems, ids)
    actors = _actors_named(asked.text, ids)
    days = _days_of(ids) if (named := days_in(asked.text)) else {}
    told: dict[int, list[str]] = {}
    for claim in claims:
        reasons = told[claim.pk] = []
        if claim.pk in linked:
            reasons.append("said in a document that the text links to")
        if words.get(claim.pk):
            reasons.append(f"rare words: {', '.join(words[claim.pk])}")
        if claim.pk in actors:
            reasons.append(f"same actor: {', '.join(sorted(actors[claim.pk])[:3])}")
        dates = [
            day for day in days.get(claim.pk, ()) if any(abs(day - at) <= NEAR for at in named)
        ]
        if dates:
            reasons.append(f"near date: {min(dates).isoformat()}")
        if claim.pk in near:
            reasons.append("near in meaning")
        if not reasons:
            reasons.append("similar spelling")
    return told


def _shared_words(stems: Sequence[Stem], ids: list[int]) -> dict[int, list[str]]:
    """Return the rarest words that each claim shares with what is asked, as they were typed."""
    by_term = {stem.term: stem for stem in stems}
    places = {term: place for place, term in enumerate(by_term)}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT stem, weight, claims <= greatest(%s, %s * (SELECT max(claims) FROM"
            " (SELECT claims FROM claims_matchcorpus UNION ALL SELECT 0) AS counted))"
            " FROM claims_match_rarity(%s)",
            [FEW, RARE, list(by_term)],
        )
        weights = {term: weight for term, weight, is_rare in cursor.fetchall() if is_rare}
        cursor.execute("SELECT * FROM claims_match_shared(%s, %s)", [ids, list(weights)])
        shared: dict[int, set[int]] = {}
        for claim_id, term in cursor.fetchall():
            shared.setdefault(claim_id, set()).add(term)
    told = {}
    for claim_id, terms in shared.items():
        rarest = sorted(
            terms, key=lambda term: (-weights[term] * by_term[term].weight, places[term])
        )
        words = (by_term[term].word.strip(".,;:!?…“”„«»\"'()[]") for term in rarest)
        told[claim_id] = [word for word in dict.fromkeys(words) if _tells(word)][:MOST_WORDS]
    return told


def _tells(word: str) -> bool:
    """Return whether ``word`` is worth naming: a day's number alone is not."""
    return not (word.isdecimal() and len(word) < 3)


def _actors_named(text: str, ids: list[int]) -> dict[int, set[str]]:
    """Return the actors of each claim that the text names, by any of their names."""
    told: dict[int, set[str]] = {}
    plain = f" {_words(text)} "
    about = Claim.subjects.through.objects.filter(claim__in=ids).values_list("claim", "actor")
    said = Appearance.objects.filter(claim__in=ids, actor__isnull=False)
    pairs = {*about, *said.order_by().values_list("claim", "actor")}
    names: dict[int, list[str]] = {}
    actors = Actor.objects.filter(pk__in={actor for _, actor in pairs}).order_by()
    for actor, name, other in actors.values_list("pk", "name", "names__name"):
        names.setdefault(actor, [name]).append(other or name)
    for claim, actor in pairs:
        for name in names.get(actor, ()):
            called = _words(name)
            if len(called) > 2 and f" {called} " in plain:
                told.setdefault(claim, set()).add(names[actor][0])
    return told


def _words(text: str) -> str:
    """Return the words of ``text`` alone, folded, with single blanks between."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def _days_of(ids: list[int]) -> dict[int, list[date]]:
    """Return the days on which each claim happened or was said."""
    days: dict[int, list[date]] = {}
    happened = Claim.objects.filter(pk__in=ids).order_by()
    said = Appearance.objects.filter(claim__in=ids).order_by()
    for claim, *found in happened.values_list("pk", "happened_from", "happened_until"):
        days.setdefault(claim, []).extend(day for day in found if day)
    for claim, day in said.values_list("claim", "said_on").distinct():
        if day:
            days.setdefault(claim, []).append(day)
    return days


def days_in(text: str) -> list[date]:
    """Return the days that ``text`` names: 2020-01-06, January 6, 2020 or 6 January 2020."""
    found = [tuple(map(int, parts)) for parts in _ISO.findall(text)]
    for before, month, after, year in _NAMED.findall(text):
        day = before or after
        number = next(
            (n for n, name in enumerate(_MONTHS, 1) if month.lower() in (name, name[:3])), 0
        )
        if day and number:
            found.append((int(year), number, int(day)))
    days = []
    for year, month, day in found:
        try:
            days.append(date(year, month, day))
        except ValueError:
            continue
    return days
