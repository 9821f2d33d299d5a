"""What the public pages show of the records: asked as a stranger asks, in few questions."""

from collections import defaultdict
from typing import NamedTuple

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from claims.audit.history import values_at
from claims.choices import (
    AssessmentStatus,
    ClaimStatus,
    LinkKind,
    SnapshotState,
    Stance,
)
from claims.exchange.publications import Publication
from claims.models import (
    Appearance,
    Assessment,
    AssessmentEvidence,
    Claim,
    ClaimLink,
    Evidence,
    Snapshot,
    SourceRating,
)
from claims.review.audience import corrections, visible
from claims.review.rights import clearance

# Whoever reads, signed in or not, gets what a stranger may see.
STRANGER = None

# A page stays a page; what lies beyond is said, and the API has it.
MOST_SHOWN = 100

SIDES = (
    ("for", "For the claim", (Stance.SUPPORTS,)),
    ("against", "Against the claim", (Stance.REFUTES,)),
    ("context", "Mixed, and context", (Stance.MIXED, Stance.CONTEXT)),
)

# How a link reads at its first and at its second claim.
LINK_WORDS = {
    LinkKind.DUPLICATE: ("Says the same as", "Says the same as"),
    LinkKind.VARIANT: ("A variant of", "A variant of"),
    LinkKind.CONTRADICTS: ("Contradicts", "Contradicts"),
    LinkKind.PART_OF: ("Part of", "Has as its part"),
    LinkKind.UPDATES: ("Updates", "Updated by"),
    LinkKind.RELATED: ("Related to", "Related to"),
}


def standing() -> QuerySet[Assessment]:
    """Return the assessments that stand in public, each with its claim and rating."""
    rows = visible(Assessment.objects.published(), STRANGER)
    return rows.select_related("claim", "rating")


def told_corrections() -> QuerySet[Assessment]:
    """Return the corrections and retractions, each with ``moment``: when readers learnt of it."""
    return corrections().select_related("claim", "rating", "supersedes__rating")


def worded(rows: list[Assessment]) -> list[Assessment]:
    """Return ``rows``, each with its claim in the words that it bore while the assessment stood.

    What was taken back is worked on again, and none of that is for readers yet. Takes one query.
    """
    # What no longer stands never changes again: its last change is the moment when it ended.
    over = {
        row.pk: (row.claim, row.updated_at)
        for row in rows
        if row.status != AssessmentStatus.PUBLISHED
    }
    told = values_at(over, ("text", "language"))
    for row in rows:
        for name, value in told.get(row.pk, {}).items():
            setattr(row.claim, name, value)
    return rows


class Ground(NamedTuple):
    """A piece of evidence as readers see it."""

    evidence: Evidence
    stance: str
    grade: str
    credibility: int
    is_cited: bool
    """Whether the verdict rests on it; then stance and grades are those of that moment."""


class Reading(NamedTuple):
    """All that a page shows of one published claim."""

    claim: Claim
    assessment: Assessment
    earlier: list[Assessment]
    appearances: list[Appearance]
    sides: list[tuple[str, str, list[Ground]]]
    links: list[tuple[str, Claim]]
    copies: dict[int, list[Snapshot]]
    """Captures by document, of all documents that the page names."""

    @property
    def publication(self) -> Publication:
        """The same, as machines get it."""
        return Publication(
            claim=self.claim,
            assessment=self.assessment,
            versions=[self.assessment, *self.earlier],
            appearances=self.appearances,
            copies={
                document: [copy.archive_url for copy in copies if copy.archive_url]
                for document, copies in self.copies.items()
            },
        )

    @property
    def is_rechecked(self) -> bool:
        """Whether somebody works on another assessment while this one stands."""
        return self.claim.status in (ClaimStatus.RECHECKING, ClaimStatus.IN_REVIEW)


def read_claim(ref: str) -> Reading | None:
    """Return the published claim ``ref`` as readers see it, or None; in nine questions."""
    rows = visible(Claim.objects.all(), STRANGER).select_related("verdict")
    rows = rows.with_evidence_counts(clearance(STRANGER)).prefetch_related("topics", "subjects")
    claim = rows.filter(ref=ref).first()
    if claim is None:
        return None
    versions = versions_of(claim)
    assessment = next((one for one in versions if one.status == AssessmentStatus.PUBLISHED), None)
    if assessment is None:
        # It was retracted between the two questions.
        return None
    appearances = list(_appearances(claim))
    grounds = _grounds(claim, assessment)
    documents = {row.document_id for row in appearances}
    documents |= {ground.evidence.document_id for ground in grounds}
    return Reading(
        claim=claim,
        assessment=assessment,
        earlier=[one for one in versions if one.pk != assessment.pk],
        appearances=appearances,
        sides=_sides(grounds),
        links=_links(claim),
        copies=_copies(documents),
    )


def versions_of(claim: Claim) -> list[Assessment]:
    """Return all that was ever published about ``claim``, the newest first."""
    rows = Assessment.objects.once_published().filter(claim=claim)
    return list(rows.select_related("claim", "rating").order_by("-number"))


def _appearances(claim: Claim) -> QuerySet[Appearance]:
    rows = visible(Appearance.objects.filter(claim=claim), STRANGER)
    rows = rows.select_related("document__source", "actor").defer("document__body")
    return rows.order_by(F("said_on").asc(nulls_last=True), "pk")[:MOST_SHOWN]


def _grounds(claim: Claim, assessment: Assessment) -> list[Ground]:
    cited = visible(AssessmentEvidence.objects.filter(assessment=assessment), STRANGER)
    cited = list(
        cited.select_related(
            "evidence__document__source", "evidence__origin", "evidence__foreign_verdict"
        )
        .defer("evidence__document__body", "evidence__foreign_verdict__raw")
        .order_by("pk")
    )
    others = visible(Evidence.objects.filter(claim=claim), STRANGER)
    others = others.exclude(pk__in=[row.evidence_id for row in cited])
    newest = SourceRating.objects.filter(source=OuterRef("document__source"))
    newest = newest.order_by("-rated_at", "-pk").values("grade")[:1]
    others = list(
        others.select_related("document__source", "origin", "foreign_verdict")
        .defer("document__body", "foreign_verdict__raw")
        .annotate(grade=Subquery(newest))
        .order_by("pk")[:MOST_SHOWN]
    )
    return [_cited_ground(row) for row in cited] + [
        Ground(row, row.stance, row.grade or "", row.credibility, False) for row in others
    ]


def _cited_ground(row: AssessmentEvidence) -> Ground:
    """Return cited evidence as it stood on submission; what was loaded may not be frozen."""
    stance = row.stance or row.evidence.stance
    credibility = row.credibility or row.evidence.credibility
    return Ground(row.evidence, stance, row.source_grade, credibility, True)


def _copies(documents: set[int]) -> dict[int, list[Snapshot]]:
    """Return the captures of documents that are shown, so shown themselves, by document."""
    found = defaultdict(list)
    for row in Snapshot.objects.filter(document__in=documents, state=SnapshotState.STORED):
        found[row.document_id].append(row)
    return found


def _sides(grounds: list[Ground]) -> list[tuple[str, str, list[Ground]]]:
    return [
        (key, title, [ground for ground in grounds if ground.stance in stances])
        for key, title, stances in SIDES
    ]


def _links(claim: Claim) -> list[tuple[str, Claim]]:
    rows = visible(ClaimLink.objects.filter(Q(a=claim) | Q(b=claim)), STRANGER)
    rows = rows.select_related("a__verdict", "b__verdict").order_by("kind", "-pk")[:MOST_SHOWN]
    return [
        (LINK_WORDS[row.kind][0], row.b)
        if row.a_id == claim.pk
        else (LINK_WORDS[row.kind][1], row.a)
        for row in rows
    ]
