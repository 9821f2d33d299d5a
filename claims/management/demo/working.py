"""Working on the demo's claims: the acts of review, done by those whose part they are."""

from collections.abc import Mapping
from datetime import datetime

from claims.choices import Visibility
from claims.management.demo.shapes import Draft, Tale
from claims.models import Claim, Rating, User
from claims.review import assessments, workflow


def work_on(claim: Claim, tale: Tale, *, people: Mapping[str, User], at: datetime) -> None:
    """Bring ``claim`` as far as its tale says: taken, declined, drafted, reviewed, published,
    corrected."""
    ana = people["ana"]
    if tale.declined:
        why, reason = tale.declined
        workflow.decline(claim, by=ana, why=why, at=at, reason=reason)
    if tale.taken:
        workflow.take(claim, by=ana, at=at)
    if tale.draft:
        _assess(claim, tale.draft, people, at)


def _assess(claim: Claim, draft: Draft, people: Mapping[str, User], at: datetime) -> None:
    ana, rui, eda = people["ana"], people["rui"], people["eda"]
    assessment = assessments.draft_assessment(
        claim,
        by=ana,
        at=at,
        rating=Rating.objects.get(code=draft.rating),
        confidence=draft.confidence,
        headline=draft.headline,
        explanation=draft.explanation,
        gaps=draft.gaps,
        confidence_exception=draft.confidence_exception,
        public_note=draft.public_note,
    )
    for evidence in claim.evidence.filter(visibility=Visibility.PUBLIC):
        assessments.cite(assessment, evidence, by=ana)
    assessments.submit(assessment, by=ana, at=at)
    if draft.sent_back:
        assessments.request_changes(assessment, by=rui, comment=draft.sent_back, at=at)
    if draft.published:
        assessments.approve(assessment, by=rui, at=at)
        publish = assessments.correct if draft.public_note else assessments.publish
        publish(assessment, by=eda, at=at)
    if draft.correction:
        workflow.reopen(claim, by=ana, at=at, reason="Counted once more.")
        _assess(claim, draft.correction, people, at)
