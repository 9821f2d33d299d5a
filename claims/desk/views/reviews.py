"""The review page: what is to be approved, what changed since the last round, and the answer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from claims.desk.access import desk_view
from claims.desk.rounds import changes_since_last_round
from claims.desk.views.claims import evidence_of, get_claim
from claims.review.acts import ACTS
from claims.review.checks import approvals_needed, origins_of
from claims.review.rights import StepRefused
from claims.review.situation import look_at
from claims.review.workflow import steps_for

ANSWERS = ("approve", "request_changes", "publish", "correct")


@desk_view
def review(request: HttpRequest, ref: str) -> HttpResponse:
    """Show the open assessment as its reviewer reads it."""
    claim = get_claim(ref)
    situation = look_at(claim)
    if situation.open is None:
        raise StepRefused("This claim has no open assessment to review.")
    if situation.open.round == 0:
        return redirect("desk:claim", ref=claim.ref)
    answers = steps_for(claim, request.user)
    cited = {row.evidence_id: row for row in situation.cited}
    evidence = list(evidence_of(claim, request.user))
    changes = changes_since_last_round(situation.open)
    titles = {row.pk: str(row.document) for row in evidence}
    context = {
        "claim": claim,
        "open": situation.open,
        "changes": changes,
        "came": [titles[pk] for pk in changes.cited if pk in titles] if changes else [],
        "went": [titles[pk] for pk in changes.uncited if pk in titles] if changes else [],
        "evidence": [(row, cited[row.pk]) for row in evidence if row.pk in cited],
        "hidden": len(set(cited) - set(titles)),
        "origins": origins_of(situation.cited),
        "reviews": situation.open.reviews.select_related("reviewer"),
        "given": sum(row.decision == "approve" for row in situation.reviews),
        "needed": approvals_needed(situation),
        "allowed": [(act, ACTS[act]) for act in ANSWERS if answers[act]],
        "refused": [(ACTS[act].label, answers[act].reason) for act in ANSWERS if not answers[act]],
    }
    return render(request, "desk/review.html", context)
