"""Fitting the likelihood that a claim says the same: logistic regression by Newton's method.

Each question is put twice: with the claims that answer it, and as if they were not recorded.
Of each the first few candidates are looked at. All sets weigh the same.
"""

from collections.abc import Sequence
from math import exp

from claims.models import Claim
from claims.search.likelihood import Figures, figures_of
from claims.search.matching import find_candidates
from claims.search.meaning import encoder
from tests.quality.house import load, scratch_database
from tests.quality.sets import QuestionSet

LOOKED_AT = 5
ROUNDS = 25
# Keeps the coefficients from growing without end where a figure parts everything.
RIDGE = 1e-4

Row = tuple[list[float], bool, float]


def fit(sets: Sequence[QuestionSet]) -> None:
    """Print the coefficients for all sets together, and for each alone.

    Those with sentence vectors where their packages are installed, those without elsewhere.
    """
    rows: dict[str, list[Row]] = {}
    for asked in sets:
        with scratch_database():
            rows[asked.name] = _rows(asked)
    print("with" if encoder.is_ready() else "without", "sentence vectors")
    together = [row for found in rows.values() for row in found]
    for name, chosen in {"all": together, **rows}.items():
        print(name, Figures(*(round(value, 4) for value in regress(chosen))), flush=True)


def _rows(asked: QuestionSet) -> list[Row]:
    """Return figures of candidates, whether each is an answer, and what it weighs."""
    ids = load(asked.corpus)
    refs = _refs(ids)
    weight = 1 / len(asked.questions)
    rows: list[Row] = []
    for question in asked.questions:
        words, found = find_candidates(question.text)
        marked = [(one, ids[refs[one.claim_id]] in question.answers) for one in found]
        for kept in (marked, [pair for pair in marked if not pair[1]]):
            figures = figures_of(words, [one for one, _ in kept], LOOKED_AT)
            rows += [
                (list(figure), is_answer, weight)
                for (figure, _), (_, is_answer) in zip(figures, kept, strict=False)
            ]
    return rows


def _refs(ids: dict[str, str]) -> dict[int, str]:
    return {pk: ref for pk, ref in Claim.objects.values_list("pk", "ref") if ref in ids}


def regress(rows: Sequence[Row]) -> list[float]:
    """Return the coefficients that make ``rows`` likeliest."""
    size = len(rows[0][0])
    found = [0.0] * size
    for _ in range(ROUNDS):
        slope = [-RIDGE * value for value in found]
        curve = [[RIDGE * (i == j) for j in range(size)] for i in range(size)]
        for figures, is_answer, weight in rows:
            told = sum(a * b for a, b in zip(found, figures, strict=True))
            chance = 1 / (1 + exp(-max(-30.0, min(30.0, told))))
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
