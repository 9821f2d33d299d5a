"""Ratings, assessments and what they cite."""

from typing import Any

from django.contrib import admin
from django.db.models import Max
from django.http import HttpRequest

from claims.admin.base import PartInline, RecordAdmin
from claims.models import Assessment, AssessmentEvidence, Claim, Rating, Review
from claims.review.rights import clearance


@admin.register(Rating)
class RatingAdmin(RecordAdmin):
    name_field = "label"
    ordering = ("position", "id")
    list_display = ("label", "code", "ordinal", "position", "is_active")
    fields = ("label", "code", "ordinal", "description", ("colour", "position", "is_active"))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The code stays: others refer to it."""
        return ("code",) if obj is not None else ()


class CitedInline(PartInline):
    model = AssessmentEvidence
    verbose_name_plural = "evidence that it rests on"
    autocomplete_fields = ("evidence",)
    fields = ("evidence", ("stance", "credibility", "source_grade", "frozen_at"))
    readonly_fields = ("stance", "credibility", "source_grade", "frozen_at")
    fk_name = "assessment"

    def get_queryset(self, request: HttpRequest) -> Any:
        """Only what the person is cleared for."""
        rows = super().get_queryset(request)
        return rows.filter(evidence__visibility__in=clearance(request.user))


class ReviewInline(PartInline):
    model = Review
    fields = (("reviewer", "decision", "round"), "comment", "created_at")
    readonly_fields = ("reviewer", "decision", "round", "comment", "created_at")
    can_delete = False


@admin.register(Assessment)
class AssessmentAdmin(RecordAdmin):
    name_field = ""
    list_display = ("claim", "number", "rating", "confidence", "status", "author", "published_at")
    list_select_related = ("claim", "rating", "author")
    list_filter = ("status", "rating", "confidence")
    autocomplete_fields = ("claim",)
    readonly_fields = (
        "number",
        "status",
        "round",
        "author",
        "submitted_at",
        "published_at",
        "supersedes",
    )
    fields = (
        "claim",
        ("number", "status", "round"),
        ("rating", "confidence"),
        "headline",
        "explanation",
        "gaps",
        "confidence_exception",
        "public_note",
        ("author", "submitted_at", "published_at", "supersedes"),
    )
    inlines = (CitedInline, ReviewInline)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A draft stays with its claim."""
        return (*self.readonly_fields, "claim") if obj is not None else self.readonly_fields

    def fill(self, request: HttpRequest, record: Any) -> None:
        """Number a new draft; cited evidence belongs to the assessment's claim."""
        super().fill(request, record)
        if isinstance(record, Assessment) and record._state.adding:
            Claim.objects.select_for_update(of=("self",)).get(pk=record.claim_id)
            rows = Assessment.objects.filter(claim=record.claim_id)
            record.number = (rows.aggregate(highest=Max("number"))["highest"] or 0) + 1
        if isinstance(record, AssessmentEvidence):
            record.claim_id = record.assessment.claim_id
