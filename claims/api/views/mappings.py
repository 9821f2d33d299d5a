"""The rating map: what other publishers' labels mean, and those that wait for an answer."""

import django_filters as filters
from django.db.models import F, QuerySet

from claims.api.filters import RecordFilters
from claims.api.pagination import BY_CHANGE, Order
from claims.api.serializers.mappings import RatingMappingSerializer
from claims.api.views.base import RecordView
from claims.choices import MappingState
from claims.models import RatingMapping


class RatingMappingFilters(RecordFilters):
    """What rows of the map are found by."""

    site = filters.CharFilter()
    state = filters.ChoiceFilter(choices=MappingState.choices, method="in_state")
    rating = filters.CharFilter(field_name="rating__code")

    class Meta:
        model = RatingMapping
        fields: list[str] = []

    def in_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Rows that are decided, or wait."""
        return rows.in_state(MappingState(value))


class RatingMappingView(RecordView):
    """What other publishers' labels mean on our scale."""

    public = False
    queryset = RatingMapping.objects.select_related("rating")
    serializer_class = RatingMappingSerializer
    filters = RatingMappingFilters
    lookup_field = "public_id"
    orders = BY_CHANGE | {"seen_count": Order(F("seen_count"))}
