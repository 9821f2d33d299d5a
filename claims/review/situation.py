"""What stands around a claim at the moment somebody acts on it: read once, under a lock."""

from collections.abc import Iterable
from typing import NamedTuple

from claims.choices import AssessmentStatus
from claims.models import Assessment, AssessmentEvidence, Claim, Review
from claims.review.rights import StepRefused, writers_of


class Situation(NamedTuple):
    """A claim with all that its acts ask about."""

    claim: Claim
    open: Assessment | None = None
    published: Assessment | None = None
    cited: tuple[AssessmentEvidence, ...] = ()
    reviews: tuple[Review, ...] = ()
    writers: frozenset[int] = frozenset()
    has_appearance: bool = False


def look_at(claim: Claim, *, locked: bool = False) -> Situation:
    """Return how things stand with ``claim``, in at most five queries.

    ``cited`` and ``writers`` are those of the open assessment, ``reviews`` those of its
    present round.
    """
    assessments = Assessment.objects.filter(
        claim=claim,
        status__in=(
            AssessmentStatus.DRAFT,
            AssessmentStatus.SUBMITTED,
            AssessmentStatus.PUBLISHED,
        ),
    ).order_by("pk")
    if locked:
        assessments = assessments.select_for_update(of=("self",))
    rows = list(assessments.select_related("rating", "author"))
    published = next((row for row in rows if row.status == AssessmentStatus.PUBLISHED), None)
    draft = next((row for row in rows if row.is_open), None)
    if draft is None:
        return Situation(claim, None, published, (), (), frozenset(), claim.appearances.exists())
    cited = draft.cited.select_related("evidence__document", "evidence__origin").order_by("pk")
    return Situation(
        claim=claim,
        open=draft,
        published=published,
        cited=tuple(cited),
        reviews=tuple(draft.reviews.filter(round=draft.round).select_related("reviewer")),
        writers=writers_of(draft),
        has_appearance=claim.appearances.exists(),
    )


def lock_claim(claim: Claim) -> Situation:
    """Lock the row of ``claim`` until the transaction ends and return how things stand.

    Every act on a claim and on its assessments begins here, so that of two people who press
    at the same moment the second finds what the first has left. Raises ``StepRefused`` when
    the claim was deleted.
    """
    found = lock_claims([claim.pk])
    if not found:
        raise StepRefused("This claim is gone: somebody has deleted it.")
    return look_at(found[0], locked=True)


def lock_claims(pks: Iterable[int]) -> list[Claim]:
    """Lock these claims, always in the order of their ids so that no two acts block each other.

    They are read anew under the lock: a statement that waited for a row sees the row as the
    other has left it, but beside it the joined rows from before (PostgreSQL, "Transaction
    isolation", 13.2.1), which would tell that nobody holds a claim that somebody just took.
    """
    rows = Claim.objects.filter(pk__in=set(pks)).order_by("pk")
    locked = list(rows.select_for_update().values_list("pk", flat=True))
    return list(rows.filter(pk__in=locked).select_related("assignee", "merged_into"))
