"""The yardstick: the same claims by serializers of DRF, as a careful programmer would write it.

Relations are fetched ahead, pages are cut by DRF's own cursor, rights and filters are the same;
only the JSON is made in Python.
"""

from typing import Any

from django.db.models import Prefetch
from rest_framework import serializers, viewsets
from rest_framework.pagination import CursorPagination

from claims.api.claim_filters import ClaimFilters
from claims.api.filters import filtered
from claims.api.serializers.reads import ClaimReadSerializer
from claims.api.shapes import EXPANSIONS, STEPS, grade_of
from claims.choices import Visibility
from claims.models import Claim, Evidence
from claims.review.audience import visible

_EVIDENCE = Evidence.objects.annotate(source_grade=grade_of("document__source"))


class YardstickSerializer(ClaimReadSerializer):
    """A claim with its topics and actors."""

    verdict = serializers.CharField(source="verdict.code", default=None)
    verdict_label = serializers.CharField(source="verdict.label", default=None)
    assignee = serializers.CharField(source="assignee.username", default=None)
    merged_into = serializers.CharField(source="merged_into.ref", default=None)

    def get_fields(self) -> dict[str, serializers.Field]:
        """Return the members of a list, or those of a record with its parts."""
        fields = super().get_fields()
        out = {*STEPS, "as_of", "assessment", "links"}
        if not self.context["whole"]:
            out |= set(EXPANSIONS)
        return {name: field for name, field in fields.items() if name not in out}


class Pages(CursorPagination):
    """Fifty claims, the newest first."""

    page_size = 50
    ordering = "-id"

    def get_ordering(self, request: Any, queryset: Any, view: Any) -> tuple[str, ...]:
        """Sort by the last change when the API is asked to."""
        return ("-updated_at", "-id") if "ordering" in request.query_params else ("-id",)


class YardstickView(viewsets.ReadOnlyModelViewSet):
    """Claims, as serializers say them."""

    serializer_class = YardstickSerializer
    pagination_class = Pages
    lookup_field = "ref"

    def get_queryset(self) -> Any:
        """Return the claims with all that the serializer will touch."""
        evidence = Evidence.objects.within(Visibility.values)
        rows = (
            Claim.objects.select_related("verdict", "assignee", "merged_into")
            .prefetch_related("topics", "subjects")
            .annotate(
                documents=evidence.documents_of_claim(),
                independent_origins=evidence.origins_of_claim(),
            )
        )
        if self.action == "retrieve":
            rows = rows.prefetch_related(
                "appearances__actor",
                "appearances__document__source",
                Prefetch("evidence", _EVIDENCE),
                "evidence__origin",
                "evidence__document__source",
            )
        return visible(rows, self.request.user)

    def filter_queryset(self, rows: Any) -> Any:
        """Filter as the API does."""
        return filtered(ClaimFilters, rows, self.request, ("cursor", "count", "ordering"))

    def get_serializer_context(self) -> dict[str, Any]:
        """Say how much is shown."""
        return super().get_serializer_context() | {"whole": self.action == "retrieve"}

    def list(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Return a page, with the exact count when it is asked for."""
        answer = super().list(request, *args, **kwargs)
        if "count" in request.query_params:
            answer.data["count"] = self.filter_queryset(self.get_queryset()).count()
        return answer
