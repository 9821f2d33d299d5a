"""How likely it is that a claim says the same as what is asked, between 0 and 1.

Logistic regression on a few figures of each candidate: how well it fits, how well those fit
that merely touch the same subject (the mean of the fourth to the tenth), how much of its
closest wording is found in what is asked and, where vectors are there, how near it is in
meaning. A fit that stands out says more than a high one.

The coefficients were fitted by ``python -m tests.quality fit`` on the 1,563 questions of the
development sets, each put twice: with the claims that answer it, and without them. Both sets
weigh the same. Texts that agree nearly letter by letter say the same whatever the figures.
"""

from collections.abc import Sequence
from math import exp
from typing import NamedTuple

from claims.search.asked import Asked
from claims.search.resemblance import runs_in

# From here on a claim is likely to say the same: about the best F1 on the development sets.
LIKELY = 0.3
# Agreement of two texts, both ways, from which on it is the likelihood itself.
SAME_LETTERS = 0.8


class Candidate(NamedTuple):
    """A claim as it was found: how well it fits (more is better), how near it is in meaning
    (a cosine, None without vectors), and all its wordings."""

    claim_id: int
    fit: float
    near: float | None
    wordings: list[str]


class Figures(NamedTuple):
    """What the likelihood hangs on; as coefficients, by how much."""

    constant: float
    fit: float
    level: float
    covered: float
    near: float


BY_WORDS = Figures(-3.41, 0.204, -0.294, 2.12, 0)
BY_MEANING = Figures(-4.58, 0.116, -0.167, 0.568, 4.59)


def likelihoods(asked: Asked, found: Sequence[Candidate], limit: int) -> list[float]:
    """Return the likelihood of the first ``limit`` of ``found``.

    ``found`` is in order, the best first, and so are the likelihoods.
    """
    weights = BY_MEANING if found and found[0].near is not None else BY_WORDS
    scores: list[float] = []
    for figures, agreement in figures_of(asked, found, limit):
        told = sum(weight * figure for weight, figure in zip(weights, figures, strict=True))
        score = 1 / (1 + exp(-told))
        if agreement >= SAME_LETTERS:
            score = max(score, agreement)
        scores.append(min(score, scores[-1]) if scores else score)
    return [round(score, 4) for score in scores]


def figures_of(asked: Asked, found: Sequence[Candidate], limit: int) -> list[tuple[Figures, float]]:
    """Return the figures of the first ``limit`` of ``found``, and how far the letters agree."""
    others = [one.fit for one in found[3:10]]
    level = sum(others) / len(others) if others else 0.0
    ours = runs_in(" ".join(asked.words))
    told = []
    for one in found[:limit]:
        covered = agreement = 0.0
        for wording in one.wordings:
            theirs = runs_in(wording)
            common = len(ours & theirs)
            if common:
                covered = max(covered, common / len(theirs))
                agreement = max(agreement, common / max(len(ours), len(theirs)))
        told.append((Figures(1.0, one.fit, level, covered, one.near or 0.0), agreement))
    return told
