"""How likely it is that a claim says the same as what is asked, between 0 and 1.

Logistic regression on three figures of each candidate: how well it fits, how well those fit
that merely touch the same subject (the mean of the fourth to the tenth), and how much of its
closest wording is found in what is asked. A fit that stands out says more than a high one.

The coefficients were fitted by ``python -m tests.quality fit`` on the 1,563 questions of the
development sets, each put twice: with the claims that answer it, and without them. Both sets
weigh the same. Texts that agree nearly letter by letter say the same whatever the figures.
"""

from collections.abc import Sequence
from math import exp

from claims.search.asked import Asked
from claims.search.resemblance import runs_in

CONSTANT = -3.36
FIT = 0.203
LEVEL = -0.292
COVERED = 1.99
# From here on a claim is likely to say the same: the best F1 on the development sets.
LIKELY = 0.3
# Agreement of two texts, both ways, from which on it is the likelihood itself.
SAME_LETTERS = 0.8


def likelihoods(asked: Asked, found: Sequence[tuple[float, list[str]]], limit: int) -> list[float]:
    """Return the likelihood of the first ``limit`` of ``found``: fits with their wordings.

    ``found`` is in order, the best first, and so are the likelihoods.
    """
    figures = features(asked, found, limit)
    scores: list[float] = []
    for fit, level, covered, agreement in figures:
        score = 1 / (1 + exp(-(CONSTANT + FIT * fit + LEVEL * level + COVERED * covered)))
        if agreement >= SAME_LETTERS:
            score = max(score, agreement)
        scores.append(min(score, scores[-1]) if scores else score)
    return [round(score, 4) for score in scores]


def features(
    asked: Asked, found: Sequence[tuple[float, list[str]]], limit: int
) -> list[tuple[float, float, float, float]]:
    """Return fit, level, covered and agreement of the first ``limit`` of ``found``."""
    others = [fit for fit, _ in found[3:10]]
    level = sum(others) / len(others) if others else 0.0
    ours = runs_in(" ".join(asked.words))
    figures = []
    for fit, wordings in found[:limit]:
        shares = [(0.0, 0.0)]
        for wording in wordings:
            theirs = runs_in(wording)
            common = len(ours & theirs)
            if common:
                shares.append((common / len(theirs), common / max(len(ours), len(theirs))))
        figures.append((fit, level, max(a for a, _ in shares), max(b for _, b in shares)))
    return figures
