"""What the fields of a query mean: ``actor:``, ``source:``, ``status:`` and the rest."""

import re
import uuid
from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import Combinable

from claims.canonical.text import LANGUAGE_PATTERN
from claims.choices import ClaimStatus
from claims.models import Actor, ActorName, Appearance, Claim, Evidence, Rating, Source, Topic
from claims.models.base import Fold, Plain
from claims.search.query import Field

# A name that fits more records than this is too short to be one.
MOST_NAMED = 200
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")


class Sight(NamedTuple):
    """What somebody may see, as far as searching needs to know; ``review.audience`` says it.

    ``status`` is the expression for the status that they are told.
    """

    claims: QuerySet[Claim]
    evidence: QuerySet[Evidence]
    actors: QuerySet[Actor]
    sources: QuerySet[Source]
    topics: QuerySet[Topic]
    status: Combinable


class Read(NamedTuple):
    """What a value asks for, if it can be read, and what has to be said about it."""

    condition: Q | None
    note: str = ""


class Narrowed(NamedTuple):
    """Claims that fit all fields, and what has to be said about fields that can't be read."""

    claims: QuerySet[Claim]
    notes: list[str]


def narrowed(claims: QuerySet[Claim], fields: tuple[Field, ...], within: Sight) -> Narrowed:
    """Return those of ``claims`` that fit each of ``fields``.

    A value that can't be one is left out and noted; an unknown name finds nothing, noted too.
    """
    notes: list[str] = []
    if any(field.name == "status" for field in fields):
        claims = claims.alias(told_status=within.status)
    for field in fields:
        condition = Q()
        read = _READ[field.name]
        for value in field.values:
            found = read(value, within)
            if found.note:
                notes.append(found.note)
            if found.condition is not None:
                condition |= found.condition
        if condition:
            claims = claims.filter(~condition if field.negated else condition)
    return Narrowed(claims, notes)


def _status(value: str, within: Sight) -> Read:
    word = re.sub(r"[\s-]+", "_", value.lower())
    if word == "re_checking":
        word = ClaimStatus.RECHECKING.value
    if word not in ClaimStatus.values:
        words = ", ".join(ClaimStatus.values)
        return Read(None, f"There is no status “{value}”: choose from {words}.")
    return Read(Q(told_status=word))


def _verdict(value: str, within: Sight) -> Read:
    if value.lower() == "none":
        return Read(Q(verdict__isnull=True))
    ratings = list(Rating.objects.order_by("pk"))
    asked = value.lower().replace("-", "_").replace(" ", "_")
    found = [
        rating.pk
        for rating in ratings
        if asked == rating.code.lower() or value.lower() == rating.label.lower()
    ]
    if not found:
        codes = ", ".join(rating.code for rating in ratings)
        return Read(None, f"There is no verdict “{value}”: choose from {codes} or none.")
    return Read(Q(verdict__in=found))


def _language(value: str, within: Sight) -> Read:
    if not re.fullmatch(LANGUAGE_PATTERN, value):
        return Read(None, f"“{value}” is no language tag: write lang:en, lang:uk or lang:zh-Hans.")
    return Read(Q(language=value) | Q(language__startswith=f"{value}-"))


def _after(value: str, within: Sight) -> Read:
    day = _day(value)
    return Read(Q(index__said_on__gte=day)) if day else _no_day("after", value)


def _before(value: str, within: Sight) -> Read:
    day = _day(value)
    return Read(Q(index__said_on__lt=day)) if day else _no_day("before", value)


def _day(value: str) -> date | None:
    """Return the day, or the first day of the month or year, that ``value`` names."""
    found = _DAY.fullmatch(value)
    try:
        return date(*(int(part or 1) for part in found.groups())) if found else None
    except ValueError:
        return None


def _no_day(name: str, value: str) -> Read:
    how = f"write {name}:2025, {name}:2025-05 or {name}:2025-05-08"
    return Read(None, f"“{value}” is no date: {how}.")


def _topic(value: str, within: Sight) -> Read:
    found = _named(within.topics, value, exact=Q(slug=value.lower()))
    if not found:
        return Read(_NONE, f"No topic here is called “{value}”.")
    return Read(_on(Claim.topics.through.objects.filter(claim=OuterRef("pk"), topic__in=found)))


def _actor(value: str, within: Sight) -> Read:
    spelt = ActorName.objects.alias(folded=Fold("name")).filter(folded=_folded(value))
    holding = ActorName.objects.alias(plain=Plain("name")).filter(plain__contains=_plain(value))
    found = _named(
        within.actors,
        value,
        exact=Q(pk__in=spelt.values("actor")),
        loose=Q(pk__in=holding.values("actor")),
    )
    if not found:
        return Read(_NONE, f"Nobody here is called “{value}”.")
    said = Appearance.objects.filter(claim=OuterRef("pk"), actor__in=found)
    about = Claim.subjects.through.objects.filter(claim=OuterRef("pk"), actor__in=found)
    return Read(_on(said) | _on(about))


def _source(value: str, within: Sight) -> Read:
    host = value.lower().removeprefix("www.")
    exact = (Q(domain=host) & ~Q(domain="")) | Q(handle__iexact=value)
    found = _named(within.sources, value, exact=exact)
    if not found:
        return Read(_NONE, f"No source here is called “{value}”.")
    said = Appearance.objects.filter(claim=OuterRef("pk"), document__source__in=found)
    shown = within.evidence.filter(claim=OuterRef("pk"), document__source__in=found)
    return Read(_on(said) | _on(shown))


_NONE = Q(pk__in=[])


def _named(rows: QuerySet[Any], value: str, *, exact: Q, loose: Q = _NONE) -> list[int]:
    """Return the rows of this name or public id; only else, those whose name holds the value."""
    if _uuid(value):
        return list(rows.filter(public_id=value).values_list("pk", flat=True))
    named = rows.alias(folded=Fold("name"), plain=Plain("name")).order_by()
    for fits in (Q(folded=_folded(value)) | exact, Q(plain__contains=_plain(value)) | loose):
        found = list(named.filter(fits).values_list("pk", flat=True)[:MOST_NAMED])
        if found:
            return found
    return []


def _uuid(value: str) -> bool:
    try:
        return str(uuid.UUID(value)) == value.lower()
    except ValueError:
        return False


def _folded(value: str) -> Fold:
    return Fold(Value(value))


def _plain(value: str) -> Plain:
    return Plain(Value(value))


def _on(rows: QuerySet[Any]) -> Q:
    return Q(Exists(rows))


_READ: dict[str, Callable[[str, Sight], Read]] = {
    "actor": _actor,
    "source": _source,
    "status": _status,
    "verdict": _verdict,
    "topic": _topic,
    "lang": _language,
    "after": _after,
    "before": _before,
}
