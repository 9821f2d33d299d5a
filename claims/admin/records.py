"""All records of the admin; importing this registers them.

It stands apart from the package, because the site itself lives in the package and must be
there before the first record is registered with it.
"""

from claims.admin import (
    actors,
    appearances,
    assessments,
    audit,
    claims,
    comments,
    documents,
    evidence,
    exports,
    imports,
    links,
    mappings,
    sources,
    tokens,
    topics,
    users,
    wordings,
)

__all__ = [
    "actors",
    "appearances",
    "assessments",
    "audit",
    "claims",
    "comments",
    "documents",
    "evidence",
    "exports",
    "imports",
    "links",
    "mappings",
    "sources",
    "tokens",
    "topics",
    "users",
    "wordings",
]
