"""Put the questions to a real server, print how well it answered, and what ts_rank would have."""

import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from django.db import connection

from claims.search.likelihood import LIKELY
from claims.search.meaning import encoder
from tests.quality.fit import fit
from tests.quality.house import House, load, remove, scratch_database
from tests.quality.sets import (
    FIGURES,
    Question,
    QuestionSet,
    parted,
    ranked,
    read_sets,
    withheld,
)

DEPTH = 50
Ask = Callable[[str], list[str]]

_BASELINE = """
    SELECT ref FROM plain, (
        SELECT string_agg(quote_literal(lexeme), ' | ')::tsquery AS query
        FROM unnest(to_tsvector('english', %s))
    ) AS asked
    WHERE words @@ query ORDER BY ts_rank(words, query, 1) DESC, ref LIMIT %s
"""


def main(arguments: Sequence[str]) -> int:
    """Measure the sets of the folder that ``arguments`` name, or fit the likelihood on them."""
    fitting = arguments[:1] == ["fit"]
    folder = Path((arguments[fitting:] or ["../shared/data/matching"])[0])
    if not (folder / "sets.tsv").exists():
        print(f"No data: there is no sets.tsv in {folder}. Name a folder: make quality DATA=…")
        return 0
    sets = read_sets(folder)
    if fitting:
        fit(sets)
        return 0
    for questions in sets:
        with scratch_database():
            _measure(questions)
    return 0


def _measure(asked: QuestionSet) -> None:
    began = time.monotonic()
    ids = load(asked.corpus)
    print(
        f"\n{asked.name}: {len(asked.questions)} questions to {len(ids):,} claims"
        f" (recorded in {time.monotonic() - began:.0f} s,"
        f" {'with' if encoder.is_ready() else 'without'} sentence vectors)"
    )
    print(f"  {'':24}" + "".join(f"{name:>8}" for name in FIGURES) + "     p50     p95")
    with closing(House()) as house:
        _rank(
            "/api/v1/claims/match/",
            asked.questions,
            lambda text: [ids[found["ref"]] for found in house.ask(text, DEPTH)],
        )
        _plain_words()
        _rank("ts_rank, any word", asked.questions, lambda text: _plainly(text, ids))
        _part(asked.questions, ids, house)


def _rank(title: str, questions: Sequence[Question], ask: Ask) -> None:
    """Print how well ``ask`` ranks the answers, and how long it takes."""
    for question in questions[:10]:
        ask(question.text)
    run, taken = {}, []
    for question in questions:
        began = time.perf_counter()
        run[question.id] = ask(question.text)
        taken.append(1000 * (time.perf_counter() - began))
    taken.sort()
    figures = ranked(run, questions)
    print(
        f"  {title:24}"
        + "".join(f"{figures[name]:8.3f}" for name in FIGURES)
        + f"{taken[len(taken) // 2]:5.0f} ms{taken[len(taken) * 95 // 100]:5.0f} ms",
        flush=True,
    )


def _plain_words() -> None:
    """Gather the wordings of each claim for PostgreSQL's own ranking."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE plain AS SELECT ref, to_tsvector('english', claim.text || ' ' ||"
            " coalesce(string_agg(wording.text, ' '), '')) AS words"
            " FROM claims_claim AS claim"
            " LEFT JOIN claims_claimwording AS wording ON claim_id = claim.id"
            " GROUP BY claim.id"
        )
        cursor.execute("CREATE INDEX ON plain USING gin (words)")
        cursor.execute("ANALYZE plain")


def _plainly(text: str, ids: dict[str, str]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(_BASELINE, [text, DEPTH])
        return [ids[ref] for (ref,) in cursor.fetchall()]


def _part(questions: Sequence[Question], ids: dict[str, str], house: House) -> None:
    """Print how well the score tells what is recorded from what is not."""
    gone = withheld(questions)
    remove([ref for ref, id_ in ids.items() if id_ in gone])
    best: dict[bool, list[float]] = {True: [], False: []}
    for question in questions:
        found = house.ask(question.text, 1)
        best[bool(question.answers - gone)].append(found[0]["score"] if found else 0.0)
    told = parted(best[True], best[False], LIKELY)
    print(
        f"  answers of every second question taken away: AUC {told.auc:.3f}, best F1"
        f" {told.best_f1:.3f} at {told.best_at:.2f}; at the threshold {LIKELY}: F1 {told.f1:.3f},"
        f" precision {told.precision:.3f}, recall {told.recall:.3f}",
        flush=True,
    )
