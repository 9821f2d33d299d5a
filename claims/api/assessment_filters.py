"""What assessments, what belongs to them, and corrections are filtered by."""

import django_filters as filters

from claims.api.filters import Codes, RecordFilters, Words
from claims.choices import AssessmentStatus
from claims.models import Assessment


class AssessmentFilters(RecordFilters):
    """What assessments are found by."""

    inside = ("author", "status")

    claim = filters.CharFilter(field_name="claim__ref")
    rating = Codes(field_name="rating__code", lookup_expr="in")
    author = filters.CharFilter(field_name="author__username")
    status = Words(field_name="status", choices=AssessmentStatus.choices, lookup_expr="in")
    published_after = filters.IsoDateTimeFilter(field_name="published_at", lookup_expr="gte")
    published_before = filters.IsoDateTimeFilter(field_name="published_at", lookup_expr="lt")


class OfAssessmentFilters(RecordFilters):
    """What belongs to an assessment."""

    assessment = filters.UUIDFilter(field_name="assessment__public_id")
    claim = filters.CharFilter(field_name="assessment__claim__ref")


class CorrectionFilters(filters.FilterSet):
    """What corrections are found by."""

    inside: tuple[str, ...] = ()

    claim = filters.CharFilter(field_name="claim__ref", lookup_expr="iexact")
    after = filters.IsoDateTimeFilter(field_name="moment", lookup_expr="gte")
    before = filters.IsoDateTimeFilter(field_name="moment", lookup_expr="lt")

    class Meta:
        model = Assessment
        fields: list[str] = []
