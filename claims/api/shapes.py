"""The shape in which claims are read; ``serializers/reads.py`` describes it for the schema."""

from collections.abc import Callable, Collection
from functools import lru_cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    CharField,
    Expression,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Cast, NullIf
from rest_framework.exceptions import ValidationError

from claims.api.compiled import JsonObject, as_text, as_written, somebody
from claims.api.record_shapes import member_of_one
from claims.choices import Role
from claims.models import (
    Actor,
    Appearance,
    Assessment,
    AssessmentEvidence,
    Claim,
    ClaimLink,
    Evidence,
    SourceRating,
    Topic,
)
from claims.review.audience import is_insider, told_status, visible
from claims.review.rights import Person, clearance, role_of

Builder = Callable[[Person], Expression | F]

PLAIN = (
    "ref",
    "public_id",
    "text",
    "language",
    "kind",
    "place",
    "happened_from",
    "happened_until",
    "happened_precision",
    "created_at",
    "updated_at",
)
INSIDE = ("priority", "context", "decline_reason", "review_due_on", "version")
# What the asking colleague may do now, and why not the rest; with a single claim only.
STEPS = ("allowed_steps", "refused_steps")
EXPANSIONS = ("appearances", "evidence", "assessment", "links")
_ACTOR = ("public_id", "name", "kind")
_FOREIGN_VERDICT = (
    "publisher_name",
    "publisher_site",
    "label",
    "rating_value",
    "rating_worst",
    "rating_best",
)


def _document() -> JsonObject:
    return JsonObject(
        public_id="document__public_id",
        title="document__title",
        url="document__url",
        citation="document__citation",
        published_on="document__published_on",
        retracted_on="document__retracted_on",
        source=JsonObject(public_id="document__source__public_id", name="document__source__name"),
    )


def _topics(person: Person) -> Expression:
    rows = Topic.objects.filter(claims=OuterRef("pk")).order_by("name", "pk")
    return ArraySubquery(rows.values_list(JsonObject(slug="slug", name="name")))


def _subjects(person: Person) -> Expression:
    rows = Actor.objects.filter(claims_about=OuterRef("pk")).order_by("name", "pk")
    return ArraySubquery(rows.values_list(JsonObject(**{name: name for name in _ACTOR})))


def _appearances(person: Person) -> Expression:
    rows = Appearance.objects.filter(claim=OuterRef("pk")).order_by("said_on", "pk")
    return ArraySubquery(
        rows.values_list(
            JsonObject(
                public_id="public_id",
                act="act",
                actor=member_of_one("actor", *_ACTOR),
                attribution="attribution",
                quote="quote",
                prefix="prefix",
                suffix="suffix",
                locator="locator",
                said_on="said_on",
                said_precision="said_precision",
                document=_document(),
            )
        )
    )


def grade_of(source: str) -> Subquery:
    """Return the newest grade of the source that ``source`` leads to."""
    rows = SourceRating.objects.filter(source=OuterRef(source)).order_by("-rated_at", "-id")
    return Subquery(rows.values("grade")[:1], output_field=CharField())


def _evidence(person: Person) -> Expression:
    rows = visible(Evidence.objects.filter(claim=OuterRef("pk")), person).order_by("pk")
    members: dict[str, Any] = {
        "public_id": F("public_id"),
        "stance": F("stance"),
        "credibility": F("credibility"),
        "source_grade": grade_of("document__source"),
        "quote": F("quote"),
        "locator": F("locator"),
        "rationale": F("rationale"),
        "origin": member_of_one("origin", "public_id", "label", "kind"),
        "document": _document(),
        "foreign_verdict": member_of_one("foreign_verdict", *_FOREIGN_VERDICT),
    }
    if is_insider(person):
        members |= {
            "visibility": F("visibility"),
            "withdrawn_at": F("withdrawn_at"),
            "withdrawn_reason": F("withdrawn_reason"),
        }
    return ArraySubquery(rows.values_list(JsonObject(**members)))


def assessment_shape(person: Person) -> JsonObject:
    """Return the shape of an assessment as it stands in public, with what it rests on."""
    cited = visible(AssessmentEvidence.objects.filter(assessment=OuterRef("pk")), person).order_by(
        "pk"
    )
    return JsonObject(
        public_id="public_id",
        number="number",
        rating="rating__code",
        rating_label="rating__label",
        confidence="confidence",
        headline="headline",
        explanation="explanation",
        gaps="gaps",
        public_note="public_note",
        published_at="published_at",
        status="status",
        rests_on=ArraySubquery(
            cited.values_list(
                JsonObject(
                    evidence="evidence__public_id",
                    stance="stance",
                    credibility="credibility",
                    source_grade=NullIf("source_grade", Value("")),
                    snapshot_sha256=NullIf("snapshot_sha256", Value("")),
                    document="evidence__document__title",
                )
            )
        ),
    )


def _assessment(person: Person) -> Expression:
    rows = Assessment.objects.published().filter(claim=OuterRef("pk")).order_by()
    return Subquery(rows.values_list(assessment_shape(person))[:1])


def _links(person: Person) -> Expression:
    rows = visible(
        ClaimLink.objects.filter(Q(a=OuterRef("pk")) | Q(b=OuterRef("pk"))), person
    ).order_by("pk")
    return ArraySubquery(
        rows.values_list(JsonObject(kind="kind", judgement="judgement", a="a__ref", b="b__ref"))
    )


def _documents(person: Person) -> Expression:
    return Evidence.objects.within(clearance(person)).documents_of_claim()


def _origins(person: Person) -> Expression:
    return Evidence.objects.within(clearance(person)).origins_of_claim()


_BUILT: dict[str, Builder] = {
    "status": told_status,
    "verdict": lambda person: F("verdict__code"),
    "verdict_label": lambda person: F("verdict__label"),
    "topics": _topics,
    "subjects": _subjects,
    "documents": _documents,
    "independent_origins": _origins,
    "assignee": lambda person: F("assignee__username"),
    "merged_into": lambda person: F("merged_into__ref"),
    "appearances": _appearances,
    "evidence": _evidence,
    "assessment": _assessment,
    "links": _links,
}
_INSIDE_BUILT = ("assignee", "merged_into")


def claim_members(person: Person) -> list[str]:
    """Return the names of all members that ``person`` may ask for."""
    names = [*PLAIN, *(name for name in _BUILT if name not in _INSIDE_BUILT)]
    return names + [*INSIDE, *_INSIDE_BUILT, *STEPS] if is_insider(person) else names


def chosen_members(
    person: Person, *, fields: str | None, expand: str | None, whole: bool
) -> tuple[str, ...]:
    """Return the members to show: all but the expansions, unless the request says otherwise.

    ``fields`` and ``expand`` are the query parameters, ``whole`` that of a detail, which has
    its expansions without being asked. Raises ``ValidationError`` naming what is not there.
    """
    return _chosen(role_of(person), fields, expand, whole)


@lru_cache(maxsize=512)
def _chosen(
    role: Role | None, fields: str | None, expand: str | None, whole: bool
) -> tuple[str, ...]:
    known = claim_members(somebody(role))
    if not whole:
        known = [name for name in known if name not in STEPS]
    if fields is not None:
        return tuple(_listed("fields", fields, known))
    wanted = _listed("expand", expand, EXPANSIONS) if expand is not None else []
    opened = EXPANSIONS if whole and expand is None else wanted
    return tuple(name for name in known if name not in EXPANSIONS or name in opened)


def _listed(parameter: str, asked: str, known: Collection[str]) -> list[str]:
    names = [name for name in (part.strip() for part in asked.split(",")) if name]
    unknown = sorted(set(names) - set(known))
    if unknown or not names:
        raise ValidationError(
            {parameter: f"Choose from {', '.join(known)}; not {', '.join(unknown) or 'nothing'}."}
        )
    return names


def with_json(claims: QuerySet[Claim], person: Person, members: Collection[str]) -> QuerySet[Claim]:
    """Return ``claims`` with ``json``: each as the text of a JSON object with ``members``."""
    return as_written(claims, person, _claims_as_json, tuple(members))


def _claims_as_json(person: Person, members: tuple[str, ...]) -> QuerySet[Claim]:
    """Return all claims with ``json``: each as the text of a JSON object with ``members``."""
    parts = {name: _BUILT[name](person) if name in _BUILT else F(name) for name in members}
    return Claim.objects.annotate(json=as_text(parts))


def assessments_as_json(person: Person) -> QuerySet[Assessment]:
    """Return all assessments with ``json``: each as it stands in public."""
    return Assessment.objects.annotate(json=Cast(assessment_shape(person), TextField()))
