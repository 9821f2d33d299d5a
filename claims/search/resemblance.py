"""How much texts resemble each other by runs of four letters: inflection, typing errors, compounds.

A run that most of the candidates have says little, one that few have says much. So runs are
weighed by how rare they are among the candidates themselves, which needs no statistics.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import log

RUN = 4
# How far longer texts are held back, as in BM25.
SLOPE = 0.5

_WORD = re.compile(r"\w+")


@lru_cache(maxsize=50_000)
def runs_of(word: str) -> frozenset[str]:
    """Return the runs of four letters of ``word``, with a blank before and after it."""
    padded = f" {word} "
    return frozenset(padded[start : start + RUN] for start in range(max(1, len(padded) - RUN + 1)))


def runs_in(text: str) -> set[str]:
    """Return the runs of all words of ``text``, without regard to case."""
    return set().union(*(runs_of(word) for word in set(_WORD.findall(text.lower()))))


def weigh_runs(words: Mapping[str, float]) -> dict[str, float]:
    """Return the weight of each run: the highest of the words that it comes from."""
    weights: dict[str, float] = {}
    for word, weight in words.items():
        for run in runs_in(word):
            weights[run] = max(weight, weights.get(run, 0))
    return weights


def resemblances(asked: Mapping[str, float], texts: Sequence[str]) -> list[float]:
    """Return how much each of ``texts`` resembles what is ``asked`` (runs with their weights).

    The figures compare the texts with each other, and mean nothing apart.
    """
    found = [runs_in(text) for text in texts]
    if not found:
        return []
    mean = sum(map(len, found)) / len(found) or 1
    shared = [asked.keys() & runs for runs in found]
    held = Counter(run for runs in shared for run in runs)
    weight = {run: asked[run] * log(1 + len(texts) / count) for run, count in held.items()}
    return [
        sum(weight[run] for run in runs) / (1 - SLOPE + SLOPE * len(every) / mean)
        for runs, every in zip(shared, found, strict=True)
    ]
