"""What rows of an import ask, and the answers that a person may choose from."""

from collections.abc import Sequence
from typing import NamedTuple

from claims.choices import ActorKind, ImportStatus, Judgement, RowQuestion
from claims.exchange.ingest import lookups
from claims.exchange.ingest.doubles import double_in
from claims.exchange.ingest.lookups import SEVERAL
from claims.exchange.wire import WireReview, parties_of
from claims.models import Appearance, Claim, ImportRow, Rating
from claims.review.rights import Person, may

# When rows may be answered.
ANSWERABLE = (ImportStatus.REHEARSED, ImportStatus.APPLIED)
ANSWERS = {
    "same": Judgement.CONFIRMED,
    "different": Judgement.REJECTED,
    "unsure": Judgement.UNSURE,
}
NO_RATING = "none"
# Before a kind of actor: somebody of that kind, recorded anew.
NEW = "new-"


class Asked(NamedTuple):
    """One question: about which claim, label or name, and the answers with their words."""

    question: str
    about: str
    answers: list[tuple[str, str]]


def asked_by(
    rows: Sequence[ImportRow], reviews: Sequence[WireReview], person: Person
) -> dict[int, list[Asked]]:
    """Return for the number of each of ``rows`` what it asks that ``person`` may answer."""
    asked: dict[int, list[Asked]] = {row.number: [] for row in rows}
    if not any(row.questions for row in rows):
        return asked
    if may(person, "map_labels"):
        _ask_labels(rows, reviews, asked)
    if may(person, "change", Appearance):
        _ask_claimants(rows, reviews, asked)
    if may(person, "judge_link"):
        _ask_doubles(rows, asked)
    return asked


def _ask_labels(
    rows: Sequence[ImportRow], reviews: Sequence[WireReview], asked: dict[int, list[Asked]]
) -> None:
    scale = [(one.code, one.label) for one in Rating.objects.filter(is_active=True)]
    answers = [*scale, (NO_RATING, "No rating")]
    for row, review in zip(rows, reviews, strict=True):
        if RowQuestion.LABEL in row.questions:
            asked[row.number].append(Asked(RowQuestion.LABEL, review.label, answers))


def _ask_claimants(
    rows: Sequence[ImportRow], reviews: Sequence[WireReview], asked: dict[int, list[Asked]]
) -> None:
    unclear = unclear_names(rows, reviews)
    bearers = lookups.find_namesakes({name for names in unclear.values() for name in names})
    new = [(f"{NEW}{kind}", f"New: {label}") for kind, label in ActorKind.choices]
    for row in rows:
        for name in unclear.get(row.number, []):
            known = bearers.get(name, [])
            if len(known) > 1 and not row.is_applied:
                # Which of them is meant is said of the claim, and that is not there yet.
                continue
            answers = [*known, *new]
            asked[row.number].append(Asked(RowQuestion.CLAIMANT, name, answers))


def unclear_names(rows: Sequence[ImportRow], reviews: Sequence[WireReview]) -> dict[int, list[str]]:
    """Return for the numbers of rows that ask for a claimant the names that are still unclear.

    Once applied, those are what stands in words with the claim; before, those that nobody here
    bears, or several.
    """
    named = {
        row.number: list(
            dict.fromkeys(one.name for one in parties_of(review) if not one.is_placeholder)
        )
        for row, review in zip(rows, reviews, strict=True)
        if RowQuestion.CLAIMANT in row.questions
    }
    folded = lookups.folded({name for names in named.values() for name in names})
    actors = lookups.find_actors(set(folded.values()))
    applied = (row for row in rows if row.number in named and row.is_applied)
    claims = [row.claim_id for row in applied if row.claim_id is not None]
    worded = set(
        Appearance.objects.filter(claim_id__in=claims, actor=None)
        .order_by()
        .values_list("claim_id", "attribution")
    )
    return {
        row.number: [
            name
            for name in named[row.number]
            if (
                (row.claim_id, name[:300]) in worded
                if row.is_applied
                else actors.get(folded[name]) is None or actors[folded[name]] == SEVERAL
            )
        ]
        for row in rows
        if row.number in named
    }


def _ask_doubles(rows: Sequence[ImportRow], asked: dict[int, list[Asked]]) -> None:
    named = {
        row.number: ref
        for row in rows
        if RowQuestion.DUPLICATE in row.questions
        and row.is_applied
        and row.claim_id
        and (ref := double_in(row.notes))
    }
    there = set(Claim.objects.filter(ref__in=named.values()).values_list("ref", flat=True))
    answers = [(name, name.capitalize()) for name in ANSWERS]
    for number, ref in named.items():
        if ref in there:
            asked[number].append(Asked(RowQuestion.DUPLICATE, ref, answers))
