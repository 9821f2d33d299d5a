"""Drafting an assessment, having it reviewed by others, and publishing it.

Each act locks the claim, asks the right and how things stand, and returns the assessment as
it stands afterwards. See ``workflow.begin`` for what they raise.
"""

from datetime import date, datetime
from typing import TypedDict, Unpack

from django.db.models import Max, OuterRef, Subquery

from claims.audit.actor import acting
from claims.choices import AssessmentStatus, ClaimStatus, Decision, NoticeKind, SnapshotState
from claims.models import (
    Assessment,
    AssessmentEvidence,
    Claim,
    Evidence,
    Rating,
    Review,
    Snapshot,
    SourceRating,
    User,
)
from claims.review import notices, recheck, workflow
from claims.review.checks import check_edit
from claims.review.rights import StepRefused, ask
from claims.review.situation import Situation, lock_claim, lock_claims


class Content(TypedDict, total=False):
    """What an author writes in an assessment."""

    rating: Rating | None
    confidence: str
    headline: str
    explanation: str
    gaps: str
    confidence_exception: str
    public_note: str


def _save(assessment: Assessment) -> Assessment:
    assessment.full_clean()
    assessment.save()
    assessment.refresh_from_db()
    return assessment


def _begin(assessment: Assessment, act: str, by: User) -> tuple[Situation, Assessment]:
    """Begin ``act`` on the open assessment of a claim, which must be this one."""
    situation = workflow.begin(assessment.claim, act, by, of=assessment)
    if situation.open is None:
        raise StepRefused("This claim has no open assessment.")
    return situation, situation.open


def _tell(situation: Situation, kind: NoticeKind, by: User, text: str) -> None:
    """Tell the holder of the claim, its writers and the reviewers of the open round."""
    reviewers = (review.reviewer_id for review in situation.reviews)
    people = {situation.claim.assignee_id, *situation.writers, *reviewers}
    notices.tell(people, kind, situation.claim, by=by, text=text)


def draft_assessment(
    claim: Claim,
    *,
    by: User,
    at: datetime,
    reason: str = "",
    request_id: str = "",
    **content: Unpack[Content],
) -> Assessment:
    """Begin an assessment of ``claim``; one of a published claim is to supersede what stands."""
    with acting(by, reason=reason, request_id=request_id):
        situation = workflow.begin(claim, "draft", by)
        last = situation.claim.assessments.aggregate(last=Max("number"))["last"] or 0
        return _save(
            Assessment(
                claim=situation.claim,
                number=last + 1,
                author=by,
                supersedes=situation.published,
                **content,
            )
        )


def _begin_edit(assessment: Assessment, by: User) -> Assessment:
    ask(by, "draft")
    situation = lock_claim(assessment.claim)
    workflow.expect_open(situation, assessment)
    if refusal := check_edit(situation, by):
        raise StepRefused(refusal)
    if situation.open is None:
        raise StepRefused("This claim has no open assessment.")
    return situation.open


def edit_draft(
    assessment: Assessment,
    *,
    by: User,
    reason: str = "",
    request_id: str = "",
    **content: Unpack[Content],
) -> Assessment:
    """Write in a draft. Whoever does is one of its writers and can't review it."""
    with acting(by, reason=reason, request_id=request_id):
        draft = _begin_edit(assessment, by)
        for field, value in content.items():
            if field not in Content.__annotations__:
                raise TypeError(f"{field} is not written in an assessment")
            setattr(draft, field, value)
        return _save(draft)


def cite(
    assessment: Assessment, evidence: Evidence, *, by: User, reason: str = "", request_id: str = ""
) -> AssessmentEvidence:
    """Rest a draft on ``evidence`` of its claim; citing it twice is citing it once."""
    with acting(by, reason=reason, request_id=request_id):
        draft = _begin_edit(assessment, by)
        evidence = Evidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)
        if evidence.claim_id != draft.claim_id:
            raise StepRefused("This evidence belongs to another claim: add it to this one first.")
        if evidence.withdrawn_at is not None:
            raise StepRefused("This evidence was withdrawn: cite evidence that stands.")
        if found := draft.cited.filter(evidence=evidence).first():
            return found
        cited = AssessmentEvidence(assessment=draft, evidence=evidence, claim_id=draft.claim_id)
        cited.full_clean()
        cited.save()
        return cited


def uncite(
    assessment: Assessment, evidence: Evidence, *, by: User, reason: str = "", request_id: str = ""
) -> None:
    """Take ``evidence`` out of a draft, if it is there."""
    with acting(by, reason=reason, request_id=request_id):
        _begin_edit(assessment, by).cited.filter(evidence=evidence).delete()


def abandon(
    assessment: Assessment, *, by: User, at: datetime, reason: str = "", request_id: str = ""
) -> Assessment:
    """Give up a draft; it is kept, and another one may be begun."""
    with acting(by, reason=reason, request_id=request_id):
        situation, draft = _begin(assessment, "abandon", by)
        _tell(situation, NoticeKind.ABANDONED, by, reason)
        draft.status = AssessmentStatus.ABANDONED
        # One assessment alone can supersede another: leave the place to the next draft.
        draft.supersedes = None
        return _save(draft)


def submit(
    assessment: Assessment, *, by: User, at: datetime, reason: str = "", request_id: str = ""
) -> Assessment:
    """Hand a draft in for review: it opens a new round, and what it cites is frozen."""
    with acting(by, reason=reason, step="submit", request_id=request_id):
        situation, draft = _begin(assessment, "submit", by)
        _freeze(draft, at)
        draft.status = AssessmentStatus.SUBMITTED
        draft.round += 1
        draft.submitted_at = at
        earlier = draft.reviews.values_list("reviewer", flat=True)
        notices.tell(earlier, NoticeKind.RESUBMITTED, situation.claim, by=by, text=reason)
        workflow.move(situation.claim, "submit", ClaimStatus.IN_REVIEW)
        workflow.save(situation.claim)
        return _save(draft)


def _freeze(draft: Assessment, at: datetime) -> None:
    """Keep each cited piece of evidence as it stands at ``at``, with its source's grade and the
    hash of the newest stored snapshot of its document."""
    grades = SourceRating.objects.filter(
        source=OuterRef("evidence__document__source"), rated_at__lte=at
    ).order_by("-rated_at", "-id")
    captures = (
        Snapshot.objects.filter(
            document=OuterRef("evidence__document"),
            state=SnapshotState.STORED,
            captured_at__lte=at,
        )
        .exclude(sha256="")
        .order_by("-captured_at", "-id")
    )
    cited = list(
        draft.cited.select_related("evidence").annotate(
            grade_now=Subquery(grades.values("grade")[:1]),
            hash_now=Subquery(captures.values("sha256")[:1]),
        )
    )
    for row in cited:
        row.stance = row.evidence.stance
        row.credibility = row.evidence.credibility
        row.source_grade = row.grade_now or ""
        row.snapshot_sha256 = row.hash_now or ""
        row.frozen_at = at
    AssessmentEvidence.objects.bulk_update(
        cited, ["stance", "credibility", "source_grade", "snapshot_sha256", "frozen_at"]
    )


def withdraw(
    assessment: Assessment, *, by: User, at: datetime, reason: str = "", request_id: str = ""
) -> Assessment:
    """Take a submitted assessment back to write in it again."""
    with acting(by, reason=reason, step="withdraw", request_id=request_id):
        situation, submitted = _begin(assessment, "withdraw", by)
        _tell(situation, NoticeKind.WITHDRAWN, by, reason)
        return _send_back(situation, submitted, "withdraw")


def _send_back(situation: Situation, submitted: Assessment, step: str) -> Assessment:
    submitted.status = AssessmentStatus.DRAFT
    workflow.move(situation.claim, step, workflow.returns_to(situation))
    workflow.save(situation.claim)
    return _save(submitted)


def _answer(submitted: Assessment, by: User, decision: Decision, comment: str) -> Review:
    review = Review(
        assessment=submitted,
        round=submitted.round,
        reviewer=by,
        decision=decision,
        comment=comment,
    )
    review.full_clean()
    review.save()
    return review


def approve(
    assessment: Assessment,
    *,
    by: User,
    at: datetime,
    comment: str = "",
    reason: str = "",
    request_id: str = "",
) -> Review:
    """Approve the open round; nobody can who wrote in the assessment."""
    with acting(by, reason=reason, request_id=request_id):
        situation, submitted = _begin(assessment, "approve", by)
        _tell(situation, NoticeKind.APPROVED, by, comment)
        return _answer(submitted, by, Decision.APPROVE, comment)


def request_changes(
    assessment: Assessment,
    *,
    by: User,
    comment: str = "",
    at: datetime,
    reason: str = "",
    request_id: str = "",
) -> Review:
    """Send the open round back to its author with a comment."""
    with acting(by, reason=reason, step="send_back", request_id=request_id):
        situation, submitted = _begin(assessment, "request_changes", by)
        if not comment.strip():
            raise StepRefused("Say in a comment what should change.")
        review = _answer(submitted, by, Decision.REQUEST_CHANGES, comment)
        _tell(situation, NoticeKind.CHANGES_REQUESTED, by, comment)
        _send_back(situation, submitted, "send_back")
        return review


def publish(
    assessment: Assessment,
    *,
    by: User,
    at: datetime,
    public_note: str = "",
    next_due_on: date | None = None,
    reason: str = "",
    request_id: str = "",
) -> Assessment:
    """Make an approved assessment public, and its rating the verdict of its claim.

    The one that stood before is superseded; readers are told why in ``public_note`` or in the
    note that the draft holds. Published claims that this one is known to contradict fall due
    for a re-check by a trigger.
    """
    return _publish(assessment, "publish", by, at, public_note, next_due_on, reason, request_id)


def correct(
    assessment: Assessment,
    *,
    by: User,
    at: datetime,
    public_note: str = "",
    next_due_on: date | None = None,
    reason: str = "",
    request_id: str = "",
) -> Assessment:
    """Publish an assessment in the place of the one that stands; refused when none does."""
    return _publish(assessment, "correct", by, at, public_note, next_due_on, reason, request_id)


def _publish(
    assessment: Assessment,
    act: str,
    by: User,
    at: datetime,
    public_note: str,
    next_due_on: date | None,
    reason: str,
    request_id: str,
) -> Assessment:
    with acting(by, reason=reason, step="publish", request_id=request_id):
        ask(by, act)
        # In one go with the claim itself, so that two acts that contradict each other and are
        # published at the same moment don't wait for one another for ever.
        lock_claims([assessment.claim_id, *recheck.contradicting(assessment.claim_id)])
        situation, submitted = _begin(assessment, act, by)
        submitted.public_note = public_note.strip() or submitted.public_note
        if submitted.supersedes_id and not submitted.public_note:
            raise StepRefused("A correction needs a public note that tells readers what changed.")
        if (published := situation.published) is not None:
            published.status = AssessmentStatus.SUPERSEDED
            _save(published)
        submitted.status = AssessmentStatus.PUBLISHED
        submitted.published_at = at
        submitted = _save(submitted)
        claim = situation.claim
        workflow.move(claim, "publish", ClaimStatus.PUBLISHED)
        claim.verdict = submitted.rating
        claim.review_due_on = next_due_on
        claim.due_reason = ""
        workflow.save(claim)
        _tell(situation, NoticeKind.PUBLISHED, by, f"{submitted.rating}. {submitted.public_note}")
        return submitted
