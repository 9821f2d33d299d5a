"""All that the workspace of a claim shows, read once for each page."""

from collections.abc import Mapping
from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from claims.choices import AssessmentStatus, ClaimStatus, Stance
from claims.desk.forms import CommentForm, DraftForm
from claims.desk.neighbours import neighbours_of
from claims.desk.paging import Part, parts_of, place_of
from claims.models import (
    Appearance,
    Assessment,
    Claim,
    Comment,
    Evidence,
    Review,
    SourceRating,
    User,
)
from claims.review.acts import ACTS
from claims.review.audience import visible
from claims.review.readiness import in_the_way_of_publication, missing_for_submission
from claims.review.rights import clearance, may
from claims.review.situation import Situation, look_at
from claims.review.workflow import steps_in

MOST_ASSESSMENTS = 20
# In the order of a life, for the line at the top of the page.
LIFE = (
    ClaimStatus.NEW,
    ClaimStatus.RESEARCHING,
    ClaimStatus.IN_REVIEW,
    ClaimStatus.PUBLISHED,
)
SIDES = (
    ("for", "For", (Stance.SUPPORTS,)),
    ("against", "Against", (Stance.REFUTES,)),
    ("mixed", "Mixed and context", (Stance.MIXED, Stance.CONTEXT)),
)


def get_claim(ref: str, user: User) -> Claim:
    """Return the claim ``ref`` with what its pages name and how much evidence there is that
    ``user`` may see, or answer 404."""
    rows = Claim.objects.select_related("assignee", "verdict", "merged_into")
    return get_object_or_404(rows.with_evidence_counts(clearance(user)), ref=ref)


def evidence_of(claim: Claim, user: User) -> QuerySet[Evidence]:
    """Return the evidence that ``user`` may see, each with ``grade``: its source's newest."""
    newest = SourceRating.objects.filter(source=OuterRef("document__source")).order_by(
        "-rated_at", "-id"
    )
    rows = visible(Evidence.objects.filter(claim=claim), user)
    return rows.select_related("document__source", "origin", "foreign_verdict").annotate(
        grade=Subquery(newest.values("grade")[:1])
    )


def workspace_of(request: HttpRequest, claim: Claim) -> dict[str, Any]:
    """Return the context of the workspace of ``claim``, or of any part of it."""
    user, situation = request.user, look_at(claim)
    place = place_of(request)
    return {
        "claim": claim,
        "life": _life(claim),
        "appearances": _appearances(claim, place),
        **_evidence(claim, user, place),
        "cited": {row.evidence_id for row in situation.cited},
        "may_add": may(user, "add", Evidence),
        "may_remove": may(user, "delete", Appearance),
        "may_judge": may(user, "judge_link"),
        "may_resolve": may(user, "resolve_comment"),
        "similar": neighbours_of(claim),
        **_acts(situation, user),
        **_draft(claim, user, situation),
        **_talk(claim),
    }


def _appearances(claim: Claim, place: Mapping[str, str]) -> Part:
    """Return a page of the appearances of ``claim``."""
    rows = claim.appearances.select_related("document__source", "actor")
    ids = list(claim.appearances.values_list("pk", flat=True))
    return parts_of(claim, [("said", "Appearances", ids)], place, rows.in_bulk)["said"]


def _evidence(claim: Claim, user: User, place: Mapping[str, str]) -> dict[str, Any]:
    """Return a page of the evidence on each side of ``claim``, and of what was withdrawn."""
    rows = evidence_of(claim, user)
    known = list(visible(claim.evidence.all(), user).values_list("pk", "stance", "withdrawn_at"))
    lists = [
        (key, title, [pk for pk, stance, gone in known if stance in of and gone is None])
        for key, title, of in SIDES
    ]
    lists.append(("withdrawn", "Withdrawn", [pk for pk, _, gone in known if gone]))
    parts = parts_of(claim, lists, place, rows.in_bulk)
    return {"withdrawn": parts.pop("withdrawn"), "sides": list(parts.values())}


def _life(claim: Claim) -> list[tuple[ClaimStatus, bool]]:
    """Return the stations of a life, each with whether this claim has been there."""
    at = LIFE.index(claim.status) if claim.status in LIFE else -1
    if claim.status == ClaimStatus.RECHECKING:
        at = len(LIFE)
    return [(status, place < at) for place, status in enumerate(LIFE)]


def _acts(situation: Situation, user: User) -> dict[str, Any]:
    answers = steps_in(situation, user)
    return {
        "steps": [(act, words) for act, words in ACTS.items() if answers[act]],
        "refused": [
            (words.label, answers[act].reason) for act, words in ACTS.items() if not answers[act]
        ],
        "may_draft": answers["draft"],
    }


def _draft(claim: Claim, user: User, situation: Situation) -> dict[str, Any]:
    draft = situation.open
    is_draft = draft is not None and draft.status == AssessmentStatus.DRAFT
    reviews = Review.objects.select_related("reviewer").order_by("round", "id")
    return {
        "open": draft,
        "is_draft": is_draft,
        "may_write": is_draft and may(user, "draft"),
        "sent_back": {"reviews": situation.reviews} if is_draft else None,
        "form": DraftForm(instance=draft) if is_draft else None,
        **(checklist(situation) if is_draft else {}),
        "assessments": Assessment.objects.filter(claim=claim)
        .select_related("rating", "author")
        .prefetch_related(Prefetch("reviews", queryset=reviews))
        .order_by("-number")[:MOST_ASSESSMENTS],
    }


def checklist(situation: Situation) -> dict[str, Any]:
    """Return what the draft still lacks to be submitted, and what will hinder its publication."""
    return {
        "missing": missing_for_submission(situation),
        "in_the_way": in_the_way_of_publication(situation),
    }


def _talk(claim: Claim) -> dict[str, Any]:
    comments = list(Comment.objects.filter(claim=claim).select_related("author").order_by("id"))
    return {
        "comments": [row for row in comments if row.resolved_at is None],
        "resolved": [row for row in comments if row.resolved_at],
        "comment_form": CommentForm(),
    }
