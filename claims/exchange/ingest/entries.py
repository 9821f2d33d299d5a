"""What one row of an import says, wherever it came from: a sheet or somebody's ClaimReview."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime
from typing import Any

from claims.canonical.text import without_unkeepable
from claims.exchange.wire import WireAppearance, WireParty, WireReview, WireWarning

_DEEPEST = 60
_LONGEST_NUMBER = 4_000


@dataclass(slots=True, kw_only=True)
class GivenSource:
    """A document that a row names as speaking for or against its claim."""

    url: str
    quote: str = ""
    reliability: str = ""
    credibility: int | None = None


@dataclass(slots=True, kw_only=True)
class Entry:
    """One row: somebody's review of a claim, and what a sheet says beyond that."""

    number: int
    review: WireReview
    namespace: str
    note: str = ""
    topics: list[str] = field(default_factory=list)
    sources: list[GivenSource] = field(default_factory=list)
    claimant_kind: str = ""
    """An ``ActorKind`` where the row says what its claimant is."""
    refusal: str = ""
    """Why the row can't be taken; empty when it can."""


def review_as_json(review: WireReview) -> dict[str, Any]:
    """Return ``review`` as JSON that PostgreSQL can keep."""
    kept: dict[str, Any] = _keepable(asdict(review), 0)
    return kept


def review_from_json(given: Mapping[str, Any]) -> WireReview:
    """Return the review that ``review_as_json`` was given."""
    values = dict(given)
    for name in ("claim_date", "review_date"):
        values[name] = date.fromisoformat(values[name]) if values[name] else None
    if values["deleted_at"]:
        values["deleted_at"] = datetime.fromisoformat(values["deleted_at"])
    values["warnings"] = [WireWarning(*warning) for warning in values["warnings"]]
    values["claimants"] = _parties(values["claimants"])
    values["reviewers"] = _parties(values["reviewers"])
    values["appearances"] = [_appearance(found) for found in values["appearances"]]
    known = {found.name for found in fields(WireReview)}
    return WireReview(**{name: value for name, value in values.items() if name in known})


def _parties(given: list[dict[str, Any]]) -> list[WireParty]:
    return [WireParty(**party) for party in given]


def _appearance(given: dict[str, Any]) -> WireAppearance:
    values = given | {"speakers": _parties(given["speakers"])}
    for name in ("published_on", "said_on"):
        values[name] = date.fromisoformat(values[name]) if values[name] else None
    return WireAppearance(**values)


def _keepable(value: Any, depth: int) -> Any:
    """Return ``value`` so that jsonb can hold it: no NUL, no NaN, no bottomless nesting."""
    if depth > _DEEPEST:
        return "…"
    if isinstance(value, str):
        return without_unkeepable(value)
    if isinstance(value, dict):
        return {
            without_unkeepable(str(name)): _keepable(inner, depth + 1)
            for name, inner in value.items()
        }
    if isinstance(value, list | tuple):
        return [_keepable(inner, depth + 1) for inner in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, int) and value.bit_length() > _LONGEST_NUMBER:
        return "(a number too long to keep)"
    if isinstance(value, date):
        return value.isoformat()
    return value
