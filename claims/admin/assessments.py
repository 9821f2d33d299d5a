"""The admin of assessments: drafts are written here, all steps are taken at the desk."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from claims.admin.badges import rating_badge, word_badge
from claims.admin.base import RecordAdmin
from claims.admin.filters import choice_filter, day_filter, related_filter
from claims.admin.forms import RecordForm
from claims.admin.requests import request_id_of
from claims.choices import AssessmentStatus, Confidence, Decision
from claims.models import Assessment, Claim, Evidence, Rating, Review
from claims.review import assessments
from claims.review.audience import visible

CONTENT = ("rating", "confidence", "headline", "explanation", "gaps", "confidence_exception")


class AssessmentForm(RecordForm):
    """A draft, with the evidence that it rests on ticked."""

    cites = forms.ModelMultipleChoiceField(
        Evidence.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Rests on",
        help_text="Evidence of this claim. Save once to choose from it.",
    )
    asking: Any = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "cites" in self.fields:
            of_claim = Evidence.objects.standing().filter(claim=self.instance.claim_id)
            cites = self.fields["cites"]
            cites.queryset = visible(of_claim, self.asking).select_related("document")
            self.initial["cites"] = list(self.instance.evidence.values_list("pk", flat=True))
        if "rating" in self.fields:
            self.fields["rating"].queryset = Rating.objects.filter(is_active=True)


@admin.register(Assessment)
class AssessmentAdmin(RecordAdmin):
    form = AssessmentForm
    list_display = ("title", "rating_word", "confidence", "status_word", "author", "published_at")
    list_select_related = ("claim", "rating", "author")
    list_filter = (
        choice_filter("Status", "status", AssessmentStatus.choices),
        choice_filter("Confidence", "confidence", Confidence.choices),
        related_filter("Claim", "claim", lambda: Assessment._meta.get_field("claim")),
        related_filter("Author", "author", lambda: Assessment._meta.get_field("author")),
        day_filter("Published", "published_at"),
    )
    searched = ("headline",)
    autocomplete_fields = ("claim",)
    readonly_fields = ("number", "status", "author", "round", "submitted_at", "published_at",
                       "public_note")  # fmt: skip

    def get_fieldsets(self, request: HttpRequest, obj: Assessment | None = None) -> Any:
        if obj is None:
            return [(None, {"fields": ("claim", *CONTENT)})]
        course = ("status", "author", ("round", "submitted_at", "published_at"), "public_note")
        body = ("claim", *CONTENT)
        if self.has_change_permission(request, obj):
            body = (*body, "cites", "seen_version")
        return [(None, {"fields": body}), ("Course", {"fields": course})]

    def get_readonly_fields(self, request: HttpRequest, obj: Assessment | None = None) -> Any:
        return (*self.readonly_fields, "claim") if obj is not None else self.readonly_fields

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)
        form.asking = request.user
        return form

    @admin.display(description="assessment")
    def title(self, row: Assessment) -> str:
        return f"{row.claim.ref} no. {row.number}: {row.headline or row.claim.text[:80]}"

    @admin.display(description="rating")
    def rating_word(self, row: Assessment) -> str:
        return rating_badge(row.rating)

    @admin.display(description="status")
    def status_word(self, row: Assessment) -> str:
        return word_badge("assessment", row.status, row.get_status_display())

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        content = {name: form.cleaned_data[name] for name in CONTENT}
        signed = {"by": request.user, "request_id": request_id_of()}
        if not change:
            draft = assessments.draft_assessment(
                Claim.objects.get(pk=obj.claim_id), at=timezone.now(), **signed, **content
            )
            obj.pk, obj.number = draft.pk, draft.number
            obj._state.adding = False
            return
        written = set(form.changed_data) & set(CONTENT)
        stored = Assessment.objects.get(pk=obj.pk)
        if written:
            assessments.edit_draft(stored, **signed, **{name: content[name] for name in written})
        if "cites" in form.changed_data:
            self._cite(stored, form.cleaned_data["cites"], form.fields["cites"].queryset, signed)

    def _cite(self, draft: Assessment, chosen: Any, offered: Any, signed: dict[str, Any]) -> None:
        """Cite what is ticked; take out what was offered and is not."""
        wanted = {row.pk: row for row in chosen}
        cited = set(draft.evidence.values_list("pk", flat=True))
        for pk, row in wanted.items():
            if pk not in cited:
                assessments.cite(draft, row, **signed)
        for row in offered:
            if row.pk in cited and row.pk not in wanted:
                assessments.uncite(draft, row, **signed)

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        """Nothing hangs on an assessment but what it cites, which is kept with it."""


@admin.register(Review)
class ReviewAdmin(RecordAdmin):
    list_display = ("assessment", "round", "reviewer", "decision", "created_at")
    list_select_related = ("assessment__claim", "reviewer")
    list_filter = (
        choice_filter("Decision", "decision", Decision.choices),
        related_filter("Reviewer", "reviewer", lambda: Review._meta.get_field("reviewer")),
    )
    searched = ("comment",)
