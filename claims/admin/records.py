"""All records of the admin; importing this registers them.

It stands apart from the package, because the site itself lives in the package and must be
there before the first record is registered with it.
"""

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
