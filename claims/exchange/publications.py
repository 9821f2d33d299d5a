"""What is published, gathered for whoever renders it: many claims by few queries."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, F, OuterRef

from claims.choices import AssessmentStatus, SnapshotState
from claims.models import Appearance, Assessment, Claim, Snapshot
from claims.review.audience import visible
from claims.review.rights import Person

# Whoever receives it, signed in or not, gets what a stranger may see.
_STRANGER = None
_AT_ONCE = 500


class Publication(NamedTuple):
    """One published claim with all that stands in public about where it was said."""

    claim: Claim
    assessment: Assessment
    """The one that stands."""
    versions: list[Assessment]
    """All that were ever published about the claim, the newest first."""
    appearances: list[Appearance]
    """In the order in which it was said; those without a date last."""
    copies: dict[int, list[str]]
    """Archive addresses by document."""

    @property
    def first_published_at(self) -> datetime | None:
        """The moment of the first assessment of all."""
        return (self.versions or [self.assessment])[-1].published_at


class Removal(NamedTuple):
    """A claim of which nothing stands in public any more, and since when."""

    claim: Claim
    published_at: datetime | None
    removed_at: datetime
    public_note: str


def publications_of(assessments: Sequence[Assessment]) -> list[Publication]:
    """Return the publication of each of ``assessments``, which stand, by five queries."""
    claims = [assessment.claim_id for assessment in assessments]
    appearances = appearances_of(claims, _STRANGER)
    documents = {one.document_id for found in appearances.values() for one in found}
    copies = copies_of(documents)
    versions = versions_of(claims)
    wanted = {assessment.claim_id: assessment for assessment in assessments}
    rows = Claim.objects.filter(pk__in=claims).prefetch_related("topics")
    found = {claim.pk: claim for claim in rows}
    return [
        Publication(
            claim=found[claim],
            assessment=assessment,
            versions=versions[claim],
            appearances=appearances[claim],
            copies=copies,
        )
        for claim, assessment in wanted.items()
        if claim in found
    ]


def publications(*, since: datetime | None = None) -> Iterator[Publication]:
    """Yield everything that is published, in the order of the claims' records.

    With ``since`` only what was published or corrected at that moment or later.
    """
    rows = visible(Assessment.objects.published(), _STRANGER).select_related("rating")
    if since is not None:
        rows = rows.filter(published_at__gte=since)
    after = 0
    while chunk := list(rows.filter(claim__gt=after).order_by("claim_id")[:_AT_ONCE]):
        yield from publications_of(chunk)
        after = chunk[-1].claim_id


def removals(*, since: datetime | None = None) -> Iterator[Removal]:
    """Yield the claims whose last published assessment was retracted, the newest removal first.

    With ``since`` only those that were retracted at that moment or later.
    """
    standing = Assessment.objects.published().filter(claim=OuterRef("claim"))
    later = Assessment.objects.once_published().filter(
        claim=OuterRef("claim"), number__gt=OuterRef("number")
    )
    rows = Assessment.objects.filter(status=AssessmentStatus.RETRACTED).exclude(
        Exists(standing) | Exists(later)
    )
    if since is not None:
        rows = rows.filter(updated_at__gte=since)
    for row in rows.select_related("claim").order_by("-updated_at", "-pk").iterator():
        # What was retracted never changes again: its last change is the moment of that.
        yield Removal(row.claim, row.published_at, row.updated_at, row.public_note)


def appearances_of(claims: Iterable[int], person: Person) -> dict[int, list[Appearance]]:
    """Return the appearances that ``person`` may see by claim, in the order of their dates."""
    rows = visible(Appearance.objects.filter(claim__in=claims), person)
    rows = rows.select_related("document__source", "actor").defer("document__body")
    found: dict[int, list[Appearance]] = defaultdict(list)
    for row in rows.order_by("claim_id", F("said_on").asc(nulls_last=True), "pk"):
        found[row.claim_id].append(row)
    return found


def copies_of(documents: Iterable[int]) -> dict[int, list[str]]:
    """Return the addresses of archived copies by document, the oldest first."""
    rows = Snapshot.objects.filter(document__in=documents, state=SnapshotState.STORED)
    found: dict[int, list[str]] = defaultdict(list)
    rows = rows.exclude(archive_url="").order_by("captured_at", "pk")
    for document, url in rows.values_list("document", "archive_url"):
        found[document].append(url)
    return found


def versions_of(claims: Iterable[int]) -> dict[int, list[Assessment]]:
    """Return all that was ever published about each claim, the newest first."""
    rows = Assessment.objects.once_published().filter(claim__in=claims)
    found: dict[int, list[Assessment]] = defaultdict(list)
    for row in rows.select_related("rating").order_by("claim_id", "-number"):
        found[row.claim_id].append(row)
    return found
