"""Ratings, assessments, what they cite, and their reviews."""

from typing import Any

from django.db.models import F, Max

from claims.api.filters import AssessmentFilters, OfAssessmentFilters, RecordFilters
from claims.api.pagination import Order
from claims.api.serializers.assessments import (
    AssessmentSerializer,
    CitedEvidenceSerializer,
    RatingSerializer,
    ReviewSerializer,
)
from claims.api.views.base import BY_CHANGE, ReadView, RecordView
from claims.models import Assessment, AssessmentEvidence, Claim, Rating, Review


class RatingView(RecordView):
    """The rating scale."""

    queryset = Rating.objects.all()
    serializer_class = RatingSerializer
    filters = RecordFilters
    lookup_field = "code"
    orders = BY_CHANGE | {"position": Order(F("position"))}
    default_order = "position"


class AssessmentView(RecordView):
    """Conclusions about claims."""

    queryset = Assessment.objects.select_related("claim", "rating", "author", "supersedes")
    serializer_class = AssessmentSerializer
    filters = AssessmentFilters
    lookup_field = "public_id"

    def writing(self, *args: Any, **kwargs: Any) -> Any:
        """Give a new draft its author, and the next number of its claim."""
        serializer = super().writing(*args, **kwargs)
        serializer.context["next_number"] = _next_number
        return serializer


def _next_number(claim: Claim) -> int:
    Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
    highest = Assessment.objects.filter(claim=claim).aggregate(highest=Max("number"))["highest"]
    return (highest or 0) + 1


class CitedEvidenceView(RecordView):
    """What assessments rest on."""

    http_method_names = ["get", "post", "delete", "head", "options"]
    queryset = AssessmentEvidence.objects.select_related("assessment", "evidence")
    serializer_class = CitedEvidenceSerializer
    filters = OfAssessmentFilters


class ReviewView(ReadView):
    """Answers of reviewers; they are given as steps of the claim."""

    public = False
    queryset = Review.objects.select_related("assessment", "reviewer")
    serializer_class = ReviewSerializer
    filters = OfAssessmentFilters
