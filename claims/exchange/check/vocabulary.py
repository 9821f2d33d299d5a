"""The types and properties of schema.org that documents about claims are made of."""

import json
from difflib import get_close_matches
from functools import cache
from pathlib import Path

_TABLE = json.loads((Path(__file__).parent.parent / "data" / "schemaorg.json").read_text())
_PARENTS: dict[str, list[str]] = _TABLE["types"]
_PROPERTIES: dict[str, tuple[list[str], list[str]]] = _TABLE["properties"]


def is_type(name: str) -> bool:
    """Return whether ``name`` is a type of the table."""
    return name in _PARENTS


def is_property(name: str) -> bool:
    """Return whether any type has the property ``name``."""
    return name in _PROPERTIES


@cache
def kinds_of(name: str) -> frozenset[str]:
    """Return the type ``name`` and all types that it is a kind of."""
    return frozenset({name}).union(*(kinds_of(parent) for parent in _PARENTS.get(name, [])))


def owners_of(name: str) -> list[str]:
    """Return the types that have the property ``name``."""
    return _PROPERTIES[name][0]


def takes(name: str) -> list[str]:
    """Return the types that values of the property ``name`` may have."""
    return _PROPERTIES[name][1]


def like_property(name: str) -> str:
    """Return the property that ``name`` may be a misspelling of, or ""."""
    return next(iter(get_close_matches(name, _PROPERTIES, n=1, cutoff=0.75)), "")


def like_type(name: str) -> str:
    """Return the type that ``name`` may be a misspelling of, or ""."""
    return next(iter(get_close_matches(name, _PARENTS, n=1, cutoff=0.75)), "")
