"""Records for tests, made by plain functions that obey the laws."""

from datetime import UTC, date, datetime
from functools import cache
from itertools import count
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from claims.choices import (
    ActorKind,
    AppearanceAct,
    LinkKind,
    OriginKind,
    Reliability,
    Role,
    SourceKind,
    Stance,
    Visibility,
)
from claims.models import (
    Actor,
    Appearance,
    Assessment,
    Claim,
    ClaimLink,
    Document,
    Evidence,
    Origin,
    Rating,
    Snapshot,
    Source,
    SourceRating,
    Topic,
    User,
)

NOW = datetime(2025, 5, 8, 12, 0, tzinfo=UTC)
TODAY = date(2025, 5, 8)
PASSWORD = "correct horse battery staple"  # noqa: S105

_numbers = count(1)


@cache
def _hashed_password() -> str:
    """Hash the password of the cast once: Argon2 is slow on purpose."""
    return make_password(PASSWORD)


def make_user(username: str, *roles: Role, **fields: Any) -> User:
    defaults = {"password": _hashed_password(), "is_staff": True, "first_name": username.title()}
    user = User.objects.create(username=username, **defaults | fields)
    user.groups.set(Group.objects.filter(name__in=[role.value for role in roles]))
    return user


def make_cast() -> dict[str, User]:
    """Return Ana the analyst, Rui the reviewer, Eda the editor, Zoe the viewer, the admin."""
    return {
        "ana": make_user("ana", Role.ANALYST),
        "rui": make_user("rui", Role.REVIEWER),
        "eda": make_user("eda", Role.EDITOR),
        "zoe": make_user("zoe", Role.VIEWER),
        "admin": make_user("admin", Role.ADMINISTRATOR),
    }


def _save(record: Any) -> Any:
    record.full_clean()
    record.save()
    return record


def make_actor(**fields: Any) -> Actor:
    return _save(Actor(**{"name": f"Actor {next(_numbers)}", "kind": ActorKind.GROUP} | fields))


def make_source(**fields: Any) -> Source:
    defaults = {"name": f"Source {next(_numbers)}", "kind": SourceKind.OUTLET}
    return _save(Source(**defaults | fields))


def make_source_rating(source: Source, by: User, **fields: Any) -> SourceRating:
    defaults = {
        "grade": Reliability.B,
        "rationale": "A long record of corrections.",
        "rated_at": NOW,
    }
    return _save(SourceRating(source=source, rated_by=by, **defaults | fields))


def make_document(**fields: Any) -> Document:
    number = next(_numbers)
    if "source" not in fields:
        fields["source"] = make_source()
    defaults = {
        "title": f"Document {number}",
        "url": f"https://example.org/document/{number}",
    }
    return _save(Document(**defaults | fields))


def make_snapshot(document: Document, **fields: Any) -> Snapshot:
    defaults = {
        "archive_url": f"https://archive.example/{next(_numbers)}",
        "captured_at": NOW,
        "sha256": "ab" * 32,
    }
    return _save(Snapshot(document=document, **defaults | fields))


def make_topic(**fields: Any) -> Topic:
    number = next(_numbers)
    return _save(Topic(**{"name": f"Topic {number}", "slug": f"topic-{number}"} | fields))


def make_claim(**fields: Any) -> Claim:
    return _save(
        Claim(**{"text": f"Claim number {next(_numbers)} is so.", "language": "en"} | fields)
    )


def make_appearance(claim: Claim, **fields: Any) -> Appearance:
    for name, make in (("document", make_document), ("actor", make_actor)):
        if name not in fields:
            fields[name] = make()
    return _save(Appearance(claim=claim, **{"act": AppearanceAct.ASSERTS} | fields))


def make_origin(**fields: Any) -> Origin:
    defaults = {
        "label": f"Origin {next(_numbers)}",
        "kind": OriginKind.OFFICIAL_STATEMENT,
    }
    return _save(Origin(**defaults | fields))


def make_evidence(claim: Claim, **fields: Any) -> Evidence:
    if "document" not in fields:
        fields["document"] = make_document()
    defaults = {
        "stance": Stance.SUPPORTS,
        "credibility": 2,
        "rationale": "It says so in plain words.",
        "visibility": Visibility.PUBLIC,
    }
    return _save(Evidence(claim=claim, **defaults | fields))


def make_assessment(claim: Claim, author: User, **fields: Any) -> Assessment:
    defaults = {
        "number": claim.assessments.count() + 1,
        "rating": Rating.objects.get(code="true"),
        "confidence": "moderate",
        "explanation": "The record says so.",
    }
    return _save(Assessment(claim=claim, author=author, **defaults | fields))


def make_link(a: Claim, b: Claim, **fields: Any) -> ClaimLink:
    return _save(ClaimLink(a=a, b=b, **{"kind": LinkKind.RELATED} | fields))
