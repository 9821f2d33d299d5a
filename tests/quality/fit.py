"""Fitting the likelihood that a claim says the same: logistic regression by Newton's method.

Each question is put twice: with the claims that answer it, and as if they were not recorded.
Of each the first few candidates are looked at. All sets weigh the same.

What the coefficients are worth is told by questions that they were not fitted on: those of each
part of a set by its other parts and the other sets, and those of a set by the other sets alone.
"""

from collections.abc import Collection, Sequence
from math import exp
from typing import NamedTuple

from claims.models import Claim
from claims.search.likelihood import LIKELY, Candidate, Figures, figures_of
from claims.search.matching import find_candidates
from claims.search.meaning import encoder
from tests.quality.house import load, scratch_database
from tests.quality.sets import QuestionSet, parted, withheld

LOOKED_AT = 5
PARTS = 5
# Newton's method has come to rest after some eight.
ROUNDS = 12
# Keeps the coefficients from growing without end where a figure parts everything.
RIDGE = 1e-4

Row = tuple[list[float], bool, float]


class Trial(NamedTuple):
    """What one question gives: rows to fit on, and what it is judged by.

    With the answers to every second question taken away, that is whether it has an answer left,
    and the figures of its best candidate, if there is one.
    """

    rows: list[Row]
    has_answer: bool
    best: list[float] | None


def fit(sets: Sequence[QuestionSet]) -> None:
    """Print the coefficients for all sets together and for each alone, and what they are worth.

    Those with sentence vectors where their packages are installed, those without elsewhere.
    """
    trials: dict[str, list[Trial]] = {}
    for asked in sets:
        with scratch_database():
            trials[asked.name] = _trials(asked)
    print("BY_MEANING" if encoder.is_ready() else "BY_WORDS")
    every = [trial for found in trials.values() for trial in found]
    for name, chosen in {"all": every, **trials}.items():
        print(f"  {name}: {Figures(*(round(value, 4) for value in _fitted(chosen)))}", flush=True)
    for name, own in trials.items():
        others = [trial for other, found in trials.items() if other != name for trial in found]
        scores: list[tuple[bool, float]] = []
        for part in range(PARTS):
            rest = [trial for place, trial in enumerate(own) if place % PARTS != part]
            scores += _judged(own[part::PARTS], _fitted([*others, *rest]))
        _tell(f"{name}, each fifth by all others", scores)
        if others:
            _tell(f"{name}, by other sets alone", _judged(own, _fitted(others)))


def _trials(asked: QuestionSet) -> list[Trial]:
    """Return what each question gives."""
    ids = load(asked.corpus)
    refs = {pk: ref for pk, ref in Claim.objects.values_list("pk", "ref") if ref in ids}
    gone = withheld(asked.questions)
    weight = 1 / len(asked.questions)
    trials = []
    for question in asked.questions:
        text, found = find_candidates(question.text)
        marked = [(one, ids[refs[one.claim_id]]) for one in found]
        rows: list[Row] = []
        for without in ((), question.answers):
            kept = _kept(marked, without)
            figures = figures_of(text, [one for one, _ in kept], LOOKED_AT)
            rows += [
                (list(figure), id_ in question.answers, weight)
                for (figure, _), (_, id_) in zip(figures, kept, strict=False)
            ]
        best = figures_of(text, [one for one, _ in _kept(marked, gone)], 1)
        has_answer = bool(question.answers - gone)
        trials.append(Trial(rows, has_answer, list(best[0][0]) if best else None))
    return trials


def _kept(
    marked: Sequence[tuple[Candidate, str]], without: Collection[str]
) -> list[tuple[Candidate, str]]:
    return [(one, id_) for one, id_ in marked if id_ not in without]


def _fitted(trials: Sequence[Trial]) -> list[float]:
    return regress([row for trial in trials for row in trial.rows])


def _judged(trials: Sequence[Trial], weights: Sequence[float]) -> list[tuple[bool, float]]:
    """Return for each question whether it has an answer, and the best score it is told."""
    return [
        (trial.has_answer, _chance(weights, trial.best) if trial.best else 0.0) for trial in trials
    ]


def _tell(title: str, scores: Sequence[tuple[bool, float]]) -> None:
    answered = [score for has_answer, score in scores if has_answer]
    told = parted(answered, [score for has_answer, score in scores if not has_answer], LIKELY)
    print(f"  {title}: AUC {told.auc:.3f}, best F1 {told.best_f1:.3f}, at {LIKELY}: {told.f1:.3f}")


def _chance(weights: Sequence[float], figures: Sequence[float]) -> float:
    told = sum(a * b for a, b in zip(weights, figures, strict=True))
    return 1 / (1 + exp(-max(-30.0, min(30.0, told))))


def regress(rows: Sequence[Row]) -> list[float]:
    """Return the coefficients that make ``rows`` likeliest."""
    size = len(rows[0][0])
    found = [0.0] * size
    for _ in range(ROUNDS):
        slope = [-RIDGE * value for value in found]
        curve = [[RIDGE * (i == j) for j in range(size)] for i in range(size)]
        for figures, is_answer, weight in rows:
            chance = _chance(found, figures)
            for i in range(size):
                slope[i] += weight * (is_answer - chance) * figures[i]
                for j in range(size):
                    curve[i][j] += weight * chance * (1 - chance) * figures[i] * figures[j]
        step = _solve(curve, slope)
        found = [value + change for value, change in zip(found, step, strict=True)]
    return found


def _solve(matrix: list[list[float]], vector: list[float]) -> list[float]:
    """Return x with matrix · x = vector, by Gauss's elimination."""
    rows = [[*row, value] for row, value in zip(matrix, vector, strict=True)]
    for i in range(len(rows)):
        best = max(range(i, len(rows)), key=lambda r: abs(rows[r][i]))
        rows[i], rows[best] = rows[best], rows[i]
        rows[i] = [value / rows[i][i] for value in rows[i]]
        for j, row in enumerate(rows):
            if j != i:
                rows[j] = [a - row[i] * b for a, b in zip(row, rows[i], strict=True)]
    return [row[-1] for row in rows]
