"""The workspace of one claim: all that is known of it, and what may be done with it now."""

from typing import Any

from django.contrib import messages
from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from claims.audit.actor import acting
from claims.audit.history import history_of_claim
from claims.choices import ONE_SIDED, AssessmentStatus, ClaimStatus, Stance
from claims.desk.access import desk_view, request_id
from claims.desk.forms import CommentForm, DraftForm
from claims.desk.views.similar import similar_to
from claims.models import Assessment, Claim, Comment, Evidence, Review, SourceRating, User
from claims.review.acts import ACTS
from claims.review.audience import visible
from claims.review.checks import missing_for_submission
from claims.review.notices import tell_of_comment
from claims.review.rights import ask, clearance, may
from claims.review.situation import look_at
from claims.review.workflow import steps_for

HISTORY_PAGE = 50
# In the order of a life, for the line at the top of the page.
LIFE = (
    ClaimStatus.NEW,
    ClaimStatus.RESEARCHING,
    ClaimStatus.IN_REVIEW,
    ClaimStatus.PUBLISHED,
)


def get_claim(ref: str) -> Claim:
    """Return the claim ``ref`` with those that its pages name, or answer 404."""
    rows = Claim.objects.select_related("assignee", "verdict", "merged_into")
    return get_object_or_404(rows, ref=ref)


def evidence_of(claim: Claim, user: User) -> QuerySet[Evidence]:
    """Return the evidence that ``user`` may see, each with ``grade``: its source's newest."""
    newest = SourceRating.objects.filter(source=OuterRef("document__source")).order_by(
        "-rated_at", "-id"
    )
    rows = visible(Evidence.objects.filter(claim=claim), user)
    return rows.select_related("document__source", "origin").annotate(
        grade=Subquery(newest.values("grade")[:1])
    )


def weighed(rows: list[Evidence]) -> dict[str, Any]:
    """Return ``rows`` by the side that they speak for, and how much there is of it."""
    standing = [row for row in rows if row.withdrawn_at is None]
    speaking = [row for row in standing if row.stance in ONE_SIDED]
    sides = (
        ("For", (Stance.SUPPORTS,)),
        ("Against", (Stance.REFUTES,)),
        ("Mixed and context", (Stance.MIXED, Stance.CONTEXT)),
    )
    return {
        "sides": [(title, [row for row in standing if row.stance in of]) for title, of in sides],
        "withdrawn": [row for row in rows if row.withdrawn_at],
        "documents": len({row.document_id for row in standing}),
        "origins": len({row.origin_id for row in speaking if row.origin_id}),
    }


@desk_view
def workspace(request: HttpRequest, ref: str) -> HttpResponse:
    """Show the claim, its appearances, evidence, draft, comments and neighbours."""
    claim = get_claim(ref)
    situation = look_at(claim)
    answers = steps_for(claim, request.user)
    answers = {act: answers[act] for act in ACTS}
    draft = situation.open
    is_draft = draft is not None and draft.status == AssessmentStatus.DRAFT
    reviews = Review.objects.select_related("reviewer").order_by("round", "id")
    context = {
        "claim": claim,
        "life": LIFE,
        "steps": [(act, ACTS[act]) for act, answer in answers.items() if answer],
        "refused": [
            (ACTS[act].label, answer.reason) for act, answer in answers.items() if not answer
        ],
        "appearances": claim.appearances.select_related("document__source", "actor"),
        "cited": {row.evidence_id for row in situation.cited},
        "open": draft,
        "is_draft": is_draft,
        "may_write": is_draft and may(request.user, "draft"),
        "may_draft": steps_for_draft(claim, request.user, situation.open is None),
        "may_add": may(request.user, "add", Evidence),
        "may_judge": may(request.user, "judge_link"),
        "draft_form": DraftForm(instance=draft) if is_draft else None,
        "missing": missing_for_submission(situation) if is_draft else [],
        "assessments": Assessment.objects.filter(claim=claim)
        .select_related("rating", "author")
        .prefetch_related(Prefetch("reviews", queryset=reviews))
        .order_by("-number")[:20],
        "comments": claim.comments.select_related("author").order_by("id"),
        "comment_form": CommentForm(),
        "similar": similar_to(claim),
        **weighed(list(evidence_of(claim, request.user))),
    }
    return render(request, "desk/claim.html", context)


def steps_for_draft(claim: Claim, user: User, none_open: bool) -> bool:
    """Return whether ``user`` may begin a draft now."""
    at_work = claim.status in (ClaimStatus.RESEARCHING, ClaimStatus.RECHECKING)
    return none_open and at_work and claim.merged_into_id is None and bool(may(user, "draft"))


@desk_view
def history(request: HttpRequest, ref: str) -> HttpResponse:
    """Show what was changed about the claim, by whom and why, field by field."""
    claim = get_claim(ref)
    ask(request.user, "see_history")
    rows = history_of_claim(claim, visibilities=clearance(request.user))
    before = request.GET.get("before", "")[:18]
    if before.isdecimal():
        rows = rows.filter(id__lt=int(before))
    entries = list(rows[: HISTORY_PAGE + 1])
    more = len(entries) > HISTORY_PAGE
    entries = entries[:HISTORY_PAGE]
    context = {
        "claim": claim,
        "entries": [(entry, changes_in(entry)) for entry in entries],
        "more": entries[-1].pk if more else None,
    }
    return render(request, "desk/history.html", context)


_DULL = {"updated_at", "created_at", "version", "id", "public_id", "claim_id"}


def changes_in(entry: Any) -> list[tuple[str, Any, Any]]:
    """Return the fields that ``entry`` tells of: name, value before, value after."""
    before, after = entry.before or {}, entry.after or {}
    return [
        (name.removesuffix("_id").replace("_", " "), before.get(name), after.get(name))
        for name in sorted({*before, *after} - _DULL)
        if before.get(name) != after.get(name) and (before.get(name) or after.get(name))
    ]


@desk_view
@require_POST
def add_comment(request: HttpRequest, ref: str) -> HttpResponse:
    """Keep a comment about the claim."""
    claim = get_claim(ref)
    ask(request.user, "add", Comment)
    form = CommentForm(request.POST, instance=Comment(claim=claim, author=request.user))
    if not form.is_valid():
        context = {"claim": claim, "form": form, "title": "Comment", "button": "Add comment"}
        return render(request, "desk/form.html", context, status=400)
    with acting(request.user, request_id=request_id()):
        tell_of_comment(form.save())
    messages.success(request, "The comment is kept.")
    return redirect("desk:claim", ref=claim.ref)
