"""What the fields of a query mean: ``actor:``, ``source:``, ``status:`` and the rest."""

import re
import uuid
from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet, Value
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
    """Claims that fit all fields, what has to be said, and whether a value was left out."""

    claims: QuerySet[Claim]
    notes: list[str]
    left_out: bool


def narrowed(claims: QuerySet[Claim], fields: tuple[Field, ...], within: Sight) -> Narrowed:
    """Return those of ``claims`` that fit each of ``fields``.

    A value that can't be one is left out and noted; an unknown name finds nothing, noted too.
    """
    notes: list[str] = []
    left_out = False
    if any(field.name == "status" for field in fields):
        claims = claims.alias(told_status=within.status)
    for field in fields:
        condition = Q()
        read = _READ[field.name]
        for value in field.values:
            found = read(value, within)
            if found.note:
                notes.append(found.note)
            if found.condition is None:
                left_out = True
            else:
                condition |= found.condition
        if condition:
            claims = claims.filter(~condition if field.negated else condition)
    return Narrowed(claims, notes, left_out)


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
    return _in(Claim.topics.through.objects.filter(topic__in=found))


def _actor(value: str, within: Sight) -> Read:
    found = _named(within.actors, value, names=ActorName.objects.all())
    if not found:
        return Read(_NONE, f"Nobody here is called “{value}”.")
    return _in(
        Appearance.objects.filter(actor__in=found),
        Claim.subjects.through.objects.filter(actor__in=found),
    )


def _source(value: str, within: Sight) -> Read:
    host = value.lower().removeprefix("www.")
    exact = (Q(domain=host) & ~Q(domain="")) | Q(handle__iexact=value)
    found = _named(within.sources, value, exact=exact)
    if not found:
        return Read(_NONE, f"No source here is called “{value}”.")
    return _in(
        Appearance.objects.filter(document__source__in=found),
        within.evidence.filter(document__source__in=found),
    )


def _in(*parts: QuerySet[Any]) -> Read:
    """Return the condition that a claim has one of ``parts``.

    One list of ids, so that the planner may begin with it where few claims have such a part.
    """
    first, *others = (part.order_by().values("claim_id") for part in parts)
    return Read(Q(pk__in=first.union(*others) if others else first))


_NONE = Q(pk__in=[])


def _named(
    rows: QuerySet[Any], value: str, *, exact: Q = _NONE, names: QuerySet[Any] | None = None
) -> list[int]:
    """Return the rows of this name or public id; only else, those whose name holds the value.

    ``exact`` is what else counts as the name; ``names`` are other names of the same rows, asked
    for by themselves so that each has the use of its index.
    """
    if _is_uuid(value):
        return list(rows.filter(public_id=value).values_list("pk", flat=True))
    folded, plain = Q(folded=Fold(Value(value))), Q(plain__contains=Plain(Value(value)))
    for own, other in ((folded | exact, folded), (plain, plain)):
        ids = set(_spelt(rows.model._default_manager, own, "pk"))
        if names is not None:
            ids |= set(_spelt(names, other, "actor_id"))
        found = list(rows.filter(pk__in=ids).values_list("pk", flat=True)) if ids else []
        if found:
            return found
    return []


def _spelt(rows: Any, fits: Q, column: str) -> list[int]:
    named = rows.alias(folded=Fold("name"), plain=Plain("name")).filter(fits)
    return list(named.order_by().values_list(column, flat=True)[:MOST_NAMED])


def _is_uuid(value: str) -> bool:
    try:
        return str(uuid.UUID(value)) == value.lower()
    except ValueError:
        return False


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
