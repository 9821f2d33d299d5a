"""The admin of claims: the list, the page with all that belongs to one, and likely twins."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db import models
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from claims.admin.appearances import AppearanceInline
from claims.admin.badges import rating_badge, status_badge, word_badge
from claims.admin.base import RecordAdmin
from claims.admin.bulk import change_many_view
from claims.admin.claim_filters import CLAIM_FILTERS
from claims.admin.comments import CommentInline
from claims.admin.evidence import EvidenceInline
from claims.admin.forms import RecordForm
from claims.admin.lists import NEWEST, Sort
from claims.admin.merging import merge_view
from claims.admin.panels import claim_panels
from claims.admin.requests import reason_of, request_id_of
from claims.admin.similar import similar_answer, similar_to
from claims.admin.steps import claim_steps
from claims.admin.wordings import WordingInline
from claims.choices import Priority, Role
from claims.editing.claims import hand_over
from claims.models import Claim, User
from claims.review.audience import sight_of
from claims.review.rights import may
from claims.search.fulltext import fitting_claims
from claims.search.likelihood import LIKELY
from claims.search.limits import SearchTooSlow
from claims.search.matching import Match

PERIOD = ("happened_from", "happened_until", "happened_precision")


class ClaimForm(RecordForm):
    """A claim; before its words are saved, claims that say much the same are shown once."""

    different = forms.BooleanField(required=False)
    likely_duplicates: list[Match] = []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        text = cleaned.get("text") or ""
        if "text" not in self.changed_data or cleaned.get("different"):
            return cleaned
        found = similar_to(text, self.instance.pk)
        self.likely_duplicates = [match for match in found if match.score >= LIKELY]
        if self.likely_duplicates:
            self.add_error(
                None,
                forms.ValidationError(
                    "Not saved yet: these claims say much the same. Look whether one of them "
                    "is yours; if none is, tick “Save anyway”.",
                    code="likely_duplicate",
                ),
            )
        return cleaned


@admin.register(Claim)
class ClaimAdmin(RecordAdmin):
    form = ClaimForm
    list_display = (
        "ref", "says", "status_word", "verdict_word", "priority_word", "assignee", "updated",
    )  # fmt: skip
    list_display_links = ("ref",)
    list_select_related = ("verdict", "assignee")
    list_filter = CLAIM_FILTERS
    sorts = NEWEST | {"changed": Sort("Last changed", "updated_at", True)}
    search_help_text = "Words, names, a reference, or fields such as topic: and after:"
    autocomplete_fields = ("topics", "subjects", "assignee")
    readonly_fields = ("ref", "status_word", "verdict_word", "decline_reason", "merged_into")
    inlines = (WordingInline, AppearanceInline, EvidenceInline, CommentInline)
    change_form_template = "admin/claims/claim/change_form.html"
    fieldsets = (
        (None, {"fields": ("text", ("language", "kind"))}),
        ("What it is about", {"fields": ("topics", "subjects", "place", PERIOD)}),
        ("Work", {"fields": (("priority", "assignee", "review_due_on"), "context")}),
    )  # fmt: skip

    def keep(self, request: HttpRequest, obj: Claim, change: bool) -> None:
        """Keep the claim; who holds it changes by the act that hands it over."""
        wanted = obj.assignee
        stored = Claim.objects.filter(pk=obj.pk).select_related("assignee").first()
        obj.assignee = stored.assignee if stored else None
        super().keep(request, obj, change)
        if wanted != obj.assignee:
            signature = {"by": request.user, "at": timezone.now(), "request_id": request_id_of()}
            hand_over(obj, wanted, reason=reason_of(request), **signature)

    @admin.display(description="claim")
    def says(self, claim: Claim) -> str:
        return format_html(
            '<a class="says" tabindex="-1" href="{}">{}</a>',
            # Relative to the list, so that no address is looked up for each row.
            f"{claim.pk}/change/",
            claim.text if len(claim.text) <= 160 else claim.text[:160] + "…",
        )

    @admin.display(description="status")
    def status_word(self, claim: Claim) -> str:
        return status_badge(claim)

    @admin.display(description="verdict")
    def verdict_word(self, claim: Claim) -> str:
        return rating_badge(claim.verdict)

    @admin.display(description="priority")
    def priority_word(self, claim: Claim) -> str:
        return word_badge("priority", claim.priority, Priority(claim.priority).label)

    @admin.display(description="updated")
    def updated(self, claim: Claim) -> str:
        return format_html(
            '<time datetime="{}">{}</time>',
            claim.updated_at.isoformat(),
            f"{claim.updated_at:%Y-%m-%d %H:%M}",
        )

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        rows = super().get_queryset(request)
        match = request.resolver_match
        if match and match.url_name == "claims_claim_changelist":
            rows = rows.defer("context", "due_reason")
        return rows

    def get_readonly_fields(self, request: HttpRequest, obj: Claim | None = None) -> Any:
        fields = list(super().get_readonly_fields(request, obj))
        if not may(request.user, "assign"):
            fields.append("assignee")
        return fields

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "assignee":
            able = [role.value for role in Role if role != Role.VIEWER]
            kwargs["queryset"] = User.objects.filter(
                models.Q(groups__name__in=able) | models.Q(is_superuser=True), is_active=True
            ).distinct()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet, search_term: str
    ) -> tuple[models.QuerySet, bool]:
        text = search_term.strip()
        looks_up = request.path.endswith("/autocomplete/")
        rows = queryset.live() if looks_up else queryset
        if text.upper().startswith("CLM-") and " " not in text:
            return rows.filter(ref__startswith=text.upper()[:16]), False
        if not text:
            return rows, False
        notes: list[str] = []
        try:
            rows = fitting_claims(rows, text, within=sight_of(request.user), notes=notes)
        except SearchTooSlow as slow:
            rows, notes = rows.none(), [str(slow)]
        for note in [] if looks_up else notes:
            self.message_user(request, note, messages.WARNING)
        return rows, False

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        extra = {
            "similar_url": reverse("admin:claims_claim_similar"),
            "may_merge": bool(may(request.user, "merge_claims")),
            **(extra_context or {}),
        }
        if object_id is not None:
            extra["panels"] = claim_panels(unquote(object_id), request.user)
            extra["steps"] = claim_steps(unquote(object_id), request.user)
        return super().changeform_view(request, object_id, form_url, extra)

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [
            path("similar/", wrap(self.similar_view), name="claims_claim_similar"),
            path("change-many/", wrap(self.change_many_view), name="claims_claim_change_many"),
            path("<path:object_id>/merge/", wrap(self.merge_view), name="claims_claim_merge"),
            *super().get_urls(),
        ]

    def similar_view(self, request: HttpRequest) -> HttpResponse:
        """Answer with claims that resemble what is being typed."""
        if not self.has_view_permission(request):
            return JsonResponse({"results": []}, headers={"Cache-Control": "no-store"})
        return similar_answer(request)

    def merge_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return merge_view(self, request, unquote(object_id))

    actions = ("change_selected",)

    @admin.action(description="Change topics, priority or assignee …")
    def change_selected(self, request: HttpRequest, queryset: models.QuerySet) -> HttpResponse:
        return change_many_view(self, request, queryset)

    def change_many_view(self, request: HttpRequest) -> HttpResponse:
        return change_many_view(self, request, None)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return super().get_actions(request) if may(request.user, "change_many") else {}

    def refuse(self, request: HttpRequest, sentence: str) -> None:
        """Tell why nothing was done."""
        self.message_user(request, sentence, messages.ERROR)
