"""W4: searching by common and by rare words, beside a capped ranking by hand.

The ranking by hand asks less than a search does: in English alone, merged claims as well, no
documents, no highlights, and whichever 1,000 hits it meets first, which are the oldest. *W4a
newest* is the same search beside a ranking that takes the newest 1,000, as a search does.
"""

from django.db import connection

from claims.management.made.words import all_words
from claims.models import Claim
from claims.search.candidates import MOST_RANKED
from tests.bench.works import SAMPLES, Maker, Work

PAGE = 20
# By what is no column: else it might walk all claims, newest first, until enough of them fit.
NEWEST = "ORDER BY claim_id + 0 DESC"
# Ranks of words in the made-up vocabulary: beyond the stop words, and among the seldom ones.
COMMON = range(24, 60)
RARE = range(3_000, 12_000)

_RANKED = """
    SELECT claim_id, ts_rank('{{0.05,0.15,0.4,1.0}}', words, query, 1) AS rank
    FROM (
        SELECT claim_id, words, query FROM claims_claimwords,
            to_tsquery('claims_english', '{words}') AS query
        WHERE words @@ query {order} LIMIT {cap}
    ) AS candidate
    ORDER BY rank DESC, claim_id DESC LIMIT {page}
"""


def finding_works(make: Maker) -> list[Work]:
    """Return W4 for two common words, and for two rare ones."""
    words = all_words()["en"].by_rank
    common = [make.chance.sample(COMMON, 2) for _ in range(SAMPLES)]
    pairs = [[words[n] for n in two] for two in common]
    rare = _rare_pairs(words, make)
    return [
        _work(make, "W4a", "two common words, ranked", pairs, target=0.8),
        _work(make, "W4a newest", "the same beside the newest 1,000", pairs, order=NEWEST),
        _work(make, "W4b", "two rare words, ranked", rare, target=0.30),
    ]


def matching_work(make: Maker) -> Work:
    """Return the question whether a sentence was recorded before: some claims, a little changed."""
    texts = Claim.objects.filter(ref__in=make.refs()).values_list("text", flat=True)
    return Work(
        "match",
        "recorded claims that say the same",
        [
            make.post("/api/v1/claims/match/", {"text": _changed(text), "limit": 10})
            for text in texts
        ],
    )


def _changed(text: str) -> str:
    """Return the text with every fourth word left out."""
    return " ".join(word for place, word in enumerate(text.split()) if place % 4 != 3)


def _rare_pairs(words: list[str], make: Maker) -> list[list[str]]:
    """Return pairs of seldom words that some claim holds together."""
    pairs: list[list[str]] = []
    rare = {words[n] for n in RARE}
    with connection.cursor() as cursor:
        while len(pairs) < SAMPLES:
            cursor.execute(
                "SELECT text FROM claims_claim WHERE id >= %s AND language = 'en' LIMIT 1",
                [make.chance.randint(1, make.newest())],
            )
            for (text,) in cursor.fetchall():
                found = sorted({word for word in text.lower().strip(".").split() if word in rare})
                if len(found) >= 2:
                    pairs.append(found[:2])
    return pairs


def _work(
    make: Maker,
    name: str,
    title: str,
    pairs: list[list[str]],
    *,
    order: str = "",
    target: float | None = None,
) -> Work:
    paths = [f"/api/v1/search/?q={'+'.join(pair)}&page_size={PAGE}&facets=false" for pair in pairs]
    return Work(
        name,
        title,
        [make.get(path) for path in paths],
        [
            [
                _RANKED.format(words=" & ".join(pair), order=order, cap=MOST_RANKED, page=PAGE),
                *make.statements(path),
            ]
            for pair, path in zip(pairs, paths, strict=True)
        ],
        target=target,
    )
