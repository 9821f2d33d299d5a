"""What of the records a person may see: everything inside the house, what is published outside."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from claims.choices import AssessmentStatus, ClaimStatus, Judgement, Role, Visibility
from claims.models import (
    Actor,
    ActorMerge,
    ActorName,
    ApiToken,
    Appearance,
    Assessment,
    AssessmentEvidence,
    AuditEntry,
    AuditSeal,
    Claim,
    ClaimLink,
    ClaimMerge,
    ClaimWording,
    Comment,
    Document,
    Evidence,
    Export,
    ForeignVerdict,
    ImportBatch,
    ImportKey,
    ImportProfile,
    ImportRow,
    Notice,
    Origin,
    Rating,
    RatingMapping,
    Review,
    Snapshot,
    Source,
    SourceRating,
    Topic,
    User,
)
from claims.review.rights import Person, clearance, has_role, may
from claims.search.fields import Sight

Rows = QuerySet[Any]


def is_insider(person: Person) -> bool:
    """Return whether ``person`` works here: sees drafts, notes and internal evidence."""
    return has_role(person, Role.VIEWER)


def may_read(person: Person) -> bool:
    """Return whether ``person`` may read what is published: everybody, unless the house is shut."""
    return settings.CLAIMS_PUBLIC or is_insider(person)


def visible(rows: Rows, person: Person) -> Rows:
    """Return those of ``rows`` that ``person`` may see, of whatever record they are.

    Insiders see all that their role lets them view, evidence within their clearance. Everybody
    else sees published claims and what these are made of.
    """
    model: type[Model] = rows.model
    if is_insider(person):
        if not may(person, "view", model):
            return rows.none()
        narrow = _INSIDE.get(model)
        return narrow(rows, person) if narrow else rows
    public = _OUTSIDE.get(model)
    return public(rows) if public else rows.none()


def sight_of(person: Person) -> Sight:
    """Return what ``person`` may see, as searching needs to know it."""
    return Sight(
        claims=visible(Claim.objects.live(), person),
        evidence=visible(Evidence.objects.standing(), person),
        actors=visible(Actor.objects.all(), person),
        sources=visible(Source.objects.all(), person),
        topics=visible(Topic.objects.all(), person),
        status=told_status(person),
    )


def told_status(person: Person) -> Case | F:
    """Return the expression for the status of a claim as ``person`` is told it.

    Insiders see where the work stands; outside a published claim stands or is re-checked.
    """
    if is_insider(person):
        return F("status")
    return Case(
        When(status=ClaimStatus.PUBLISHED, then=F("status")),
        default=Value(ClaimStatus.RECHECKING.value),
        output_field=CharField(),
    )


def _own_tokens(rows: Rows, person: Person) -> Rows:
    return rows if has_role(person, Role.ADMINISTRATOR) else rows.filter(user=person)


_INSIDE: dict[type[Model], Callable[[Rows, Person], Rows]] = {
    Evidence: lambda rows, person: rows.filter(visibility__in=clearance(person)),
    AssessmentEvidence: lambda rows, person: rows.filter(
        evidence__visibility__in=clearance(person)
    ),
    ForeignVerdict: lambda rows, person: rows.filter(evidence__visibility__in=clearance(person)),
    ApiToken: _own_tokens,
    Notice: lambda rows, person: rows.filter(recipient=person),
}


def _claims() -> QuerySet[Claim]:
    return Claim.objects.published()


def _appearances() -> QuerySet[Appearance]:
    return Appearance.objects.filter(claim__in=_claims())


def _evidence() -> QuerySet[Evidence]:
    return Evidence.objects.standing().filter(visibility=Visibility.PUBLIC, claim__in=_claims())


def _has(rows: QuerySet[Any], path: str) -> Exists:
    return Exists(rows.filter(**{path: OuterRef("pk")}))


def _documents() -> Q:
    return Q(_has(_appearances(), "document")) | Q(_has(_evidence(), "document"))


_OUTSIDE: dict[type[Model], Callable[[Rows], Rows]] = {
    Claim: lambda rows: rows.filter(verdict__isnull=False, merged_into__isnull=True),
    ClaimWording: lambda rows: rows.filter(
        claim__verdict__isnull=False, claim__merged_into__isnull=True
    ),
    Appearance: lambda rows: rows.filter(
        claim__verdict__isnull=False, claim__merged_into__isnull=True
    ),
    Evidence: lambda rows: rows.filter(
        visibility=Visibility.PUBLIC,
        withdrawn_at__isnull=True,
        claim__verdict__isnull=False,
        claim__merged_into__isnull=True,
    ),
    ForeignVerdict: lambda rows: rows.filter(
        evidence__visibility=Visibility.PUBLIC,
        evidence__withdrawn_at__isnull=True,
        evidence__claim__verdict__isnull=False,
        evidence__claim__merged_into__isnull=True,
    ),
    Assessment: lambda rows: rows.filter(
        published_at__isnull=False,
        claim__verdict__isnull=False,
        claim__merged_into__isnull=True,
    ),
    AssessmentEvidence: lambda rows: rows.filter(
        assessment__published_at__isnull=False,
        evidence__visibility=Visibility.PUBLIC,
        claim__verdict__isnull=False,
        claim__merged_into__isnull=True,
    ),
    Document: lambda rows: rows.filter(_documents()),
    Snapshot: lambda rows: rows.filter(
        document__in=Document.objects.filter(_documents()).order_by()
    ),
    Source: lambda rows: rows.filter(
        Exists(Document.objects.filter(_documents(), source=OuterRef("pk")))
    ),
    SourceRating: lambda rows: rows.filter(
        Exists(Document.objects.filter(_documents(), source=OuterRef("source")))
    ),
    Actor: lambda rows: rows.filter(
        Q(_has(_appearances(), "actor")) | Q(_has(_claims(), "subjects"))
    ),
    ActorName: lambda rows: rows.filter(
        Exists(_appearances().filter(actor=OuterRef("actor")))
        | Exists(_claims().filter(subjects=OuterRef("actor")))
    ),
    Origin: lambda rows: rows.filter(_has(_evidence(), "origin")),
    Topic: lambda rows: rows.filter(_has(_claims(), "topics")),
    Rating: lambda rows: rows,
    ClaimLink: lambda rows: rows.filter(
        judgement=Judgement.CONFIRMED,
        a__verdict__isnull=False,
        a__merged_into__isnull=True,
        b__verdict__isnull=False,
        b__merged_into__isnull=True,
    ),
    AuditSeal: lambda rows: rows,
}


def corrections() -> QuerySet[Assessment]:
    """Return the assessments that corrected an earlier one, or were taken back.

    Everybody may learn of these that they were, when (``moment``), and what the public note
    says, even where nothing of the claim stands in public any more. What was retracted never
    changes again, so its last change is the moment of that.
    """
    retracted = When(status=AssessmentStatus.RETRACTED, then=F("updated_at"))
    found = Assessment.objects.once_published().filter(
        Q(supersedes__isnull=False) | Q(status=AssessmentStatus.RETRACTED),
        claim__merged_into__isnull=True,
    )
    return found.annotate(moment=Case(retracted, default=F("published_at")))


# Never outside, not even in part; named so that a test can tell them from forgotten ones.
INSIDE_ONLY = (
    ActorMerge,
    AuditEntry,
    ApiToken,
    ClaimMerge,
    Comment,
    Export,
    ImportBatch,
    ImportKey,
    ImportProfile,
    ImportRow,
    Notice,
    RatingMapping,
    Review,
    User,
)
