"""The admin: editors keep the records."""

from claims.admin import actors, assessments, audit, claims, documents, people, sources, topics

__all__ = [
    "actors",
    "assessments",
    "audit",
    "claims",
    "documents",
    "people",
    "sources",
    "topics",
]
