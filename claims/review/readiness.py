"""How far an assessment has come: what it rests on, and what is missing before the next step."""

from django.conf import settings

from claims.choices import ONE_SIDED, Confidence, Priority, Visibility
from claims.models import Assessment, AssessmentEvidence
from claims.review.situation import Situation

FEWEST_ORIGINS_FOR_HIGH_CONFIDENCE = 2


def approvals_needed(situation: Situation) -> int:
    """Return how many approvals the round needs."""
    return approvals_for(situation.claim.priority)


def approvals_for(priority: str) -> int:
    """Return how many approvals a claim of ``priority`` needs: the setting, two when urgent."""
    return max(int(settings.CLAIMS_APPROVALS), 2 if priority == Priority.URGENT else 1)


def origins_of(cited: tuple[AssessmentEvidence, ...]) -> int:
    """Return on how many independent origins ``cited`` rests.

    Standing evidence for or against counts. A document whose origin nobody has named may be
    the reprint of another one, so it adds none.
    """
    return len(
        {
            row.evidence.origin_id
            for row in cited
            if row.evidence.origin_id is not None
            and row.evidence.withdrawn_at is None
            and row.evidence.stance in ONE_SIDED
        }
    )


def missing_for_submission(situation: Situation) -> list[str]:
    """Return what the open assessment still lacks to be submitted, a sentence for each."""
    draft = situation.open
    if draft is None:
        return ["There is no draft: somebody drafts an assessment first."]
    missing = []
    if draft.rating is None:
        missing.append("Choose a rating.")
    elif not draft.rating.is_active:
        missing.append(f"The rating “{draft.rating}” was retired: choose another one.")
    if not draft.explanation.strip():
        missing.append("Write the explanation.")
    if not draft.confidence:
        missing.append("Say how confident you are.")
    if not situation.has_appearance:
        missing.append("Record at least one appearance: who said it, and where.")
    return missing + _missing_evidence(situation, draft)


def _missing_evidence(situation: Situation, draft: Assessment) -> list[str]:
    cited = situation.cited
    if any(row.evidence.withdrawn_at for row in cited):
        return ["It cites evidence that was withdrawn: take it out, or cite other evidence."]
    if not any(row.evidence.rationale.strip() for row in cited):
        return ["Cite at least one piece of evidence that says why it speaks for or against."]
    origins = origins_of(cited)
    if (
        draft.confidence == Confidence.HIGH
        and origins < FEWEST_ORIGINS_FOR_HIGH_CONFIDENCE
        and not draft.confidence_exception.strip()
    ):
        return [
            f"High confidence takes two independent origins, and the cited evidence has {origins}: "
            "cite more, name the origins, or write down why this is an exception."
        ]
    return []


def in_the_way_of_publication(situation: Situation) -> str:
    """Return what the open assessment can be reviewed with and yet not published, or ''."""
    if titles := confidential_titles(situation.cited):
        return (
            f"It cites confidential evidence ({titles}), so it can't be published: cite other "
            "evidence, or have an Analyst clear this one."
        )
    return ""


def confidential_titles(cited: tuple[AssessmentEvidence, ...]) -> str:
    """Return the titles of the cited documents whose evidence is confidential, with commas."""
    hidden = [row.evidence for row in cited if row.evidence.visibility == Visibility.CONFIDENTIAL]
    return ", ".join(str(evidence.document) for evidence in hidden)


def withdrawn_titles(cited: tuple[AssessmentEvidence, ...]) -> str:
    """Return the titles of the cited documents whose evidence was withdrawn, with commas."""
    return ", ".join(str(row.evidence.document) for row in cited if row.evidence.withdrawn_at)
