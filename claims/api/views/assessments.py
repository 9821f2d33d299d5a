"""Ratings, assessments, what they cite, and their reviews."""

from typing import Any

from django.db.models import Case, F, Q, Value, When

from claims.api.assessment_filters import (
    AssessmentFilters,
    CorrectionFilters,
    OfAssessmentFilters,
)
from claims.api.compiled import JsonObject
from claims.api.filters import RecordFilters
from claims.api.pagination import BY_CHANGE, Order, read_moment
from claims.api.serializers.assessments import (
    AssessmentSerializer,
    AssessmentWithStepsSerializer,
    CitedEvidenceSerializer,
    CorrectionSerializer,
    RatingSerializer,
    ReviewSerializer,
)
from claims.api.views.base import ReadView, RecordView
from claims.api.views.verbs import act_verb
from claims.choices import AssessmentStatus
from claims.models import Assessment, AssessmentEvidence, Rating, Review
from claims.review.assessments import uncite
from claims.review.audience import corrections
from claims.review.workflow import retract, steps_on, told

_RETRACTED = Q(status=AssessmentStatus.RETRACTED)
_IN_PUBLIC = Q(claim__verdict__isnull=False, claim__merged_into__isnull=True)


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

    @property
    def works_out(self) -> bool:
        """Colleagues are told what they may do."""
        return self.is_inside

    def worked_out(self, record: Assessment) -> dict[str, Any]:
        """Return what a colleague may do about the assessment now, and why not the rest."""
        allowed, refused = told(steps_on(record, self.request.user))
        return {"allowed_steps": allowed, "refused_steps": refused}


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

    queryset = corrections()
    serializer_class = CorrectionSerializer
    expressions = {
        "kind": Case(When(_RETRACTED, then=Value("retraction")), default=Value("correction")),
        "claim": JsonObject(ref="claim__ref", text=Case(When(_IN_PUBLIC, then=F("claim__text")))),
        "previous_rating": Case(
            When(_RETRACTED, then=F("rating__code")), default=F("supersedes__rating__code")
        ),
        "rating": Case(When(_RETRACTED, then=None), default=F("rating__code")),
    }
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
