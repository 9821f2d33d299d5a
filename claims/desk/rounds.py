"""What changed in an assessment between the rounds of its review, as the audit tells it."""

from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q

from claims.audit.history import history_of
from claims.canonical.difference import Run, difference
from claims.choices import AssessmentStatus
from claims.models import Assessment, AssessmentEvidence, AuditEntry, Rating, Review

_WRITTEN = (
    "rating_id",
    "confidence",
    "headline",
    "explanation",
    "gaps",
    "confidence_exception",
    "public_note",
)


class Changes(NamedTuple):
    """What was written anew, and the ids of the evidence that came or went."""

    fields: list[tuple[str, list[Run]]]
    cited: list[int]
    uncited: list[int]

    def __bool__(self) -> bool:
        return any(self)


class Round(NamedTuple):
    """One submission: who handed it in and when, what changed before, and what was answered.

    The first round of a correction changes what it corrects; another first round, nothing.
    """

    number: int
    by: str
    at: datetime
    changes: Changes | None
    reviews: list[Review]


def rounds_of(assessment: Assessment) -> list[Round]:
    """Return the rounds of ``assessment``, the newest first; in a few queries for each."""
    entries = history_of(assessment)
    handed_in = list(entries.filter(after__status=AssessmentStatus.SUBMITTED).order_by("id"))
    reviews = list(assessment.reviews.select_related("reviewer").order_by("id"))
    rounds: list[Round] = []
    for place, entry in enumerate(handed_in):
        number = place + 1
        if place:
            changes = _between(assessment, handed_in[place - 1].pk, entry.pk)
        else:
            changes = _from_corrected(assessment) if len(handed_in) == 1 else None
        answers = [review for review in reviews if review.round == number]
        rounds.append(Round(number, entry.actor_name, entry.at, changes, answers))
    return rounds[::-1]


def _between(assessment: Assessment, earlier: int, latest: int) -> Changes:
    """Return what changed after one entry of the audit and up to another one."""
    written = history_of(assessment).filter(id__gt=earlier, id__lte=latest).order_by("id")
    first: dict[str, Any] = {}
    last: dict[str, Any] = {}
    for entry in written:
        for name in _WRITTEN:
            if name in (entry.after or {}):
                first.setdefault(name, (entry.before or {}).get(name))
                last[name] = (entry.after or {})[name]
    return Changes(_fields(first, last), *_citations(assessment, earlier, latest))


def _from_corrected(assessment: Assessment) -> Changes | None:
    """Return how ``assessment`` differs from the one that it is to correct, if it is."""
    corrected = assessment.supersedes
    if corrected is None:
        return None
    first, last = (
        {name: getattr(row, name) for name in _WRITTEN} for row in (corrected, assessment)
    )
    was, now = (
        set(AssessmentEvidence.objects.filter(assessment=row).values_list("evidence_id", flat=True))
        for row in (corrected, assessment)
    )
    return Changes(_fields(first, last), sorted(now - was), sorted(was - now))


def _fields(first: dict[str, Any], last: dict[str, Any]) -> list[tuple[str, list[Run]]]:
    changed = [name for name in _WRITTEN if name in last and first[name] != last[name]]
    if "rating_id" in changed:
        labels = dict(Rating.objects.values_list("pk", "label"))
        for row in (first, last):
            row["rating_id"] = labels.get(row["rating_id"], "")
    return [
        (
            str(Assessment._meta.get_field(name).verbose_name),
            difference(str(first[name] or ""), str(last[name] or "")),
        )
        for name in changed
    ]


def _citations(assessment: Assessment, earlier: int, latest: int) -> tuple[list[int], list[int]]:
    rows = AuditEntry.objects.filter(
        Q(after__assessment_id=assessment.pk) | Q(before__assessment_id=assessment.pk),
        table_name=AssessmentEvidence._meta.db_table,
        claim_id=assessment.claim_id,
        action__in=("insert", "delete"),
        id__gt=earlier,
        id__lte=latest,
    ).order_by("id")
    balance: dict[int, int] = {}
    for entry in rows:
        evidence = (entry.after or entry.before)["evidence_id"]
        balance[evidence] = balance.get(evidence, 0) + (1 if entry.action == "insert" else -1)
    came = [pk for pk, total in balance.items() if total > 0]
    return came, [pk for pk, total in balance.items() if total < 0]
