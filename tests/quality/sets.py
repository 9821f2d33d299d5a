"""The sets of questions: what is asked, of which list of claims, and which of them answer it.

A folder holds ``sets.tsv`` (name, list of claims), ``corpora/<list>.tsv`` (a header with id and
claim), and for each set ``queries.tsv`` (qid, text) and ``qrels.tsv`` as TREC has it.
"""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

FIGURES = ("MAP@5", "MRR", "P@1", "R@10", "R@50")


class Question(NamedTuple):
    """A text, and the ids of the claims that say the same."""

    id: str
    text: str
    answers: frozenset[str]


class QuestionSet(NamedTuple):
    """Questions that are put to one list of claims."""

    name: str
    corpus: Path
    questions: list[Question]


def read_sets(folder: Path) -> list[QuestionSet]:
    """Return the sets in ``folder``."""
    found = []
    for line in (folder / "sets.tsv").read_text().splitlines():
        if not line.strip():
            continue
        name, corpus = line.split()
        answers = defaultdict(set)
        for row in (folder / name / "qrels.tsv").read_text().splitlines():
            question, _, claim, is_one = row.split("\t")
            if int(is_one) > 0:
                answers[question].add(claim)
        rows = (folder / name / "queries.tsv").read_text().split("\n")[1:]
        pairs = (row.rstrip("\r").split("\t")[:2] for row in rows if row.strip())
        questions = [
            Question(id_, text, frozenset(answers[id_])) for id_, text in pairs if id_ in answers
        ]
        found.append(QuestionSet(name, folder / "corpora" / f"{corpus}.tsv", questions))
    return found


def withheld(questions: Sequence[Question]) -> set[str]:
    """Return the answers of every second question: claims to be taken away."""
    seconds = sorted(questions)[1::2]
    return set().union(*(question.answers for question in seconds))


def ranked(run: Mapping[str, Sequence[str]], questions: Sequence[Question]) -> dict[str, float]:
    """Return the mean of each figure over ``questions``; ``run`` holds ids, the best first."""
    sums = dict.fromkeys(FIGURES, 0.0)
    for question in questions:
        found = list(dict.fromkeys(run.get(question.id, ())))
        places = [place for place, id_ in enumerate(found, 1) if id_ in question.answers]
        size = len(question.answers)
        hits = enumerate((place for place in places if place <= 5), 1)
        sums["MAP@5"] += sum(number / place for number, place in hits) / size
        sums["MRR"] += 1 / places[0] if places else 0
        sums["P@1"] += places[:1] == [1]
        sums["R@10"] += sum(place <= 10 for place in places) / size
        sums["R@50"] += sum(place <= 50 for place in places) / size
    return {name: total / len(questions) for name, total in sums.items()}


class Parting(NamedTuple):
    """How well the best score tells questions that have an answer from those that have none."""

    auc: float
    best_f1: float
    best_at: float
    f1: float
    precision: float
    recall: float


def parted(with_answer: Sequence[float], without: Sequence[float], threshold: float) -> Parting:
    """Return how well the best scores of two kinds of questions are parted.

    ``auc`` is the chance that one with an answer scores above one without. ``best_f1`` is that
    of the best threshold, ``best_at``; the rest is at ``threshold``.
    """
    above = sum((a > b) + 0.5 * (a == b) for a in with_answer for b in without)
    best, at = max((_at(with_answer, without, score)[0], score) for score in set(with_answer))
    return Parting(
        above / (len(with_answer) * len(without) or 1),
        best,
        at,
        *_at(with_answer, without, threshold),
    )


def _at(
    with_answer: Sequence[float], without: Sequence[float], threshold: float
) -> tuple[float, float, float]:
    """Return F1, precision and recall when what scores ``threshold`` or more is held a match."""
    right = sum(score >= threshold for score in with_answer)
    held = right + sum(score >= threshold for score in without)
    return (
        2 * right / (len(with_answer) + held),
        right / held if held else math.nan,
        right / len(with_answer),
    )
