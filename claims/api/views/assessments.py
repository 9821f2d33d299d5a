"""Ratings, assessments, what they cite, and their reviews."""

from typing import Any

from django.db.models import F
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.filters import (
    AssessmentFilters,
    CorrectionFilters,
    OfAssessmentFilters,
    RecordFilters,
)
from claims.api.pagination import Order, read_moment
from claims.api.serializers.assessments import (
    AssessmentSerializer,
    AssessmentWithStepsSerializer,
    CitedEvidenceSerializer,
    CorrectionSerializer,
    RatingSerializer,
    ReviewSerializer,
)
from claims.api.views.base import BY_CHANGE, ReadView, RecordView
from claims.api.views.verbs import act_verb
from claims.models import Assessment, AssessmentEvidence, Rating, Review
from claims.review.assessments import uncite
from claims.review.audience import corrections, is_insider
from claims.review.workflow import retract, steps_on, told


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
    submit = act_verb("submit")
    withdraw = act_verb("withdraw")
    abandon = act_verb("abandon")
    approve = act_verb("approve")
    request_changes = act_verb("request_changes")
    publish = act_verb("publish")
    correct = act_verb("correct")
    retract = act_verb(
        "retract", lambda assessment, **given: retract(assessment.claim, of=assessment, **given)
    )

    def get_serializer_class(self) -> Any:
        """Return the shape with the steps for everything but lists."""
        return AssessmentSerializer if self.action == "list" else AssessmentWithStepsSerializer

    def shown(self, request: Request, record: Any, status: int = 200) -> Response:
        """Return the assessment; to a colleague also what they may do about it now."""
        if is_insider(request.user):
            record.allowed_steps, record.refused_steps = told(steps_on(record, request.user))
        return super().shown(request, record, status)


class CitedEvidenceView(RecordView):
    """What assessments rest on."""

    http_method_names = ["get", "post", "delete", "head", "options"]
    queryset = AssessmentEvidence.objects.select_related("assessment", "evidence")
    serializer_class = CitedEvidenceSerializer
    filters = OfAssessmentFilters

    def remove(self, record: AssessmentEvidence) -> None:
        """Take the evidence out of the draft, by the act of the review."""
        uncite(record.assessment, record.evidence, **self.signature())


class CorrectionView(ReadView):
    """Verdicts that were corrected or taken back, for everybody, with what readers are told."""

    queryset = corrections().select_related("claim", "rating", "supersedes__rating")
    serializer_class = CorrectionSerializer
    filters = CorrectionFilters
    lookup_field = "public_id"
    orders = {"at": Order(F("moment"), read_moment)}
    default_order = "-at"

    def get_queryset(self) -> Any:
        """Return them all: nobody is kept from them."""
        return self.queryset.all()


class ReviewView(ReadView):
    """Answers of reviewers; they are given as steps of the claim."""

    public = False
    queryset = Review.objects.select_related("assessment", "reviewer")
    serializer_class = ReviewSerializer
    filters = OfAssessmentFilters
