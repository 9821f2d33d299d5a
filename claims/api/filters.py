"""What one may filter by; a parameter that nobody knows is refused by name."""

from typing import Any

import django_filters as filters
from django.core.exceptions import ValidationError as Malformed
from django.db.models import Q, QuerySet, Value
from rest_framework.exceptions import ValidationError

from claims.choices import (
    ActorKind,
    AppearanceAct,
    AuditAction,
    DocumentKind,
    Judgement,
    LinkKind,
    NoticeKind,
    Reliability,
    SourceKind,
    Stance,
    Visibility,
)
from claims.models import (
    Actor,
    ActorName,
    AuditEntry,
    ClaimLink,
    Document,
    Notice,
    Source,
    Topic,
)
from claims.models.base import Plain
from claims.review.audience import is_insider


class RecordFilters(filters.FilterSet):
    """Filters that every list shares; ``inside`` names those for insiders only."""

    inside: tuple[str, ...] = ()

    updated_since = filters.IsoDateTimeFilter(field_name="updated_at", lookup_expr="gte")
    created_after = filters.IsoDateTimeFilter(field_name="created_at", lookup_expr="gte")
    created_before = filters.IsoDateTimeFilter(field_name="created_at", lookup_expr="lt")

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        """Set up the filters that ``data`` asks for: copying all of them would cost most."""
        self.base_filters = {
            name: one for name, one in self.base_filters.items() if name in (data or ())
        }
        super().__init__(data, *args, **kwargs)

    @property
    def person(self) -> Any:
        """Who asks."""
        return self.request.user


class Words(filters.BaseInFilter, filters.ChoiceFilter):
    """One or more words of a list, with commas between."""


class Codes(filters.BaseInFilter, filters.CharFilter):
    """One or more codes, with commas between."""


class _Named(RecordFilters):
    q = filters.CharFilter(method="by_name")

    def by_name(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Rows whose name holds the text, whatever its case and accents."""
        return rows.alias(plain=Plain("name")).filter(plain__contains=_plain(value))


def _plain(text: str) -> Plain:
    return Plain(Value(text))


class ActorFilters(_Named):
    """What actors are found by."""

    kind = Words(field_name="kind", choices=ActorKind.choices, lookup_expr="in")
    country = Codes(field_name="country", lookup_expr="in")
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

    kind = Words(field_name="kind", choices=SourceKind.choices, lookup_expr="in")
    country = Codes(field_name="country", lookup_expr="in")
    language = Codes(field_name="language", lookup_expr="in")
    domain = filters.CharFilter()
    owner = filters.UUIDFilter(field_name="owner__public_id")
    grade = Words(field_name="grade", choices=Reliability.choices, lookup_expr="in")

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
    kind = Words(field_name="kind", choices=DocumentKind.choices, lookup_expr="in")
    source = filters.UUIDFilter(field_name="source__public_id")
    language = Codes(field_name="language", lookup_expr="in")
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
    act = Words(field_name="act", choices=AppearanceAct.choices, lookup_expr="in")
    said_after = filters.DateFilter(field_name="said_on", lookup_expr="gte")
    said_before = filters.DateFilter(field_name="said_on", lookup_expr="lte")


class EvidenceFilters(RecordFilters):
    """What evidence is found by."""

    inside = ("visibility", "withdrawn")

    claim = filters.CharFilter(field_name="claim__ref")
    document = filters.UUIDFilter(field_name="document__public_id")
    source = filters.UUIDFilter(field_name="document__source__public_id")
    origin = filters.UUIDFilter(field_name="origin__public_id")
    stance = Words(field_name="stance", choices=Stance.choices, lookup_expr="in")
    credibility = filters.NumberFilter(min_value=1, max_value=6)
    visibility = Words(field_name="visibility", choices=Visibility.choices, lookup_expr="in")
    withdrawn = filters.BooleanFilter(field_name="withdrawn_at", lookup_expr="isnull", exclude=True)


class LinkFilters(RecordFilters):
    """What links between claims are found by."""

    claim = filters.CharFilter(method="by_claim")
    kind = Words(field_name="kind", choices=LinkKind.choices, lookup_expr="in")
    judgement = Words(field_name="judgement", choices=Judgement.choices, lookup_expr="in")

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


class NoticeFilters(filters.FilterSet):
    """What notices are found by."""

    inside: tuple[str, ...] = ()

    kind = Words(field_name="kind", choices=NoticeKind.choices, lookup_expr="in")
    claim = filters.CharFilter(field_name="claim__ref", lookup_expr="iexact")
    unread = filters.BooleanFilter(field_name="read_at", lookup_expr="isnull")
    created_after = filters.IsoDateTimeFilter(field_name="created_at", lookup_expr="gte")
    created_before = filters.IsoDateTimeFilter(field_name="created_at", lookup_expr="lt")

    class Meta:
        model = Notice
        fields: list[str] = []


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
    if filter_class is None or not set(filter_class.base_filters) & set(request.query_params):
        return rows
    asked = filter_class(data=request.query_params, queryset=rows, request=request)
    if not asked.is_valid():
        raise ValidationError(asked.errors)
    try:
        return asked.qs
    except (Malformed, OverflowError) as error:
        raise ValidationError(str(error)) from error
