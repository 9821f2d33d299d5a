"""The nouns of Claimbook, their laws, and the questions one may ask of many rows."""

from claims.models.actors import Actor, ActorName
from claims.models.appearances import Appearance
from claims.models.assessments import Assessment, AssessmentEvidence, Rating, Review
from claims.models.audit import AuditEntry, AuditSeal
from claims.models.claims import Claim, Comment
from claims.models.documents import Document, Snapshot
from claims.models.evidence import Evidence, Origin
from claims.models.exports import Export
from claims.models.imports import (
    ForeignVerdict,
    ImportBatch,
    ImportKey,
    ImportProfile,
    ImportRow,
)
from claims.models.links import ActorMerge, ClaimLink, ClaimMerge
from claims.models.mappings import RatingMapping
from claims.models.notices import Notice
from claims.models.search import ClaimWords, DocumentWords, SearchWord
from claims.models.sources import Source, SourceRating
from claims.models.tokens import ApiToken, IdempotencyKey
from claims.models.topics import Topic
from claims.models.users import User
from claims.models.wordings import ClaimWording

__all__ = [
    "Actor",
    "ActorMerge",
    "ActorName",
    "ApiToken",
    "Appearance",
    "Assessment",
    "AssessmentEvidence",
    "AuditEntry",
    "AuditSeal",
    "Claim",
    "ClaimLink",
    "ClaimMerge",
    "ClaimWording",
    "ClaimWords",
    "Comment",
    "Document",
    "DocumentWords",
    "Evidence",
    "Export",
    "ForeignVerdict",
    "IdempotencyKey",
    "ImportBatch",
    "ImportKey",
    "ImportProfile",
    "ImportRow",
    "Notice",
    "Origin",
    "Rating",
    "RatingMapping",
    "Review",
    "SearchWord",
    "Snapshot",
    "Source",
    "SourceRating",
    "Topic",
    "User",
]
