"""The review page: what is to be approved, what changed since the last round, and the answer."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from claims.choices import Decision
from claims.desk.access import desk_view
from claims.desk.rounds import Changes, Round, rounds_of
from claims.desk.workspace import evidence_of, get_claim
from claims.models import Assessment, Claim, User
from claims.review.acts import ACTS
from claims.review.readiness import approvals_needed, origins_of
from claims.review.rights import StepRefused
from claims.review.situation import look_at
from claims.review.workflow import steps_in

ANSWERS = ("approve", "request_changes", "publish", "correct")


@desk_view
def review(request: HttpRequest, ref: str) -> HttpResponse:
    """Show the open assessment as its reviewer reads it."""
    claim = get_claim(ref, request.user)
    situation = look_at(claim)
    if situation.open is None:
        raise StepRefused("This claim has no open assessment to review.")
    if situation.open.round == 0:
        return redirect("desk:claim", ref=claim.ref)
    answers = steps_in(situation, request.user)
    cited = {row.evidence_id: row for row in situation.cited}
    evidence = [row for row in evidence_of(claim, request.user) if row.pk in cited]
    rounds = _told(rounds_of(situation.open), claim, request.user)
    context = {
        "claim": claim,
        "open": situation.open,
        "latest": rounds[0] if rounds else None,
        "earlier": rounds[1:],
        "evidence": [(row, cited[row.pk]) for row in evidence],
        "hidden": len(cited) - len(evidence),
        "documents": len({row.document_id for row in evidence}),
        "origins": origins_of(situation.cited),
        "given": sum(row.decision == Decision.APPROVE for row in situation.reviews),
        "needed": approvals_needed(situation),
        "allowed": [(act, ACTS[act]) for act in ANSWERS if answers[act]],
        "may_answer": answers["approve"] and answers["request_changes"],
        "refused": [(ACTS[act].label, answers[act].reason) for act in ANSWERS if not answers[act]],
    }
    return render(request, "desk/review.html", context)


@desk_view
def rounds(request: HttpRequest, assessment: str) -> HttpResponse:
    """Show what changed from round to round of one assessment, and what was answered."""
    rows = Assessment.objects.select_related("claim", "author", "rating", "supersedes")
    found = get_object_or_404(rows, public_id=assessment)
    claim = get_claim(found.claim.ref, request.user)
    told = _told(rounds_of(found), claim, request.user)
    context = {"claim": claim, "assessment": found, "rounds": told}
    return render(request, "desk/rounds.html", context)


def _told(rounds: list[Round], claim: Claim, user: User) -> list[dict[str, Any]]:
    """Return ``rounds`` with titles instead of ids, for the evidence that ``user`` may see."""
    titles = {row.pk: str(row.document) for row in evidence_of(claim, user)}
    return [_shown(row, titles) for row in rounds]


def _shown(row: Round, titles: dict[int, str]) -> dict[str, Any]:
    changes = row.changes or Changes([], [], [])
    return row._asdict() | {
        "compared": row.changes is not None,
        "fields": changes.fields,
        "came": [titles[pk] for pk in changes.cited if pk in titles],
        "went": [titles[pk] for pk in changes.uncited if pk in titles],
    }
