"""The question whether a claim was recorded before, for very many texts at once.

Most texts of a long list say something new. So a first look is taken at all of them together,
by the stems that they share with claims, in a few statements for each hundred texts; only those
that may be likely are then looked at as closely as one text alone would be.
"""

import json
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from operator import itemgetter

from django.db import connection, transaction

from claims.search.asked import Asked, read_asked
from claims.search.likelihood import LIKELY, Candidate, likelihoods
from claims.search.limits import BY_INDEX, SearchTooSlow, local_settings
from claims.search.matching import Match, match_claims, stems_of
from claims.search.wordings import wordings_of

PART = 100
# Candidates of a first look: the likelihood looks at the ten that fit best.
_MOST = 10
_LOOKED_AT = 3
# Postings that are read for it: enough for claims that share more than one rare stem.
_MOST_READ = 5000
# Without comparing letters a likelihood comes out lower. On the development sets, all texts that
# a close look finds likely, but for fewer than one in a hundred, have a third of that at first.
_SHARE = 1 / 3


def match_texts(
    texts: Sequence[str],
    *,
    published: bool,
    at_least: float = LIKELY,
    limit: int = 1,
    left_out: Sequence[Collection[int]] = (),
) -> Iterator[list[Match]]:
    """Yield for each text the claims that say the same with a likelihood of ``at_least``.

    That is up to ``limit`` claims, the likeliest first, and mostly none: as ``match_claims`` tells
    it, but for claims that share no word with the text. ``left_out`` holds for each text the ids
    of claims not to be found. A text that takes longer than a search may is told to have none.
    """
    for start in range(0, len(texts), PART):
        part = texts[start : start + PART]
        without = left_out[start : start + PART] or [()] * len(part)
        firsts = _first_look(part, without, published)
        for text, ids, first in zip(part, without, firsts, strict=True):
            found: list[Match] = []
            if first >= at_least * _SHARE:
                found = _closely(text, published, limit, ids)
            yield [match for match in found if match.score >= at_least]


def _closely(text: str, published: bool, limit: int, left_out: Collection[int]) -> list[Match]:
    try:
        return match_claims(text, published=published, limit=limit, left_out=left_out)
    except SearchTooSlow:
        return []


def _first_look(
    texts: Sequence[str], left_out: Sequence[Collection[int]], published: bool
) -> list[float]:
    """Return for each text how likely one of the claims that share its stems says the same."""
    asked = [read_asked(text) for text in texts]
    with transaction.atomic(), local_settings(BY_INDEX):
        found = _sharing(asked, left_out, published)
        wordings = wordings_of({pk for pairs in found.values() for pk, _ in pairs})
    firsts = []
    for number, one in enumerate(asked):
        candidates = [Candidate(pk, fit, None, wordings[pk]) for pk, fit in found.get(number, ())]
        firsts.append(max(likelihoods(one, candidates, _LOOKED_AT), default=0.0))
    return firsts


def _sharing(
    asked: Sequence[Asked], left_out: Sequence[Collection[int]], published: bool
) -> dict[int, list[tuple[int, float]]]:
    """Return the claims that fit each of ``asked`` by their stems, the best first, by its place."""
    questions = [
        {
            "place": place,
            "stems": [stem.term for stem in stems],
            "weights": [stem.weight for stem in stems],
            "left_out": list(ids),
        }
        for place, (stems, ids) in enumerate(zip(stems_of(asked), left_out, strict=True))
        if stems
    ]
    with connection.cursor() as cursor:
        cursor.execute(_SHARING, [json.dumps(questions), published, _MOST, _MOST_READ])
        rows = cursor.fetchall()
    return {
        place: [(pk, fit) for _, pk, fit in found] for place, found in groupby(rows, itemgetter(0))
    }


_SHARING = """
    SELECT place, claim_id, score
    FROM jsonb_to_recordset(%s) AS asked(
        place integer, stems integer[], weights double precision[], left_out bigint[]
    )
    CROSS JOIN LATERAL claims_match(stems, weights, %s, left_out, '{}', %s, %s)
    ORDER BY place, score DESC, claim_id DESC
"""
