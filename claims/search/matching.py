"""Whether somebody has recorded this claim before: the claims that say the same, best first.

Claims are found by the stems that they share with what is asked, rare ones above all (BM25 in
PostgreSQL, over all wordings of a claim), and then compared by runs of letters. How sure it is
that the two say the same is a number between 0 and 1 that means the same for all questions:
see ``likelihood``.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from django.db import connection
from django.db.models import Q, Value

from claims.canonical.urls import canonical_url
from claims.models import Appearance, Claim, ClaimLink, Document
from claims.models.base import Digest
from claims.search.asked import Asked, read_asked
from claims.search.likelihood import Candidate, likelihoods
from claims.search.limits import Clock
from claims.search.meaning.vectors import nearest, nearness_of, vector_of
from claims.search.reasons import Stem, reasons_for
from claims.search.resemblance import resemblances, weigh_runs
from claims.search.wordings import wordings_of

MOST_RESULTS = 100
# How much resemblance counts beside shared stems, nearness in meaning where vectors are there,
# and having been said in a document that the text links to.
RESEMBLANCE = 0.2
MEANING = 60.0
SAME_DOCUMENT = 4.0
# A claim without a shared word has to be nearer than the one; from the other on it is told.
FAR = 0.4
NEAR = 0.5
MOST_LINKS = 5
MOST_LINKED = 50


class Match(NamedTuple):
    """A claim that may say the same, how likely that is (0 to 1), and why one may think so."""

    claim: Claim
    score: float
    reasons: list[str]


def match_claims(
    text: str,
    *,
    published: bool,
    limit: int = 10,
    left_out: Collection[int] = (),
) -> list[Match]:
    """Return up to ``limit`` live claims that may say what ``text`` says, the likeliest first.

    Any text will do: a sentence, a post with handles and links, an article. With ``published``
    only what the outside may see is found. ``left_out`` are ids of claims not to be found.
    Raises ``SearchTooSlow``.
    """
    asked = read_asked(text)
    with Clock().running():
        stems = stems_of([asked])[0]
        linked = _linked(asked.links, published)
        found = _candidates(asked, stems, linked, published=published, left_out=left_out)
        if not found:
            return []
        shown = found[:limit]
        claims = _claims([one.claim_id for one in shown], published)
        near = {one.claim_id for one in shown if (one.near or 0) >= NEAR}
        reasons = reasons_for(asked, stems, list(claims.values()), linked, near)
    scores = likelihoods(asked, found, limit)
    return [
        Match(claims[one.claim_id], score, reasons[one.claim_id])
        for one, score in zip(shown, scores, strict=True)
        if one.claim_id in claims
    ]


def match_claim(claim: Claim, *, published: bool, limit: int = 10) -> list[Match]:
    """Return the claims that may say the same as ``claim``, as ``match_claims`` does.

    Claims that somebody has found to say something else are not suggested again.
    """
    left_out = [claim.pk, *ClaimLink.objects.found_different(claim.pk)]
    return match_claims(claim.text, published=published, limit=limit, left_out=left_out)


def find_candidates(text: str) -> tuple[Asked, list[Candidate]]:
    """Return what ``text`` asks for and all candidates: what the likelihood was fitted on."""
    asked = read_asked(text)
    stems = stems_of([asked])[0]
    return asked, _candidates(asked, stems, set(), published=False, left_out=())


def stems_of(asked: Sequence[Asked]) -> list[list[Stem]]:
    """Return the stems of each of ``asked``, each with the word that it comes from."""
    words = list(dict.fromkeys(word for one in asked for word in one.words))
    with connection.cursor() as cursor:
        cursor.execute("SELECT place, term FROM claims_match_stems(%s) ORDER BY place", [words])
        terms: dict[str, list[int]] = {}
        for place, term in cursor.fetchall():
            terms.setdefault(words[place - 1], []).append(term)
    told = []
    for one in asked:
        found: dict[int, Stem] = {}
        for word, weight in one.words.items():
            for term in terms.get(word, ()):
                if term not in found or found[term].weight < weight:
                    found[term] = Stem(term, word, weight)
        told.append(list(found.values()))
    return told


def _linked(links: Sequence[str], published: bool) -> set[int]:
    """Return the ids of the claims that were said in one of the documents behind ``links``."""
    addresses = set()
    for link in links[:MOST_LINKS]:
        try:
            addresses.add(canonical_url(link))
        except ValueError:
            continue
    if not addresses:
        return set()
    said = Appearance.objects.filter(
        document__in=_documents_at(addresses), claim__merged_into__isnull=True
    )
    if published:
        said = said.filter(claim__verdict__isnull=False)
    return set(said.order_by().values_list("claim", flat=True).distinct()[:MOST_LINKED])


def _documents_at(addresses: Collection[str]) -> list[int]:
    rows = Document.objects.alias(key=Digest("canonical_url")).exclude(canonical_url="")
    same = Q(*(Q(key=Digest(Value(address))) for address in addresses), _connector=Q.OR)
    return list(rows.filter(same).order_by().values_list("pk", flat=True))


def _candidates(
    asked: Asked,
    stems: Sequence[Stem],
    linked: Collection[int],
    *,
    published: bool,
    left_out: Collection[int],
) -> list[Candidate]:
    """Return what was found, the best first: at most ``MOST_RESULTS``."""
    vector = vector_of(asked.text)
    added = {*linked, *(nearest(vector, left_out) if vector is not None else ())}
    shared = _sharing(stems, added, published, left_out)
    if not shared:
        return []
    wordings = wordings_of(shared)
    alike = resemblances(weigh_runs(asked.words), [" ".join(wordings[pk]) for pk in shared])
    near = nearness_of(vector, shared) if vector is not None else {}
    # Claims whose vectors are still to be computed are neither lifted nor lowered.
    usual = sum(near.values()) / len(near) if near else 0.0
    found = []
    for (claim_id, fit), like in zip(shared.items(), alike, strict=True):
        nearness = near.get(claim_id, usual)
        if not fit and claim_id not in linked and nearness < FAR:
            continue
        fit += RESEMBLANCE * like + MEANING * nearness + SAME_DOCUMENT * (claim_id in linked)
        found.append(Candidate(claim_id, fit, nearness if near else None, wordings[claim_id]))
    return sorted(found, key=lambda one: (-one.fit, -one.claim_id))[:MOST_RESULTS]


def _sharing(
    stems: Sequence[Stem], added: Collection[int], published: bool, left_out: Collection[int]
) -> dict[int, float]:
    """Return how well the claims that share ``stems`` fit by these alone, and those ``added``."""
    terms, weights = [stem.term for stem in stems], [stem.weight for stem in stems]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT claim_id, score FROM claims_match(%s, %s, %s, %s, %s, %s)",
            [terms, weights, published, list(left_out), list(added), MOST_RESULTS + len(added)],
        )
        return dict(cursor.fetchall())


def _claims(ids: Collection[int], published: bool) -> dict[int, Claim]:
    rows = Claim.objects.published() if published else Claim.objects.live()
    return {claim.pk: claim for claim in rows.select_related("verdict").filter(pk__in=ids)}
