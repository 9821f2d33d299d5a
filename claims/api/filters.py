"""What one may filter by; a parameter that nobody knows is refused by name."""

from typing import Any

import django_filters as filters
from django.core.exceptions import ValidationError as Malformed
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from rest_framework.exceptions import ValidationError

from claims.choices import (
    ActorKind,
    AppearanceAct,
    AssessmentStatus,
    AuditAction,
    ClaimKind,
    ClaimStatus,
    DocumentKind,
    Judgement,
    LinkKind,
    Priority,
    Reliability,
    SourceKind,
    Stance,
    Visibility,
)
from claims.models import (
    Actor,
    ActorName,
    Appearance,
    Assessment,
    AuditEntry,
    Claim,
    ClaimLink,
    Document,
    Evidence,
    Source,
    Topic,
    User,
)
from claims.models.base import Plain
from claims.review.audience import is_insider, visible
from claims.search.fulltext import search_claims


class RecordFilters(filters.FilterSet):
    """Filters that every list shares; ``inside`` names those for insiders only."""

    inside: tuple[str, ...] = ()

    updated_since = filters.IsoDateTimeFilter(field_name="updated_at", lookup_expr="gte")
    created_after = filters.IsoDateTimeFilter(field_name="created_at", lookup_expr="gte")
    created_before = filters.IsoDateTimeFilter(field_name="created_at", lookup_expr="lt")

    @property
    def person(self) -> Any:
        """Who asks."""
        return self.request.user


class _Words(filters.BaseInFilter, filters.ChoiceFilter):
    """One or more words of a list, with commas between."""


class _Codes(filters.BaseInFilter, filters.CharFilter):
    """One or more codes, with commas between."""


class ClaimFilters(RecordFilters):
    """Everything that a person would filter claims by."""

    inside = ("priority", "assignee", "due_before", "has_draft", "merged")

    q = filters.CharFilter(method="by_words")
    ref = _Codes(field_name="ref", lookup_expr="in")
    status = _Words(choices=ClaimStatus.choices, method="by_status")
    verdict = _Codes(method="by_verdict")
    language = _Codes(field_name="language", lookup_expr="in")
    kind = _Words(field_name="kind", choices=ClaimKind.choices, lookup_expr="in")
    topic = filters.CharFilter(field_name="topics__slug")
    subject = filters.UUIDFilter(field_name="subjects__public_id")
    place = filters.CharFilter(field_name="place", lookup_expr="icontains")
    actor = filters.UUIDFilter(method="by_actor")
    act = filters.ChoiceFilter(choices=AppearanceAct.choices, method="by_act")
    source = filters.UUIDFilter(method="by_source")
    document = filters.UUIDFilter(method="by_document")
    said_after = filters.DateFilter(method="by_said_after")
    said_before = filters.DateFilter(method="by_said_before")
    happened_after = filters.DateFilter(field_name="happened_from", lookup_expr="gte")
    happened_before = filters.DateFilter(field_name="happened_until", lookup_expr="lte")
    published_after = filters.IsoDateTimeFilter(method="by_published_after")
    published_before = filters.IsoDateTimeFilter(method="by_published_before")
    has_evidence = filters.BooleanFilter(method="by_having_evidence")
    stance = filters.ChoiceFilter(choices=Stance.choices, method="by_stance")
    priority = _Words(field_name="priority", choices=Priority.choices, lookup_expr="in")
    assignee = filters.CharFilter(method="by_assignee")
    due_before = filters.DateFilter(field_name="review_due_on", lookup_expr="lte")
    has_draft = filters.BooleanFilter(method="by_having_draft")
    merged = filters.BooleanFilter(field_name="merged_into", lookup_expr="isnull", exclude=True)

    def by_words(self, rows: QuerySet[Claim], name: str, value: str) -> QuerySet[Claim]:
        """Claims that hold every word."""
        return search_claims(rows, value)

    def by_status(self, rows: QuerySet[Claim], name: str, value: list[str]) -> QuerySet[Claim]:
        """Claims whose work stands there; outside there are but two answers."""
        if not is_insider(self.person):
            published = ClaimStatus.PUBLISHED in value
            again = ClaimStatus.RECHECKING in value
            if published and again:
                return rows
            if published:
                return rows.filter(status=ClaimStatus.PUBLISHED)
            return rows.exclude(status=ClaimStatus.PUBLISHED) if again else rows.none()
        return rows.filter(status__in=value)

    def by_verdict(self, rows: QuerySet[Claim], name: str, value: list[str]) -> QuerySet[Claim]:
        """Claims with one of these verdicts; ``none`` for those without any."""
        if value == ["none"]:
            return rows.filter(verdict__isnull=True)
        return rows.filter(verdict__code__in=value)

    def _appearing(self, rows: QuerySet[Claim], **conditions: Any) -> QuerySet[Claim]:
        found = Appearance.objects.filter(claim=OuterRef("pk"), **conditions)
        return rows.filter(Exists(found))

    def by_actor(self, rows: QuerySet[Claim], name: str, value: Any) -> QuerySet[Claim]:
        """Claims that an actor says, repeats, denies, …; with ``act`` in that way only."""
        act = {"act": self.data["act"]} if self.data.get("act") else {}
        return self._appearing(rows, actor__public_id=value, **act)

    def by_act(self, rows: QuerySet[Claim], name: str, value: str) -> QuerySet[Claim]:
        """Claims that somebody asserts, denies, …; ``actor`` narrows it to one."""
        return rows if self.data.get("actor") else self._appearing(rows, act=value)

    def by_said_after(self, rows: QuerySet[Claim], name: str, value: Any) -> QuerySet[Claim]:
        """Claims that were said on this day or later."""
        return self._appearing(rows, said_on__gte=value)

    def by_said_before(self, rows: QuerySet[Claim], name: str, value: Any) -> QuerySet[Claim]:
        """Claims that were said on this day or earlier."""
        return self._appearing(rows, said_on__lte=value)

    def by_source(self, rows: QuerySet[Claim], name: str, value: Any) -> QuerySet[Claim]:
        """Claims that appear in, or rest on, what a source published."""
        return self._in_documents(rows, document__source__public_id=value)

    def by_document(self, rows: QuerySet[Claim], name: str, value: Any) -> QuerySet[Claim]:
        """Claims that appear in, or rest on, a document."""
        return self._in_documents(rows, document__public_id=value)

    def _in_documents(self, rows: QuerySet[Claim], **where: Any) -> QuerySet[Claim]:
        here = Appearance.objects.filter(claim=OuterRef("pk"), **where)
        return rows.filter(Exists(here) | Exists(self._seen_evidence().filter(**where)))

    def _seen_evidence(self) -> QuerySet[Evidence]:
        """Standing evidence of the claim at hand, as far as the asker may see it."""
        rows = Evidence.objects.standing().filter(claim=OuterRef("pk"))
        return visible(rows, self.person)

    def by_having_evidence(self, rows: QuerySet[Claim], name: str, value: bool) -> QuerySet[Claim]:
        """Claims with, or without, evidence that the asker may see."""
        found = Exists(self._seen_evidence())
        return rows.filter(found if value else ~found)

    def by_stance(self, rows: QuerySet[Claim], name: str, value: str) -> QuerySet[Claim]:
        """Claims with evidence of this stance that the asker may see."""
        return rows.filter(Exists(self._seen_evidence().filter(stance=value)))

    def by_published_after(self, rows: QuerySet[Claim], name: str, value: Any) -> QuerySet[Claim]:
        """Claims whose standing assessment was published at this moment or later."""
        return rows.filter(Exists(self._standing().filter(published_at__gte=value)))

    def by_published_before(self, rows: QuerySet[Claim], name: str, value: Any) -> QuerySet[Claim]:
        """Claims whose standing assessment was published before this moment."""
        return rows.filter(Exists(self._standing().filter(published_at__lt=value)))

    def _standing(self) -> QuerySet[Assessment]:
        return Assessment.objects.published().filter(claim=OuterRef("pk"))

    def by_assignee(self, rows: QuerySet[Claim], name: str, value: str) -> QuerySet[Claim]:
        """Claims in somebody's hands, in ``me`` or in those of ``none``."""
        if value == "none":
            return rows.filter(assignee__isnull=True)
        if value == "me":
            return rows.filter(assignee=self.person)
        return rows.filter(assignee__in=User.objects.filter(username=value))

    def by_having_draft(self, rows: QuerySet[Claim], name: str, value: bool) -> QuerySet[Claim]:
        """Claims with, or without, an assessment that is drafted or under review."""
        found = Exists(Assessment.objects.open().filter(claim=OuterRef("pk")))
        return rows.filter(found if value else ~found)


class _Named(RecordFilters):
    q = filters.CharFilter(method="by_name")

    def by_name(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Rows whose name holds the text, whatever its case and accents."""
        return rows.alias(plain=Plain("name")).filter(plain__contains=_plain(value))


def _plain(text: str) -> Plain:
    return Plain(Value(text))


class ActorFilters(_Named):
    """What actors are found by."""

    kind = _Words(field_name="kind", choices=ActorKind.choices, lookup_expr="in")
    country = _Codes(field_name="country", lookup_expr="in")
    wikidata_id = filters.CharFilter()
    parent = filters.UUIDFilter(field_name="parent__public_id")

    class Meta:
        model = Actor
        fields: list[str] = []

    def by_name(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Actors one of whose names holds the text: Kyiv finds the Government of Ukraine."""
        others = ActorName.objects.alias(plain=Plain("name")).filter(plain__contains=_plain(value))
        return rows.alias(plain=Plain("name")).filter(
            Q(plain__contains=_plain(value)) | Q(pk__in=others.values("actor"))
        )


class SourceFilters(_Named):
    """What sources are found by."""

    kind = _Words(field_name="kind", choices=SourceKind.choices, lookup_expr="in")
    country = _Codes(field_name="country", lookup_expr="in")
    language = _Codes(field_name="language", lookup_expr="in")
    domain = filters.CharFilter()
    owner = filters.UUIDFilter(field_name="owner__public_id")
    grade = _Words(field_name="grade", choices=Reliability.choices, lookup_expr="in")

    class Meta:
        model = Source
        fields: list[str] = []


class TopicFilters(_Named):
    """What topics are found by."""

    parent = filters.CharFilter(field_name="parent__slug")

    class Meta:
        model = Topic
        fields: list[str] = []


class DocumentFilters(RecordFilters):
    """What documents are found by."""

    q = filters.CharFilter(method="by_title")
    kind = _Words(field_name="kind", choices=DocumentKind.choices, lookup_expr="in")
    source = filters.UUIDFilter(field_name="source__public_id")
    language = _Codes(field_name="language", lookup_expr="in")
    url = filters.CharFilter()
    published_after = filters.DateFilter(field_name="published_on", lookup_expr="gte")
    published_before = filters.DateFilter(field_name="published_on", lookup_expr="lte")
    retracted = filters.BooleanFilter(field_name="retracted_on", lookup_expr="isnull", exclude=True)

    def by_title(self, rows: QuerySet[Document], name: str, value: str) -> QuerySet[Document]:
        """Documents whose title holds the text, whatever its case and accents."""
        return rows.alias(plain=Plain("title")).filter(plain__contains=_plain(value))


class AppearanceFilters(RecordFilters):
    """What appearances are found by."""

    claim = filters.CharFilter(field_name="claim__ref")
    document = filters.UUIDFilter(field_name="document__public_id")
    source = filters.UUIDFilter(field_name="document__source__public_id")
    actor = filters.UUIDFilter(field_name="actor__public_id")
    act = _Words(field_name="act", choices=AppearanceAct.choices, lookup_expr="in")
    said_after = filters.DateFilter(field_name="said_on", lookup_expr="gte")
    said_before = filters.DateFilter(field_name="said_on", lookup_expr="lte")


class EvidenceFilters(RecordFilters):
    """What evidence is found by."""

    inside = ("visibility", "withdrawn")

    claim = filters.CharFilter(field_name="claim__ref")
    document = filters.UUIDFilter(field_name="document__public_id")
    source = filters.UUIDFilter(field_name="document__source__public_id")
    origin = filters.UUIDFilter(field_name="origin__public_id")
    stance = _Words(field_name="stance", choices=Stance.choices, lookup_expr="in")
    credibility = filters.NumberFilter(min_value=1, max_value=6)
    visibility = _Words(field_name="visibility", choices=Visibility.choices, lookup_expr="in")
    withdrawn = filters.BooleanFilter(field_name="withdrawn_at", lookup_expr="isnull", exclude=True)


class AssessmentFilters(RecordFilters):
    """What assessments are found by."""

    inside = ("author", "status")

    claim = filters.CharFilter(field_name="claim__ref")
    rating = _Codes(field_name="rating__code", lookup_expr="in")
    author = filters.CharFilter(field_name="author__username")
    status = _Words(field_name="status", choices=AssessmentStatus.choices, lookup_expr="in")
    published_after = filters.IsoDateTimeFilter(field_name="published_at", lookup_expr="gte")
    published_before = filters.IsoDateTimeFilter(field_name="published_at", lookup_expr="lt")


class LinkFilters(RecordFilters):
    """What links between claims are found by."""

    claim = filters.CharFilter(method="by_claim")
    kind = _Words(field_name="kind", choices=LinkKind.choices, lookup_expr="in")
    judgement = _Words(field_name="judgement", choices=Judgement.choices, lookup_expr="in")

    def by_claim(self, rows: QuerySet[ClaimLink], name: str, value: str) -> QuerySet[ClaimLink]:
        """Links of one claim, on either side."""
        return rows.filter(a__ref=value) | rows.filter(b__ref=value)


class OfClaimFilters(RecordFilters):
    """What parts of a claim are found by."""

    claim = filters.CharFilter(field_name="claim__ref")


class OfSourceFilters(RecordFilters):
    """What ratings of a source are found by."""

    source = filters.UUIDFilter(field_name="source__public_id")


class OfDocumentFilters(RecordFilters):
    """What captures of a document are found by."""

    document = filters.UUIDFilter(field_name="document__public_id")


class OfActorFilters(RecordFilters):
    """What other names are found by."""

    actor = filters.UUIDFilter(field_name="actor__public_id")


class OfAssessmentFilters(RecordFilters):
    """What belongs to an assessment."""

    assessment = filters.UUIDFilter(field_name="assessment__public_id")
    claim = filters.CharFilter(field_name="assessment__claim__ref")


class AuditFilters(filters.FilterSet):
    """What audit entries are found by."""

    inside: tuple[str, ...] = ()

    table = filters.CharFilter(field_name="table_name")
    row = filters.CharFilter(field_name="row_id")
    action = filters.ChoiceFilter(choices=AuditAction.choices)
    after = filters.IsoDateTimeFilter(field_name="at", lookup_expr="gte")
    before = filters.IsoDateTimeFilter(field_name="at", lookup_expr="lt")
    request_id = filters.CharFilter()

    class Meta:
        model = AuditEntry
        fields: list[str] = []


def filtered(
    filter_class: type[filters.FilterSet] | None,
    rows: QuerySet[Any],
    request: Any,
    also: tuple[str, ...],
) -> QuerySet[Any]:
    """Return the rows that the request's parameters leave.

    ``also`` names the parameters that are no filters. Raises ``ValidationError`` (400) for an
    unknown parameter, one for insiders only, and a value that does not fit.
    """
    known = set(filter_class.base_filters) if filter_class else set()
    inside = set(getattr(filter_class, "inside", ()))
    if not is_insider(request.user):
        known -= inside
    faults: dict[str, Any] = {}
    for name, value in request.query_params.items():
        if name not in known and name not in also:
            faults[name] = (
                ["Sign in to filter by this."]
                if name in inside
                else ["There is no such parameter."]
            )
        elif "\x00" in value:
            faults[name] = ["NUL characters are not allowed."]
    if faults:
        raise ValidationError(faults)
    if filter_class is None:
        return rows
    asked = filter_class(data=request.query_params, queryset=rows, request=request)
    if not asked.is_valid():
        raise ValidationError(asked.errors)
    try:
        return asked.qs
    except (Malformed, OverflowError) as error:
        raise ValidationError(str(error)) from error
