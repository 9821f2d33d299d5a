"""What changed in an assessment between two rounds of its review, as the audit tells it."""

import difflib
from typing import Any, NamedTuple

from django.db.models import Q

from claims.audit.history import history_of
from claims.choices import AssessmentStatus
from claims.models import Assessment, AuditEntry, Evidence, Rating

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
    """What was written anew since the last round, and which evidence came or went."""

    fields: list[tuple[str, list[tuple[str, str]]]]
    cited: list[int]
    uncited: list[int]


def changes_since_last_round(assessment: Assessment) -> Changes | None:
    """Return what changed between the last submission but one and the last, or None in the
    first round."""
    entries = history_of(assessment)
    handed_in = list(
        entries.filter(after__status=AssessmentStatus.SUBMITTED).values_list("id", flat=True)[:2]
    )
    if len(handed_in) < 2:
        return None
    latest, earlier = handed_in
    written = list(entries.filter(id__gt=earlier, id__lte=latest).order_by("id"))
    came, went = _citations(assessment, earlier, latest)
    return Changes(_fields(written), came, went)


def _fields(entries: list[AuditEntry]) -> list[tuple[str, list[tuple[str, str]]]]:
    first: dict[str, Any] = {}
    last: dict[str, Any] = {}
    for entry in entries:
        for name in _WRITTEN:
            if name in (entry.after or {}):
                first.setdefault(name, (entry.before or {}).get(name))
                last[name] = (entry.after or {})[name]
    labels = dict(Rating.objects.values_list("pk", "label"))
    for of in (first, last):
        if "rating_id" in of:
            of["rating_id"] = labels.get(of["rating_id"], "")
    return [
        (name.removesuffix("_id").replace("_", " "), difference(first[name], last[name]))
        for name in _WRITTEN
        if name in last and first[name] != last[name]
    ]


def difference(before: Any, after: Any) -> list[tuple[str, str]]:
    """Return the words of both texts in order, each run as ``same``, ``gone`` or ``new``."""
    old, new = str(before or "").split(" "), str(after or "").split(" ")
    runs = []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            runs.append(("same", " ".join(old[a:b])))
            continue
        if b > a:
            runs.append(("gone", " ".join(old[a:b])))
        if d > c:
            runs.append(("new", " ".join(new[c:d])))
    return runs


def _citations(assessment: Assessment, earlier: int, latest: int) -> tuple[list[int], list[int]]:
    rows = AuditEntry.objects.filter(
        Q(after__assessment_id=assessment.pk) | Q(before__assessment_id=assessment.pk),
        table_name="claims_assessmentevidence",
        claim_id=assessment.claim_id,
        action__in=("insert", "delete"),
        id__gt=earlier,
        id__lte=latest,
    ).order_by("id")
    known = set(Evidence.objects.filter(claim=assessment.claim_id).values_list("pk", flat=True))
    balance: dict[int, int] = {}
    for entry in rows:
        evidence = (entry.after or entry.before)["evidence_id"]
        balance[evidence] = balance.get(evidence, 0) + (1 if entry.action == "insert" else -1)
    came = [pk for pk, sum_ in balance.items() if sum_ > 0 and pk in known]
    return came, [pk for pk, sum_ in balance.items() if sum_ < 0 and pk in known]
