"""Claims and what belongs to them."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.db.models import Q, QuerySet, Value
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.html import format_html

from claims.admin.base import KeptAdmin, PartInline, RecordAdmin, RecordForm, counted
from claims.admin.filters import DueFilter, HolderFilter, LookUpFilter, look_up_media
from claims.audit.history import history_of_claim
from claims.choices import Priority
from claims.editing.claims import change_many
from claims.models import (
    Appearance,
    Assessment,
    Claim,
    ClaimLink,
    ClaimMerge,
    Comment,
    Evidence,
    Topic,
    User,
)
from claims.models.base import Plain
from claims.review.rights import clearance, may
from claims.search.fulltext import search_claims
from claims.search.matching import similar_claims

# From here on two texts are near enough to ask whether they say the same.
LIKELY = 0.55
MOST_AT_ONCE = 1000


class ClaimForm(RecordForm):
    """Asks about likely duplicates before it saves one."""

    different = forms.BooleanField(
        required=False,
        label="None of these is the same claim: save it",
        help_text="Shown because recorded claims resemble this one.",
    )

    def clean(self) -> dict[str, Any]:
        """Stop once when recorded claims resemble the text, and list them."""
        cleaned = super().clean()
        self.likely: list[Claim] = []
        text = cleaned.get("text")
        if text and "text" in self.changed_data and not cleaned.get("different"):
            found = similar_claims(text, exclude=self.instance.pk, limit=5)
            self.likely = [claim for claim in found if claim.similarity >= LIKELY]
            if self.likely:
                self.add_error(
                    "text",
                    "Recorded claims resemble this one. Look at them below; if none says the"
                    " same, tick the box and save again.",
                )
        return cleaned


class AppearanceInline(PartInline):
    model = Appearance
    autocomplete_fields = ("document", "actor")
    fields = (
        ("act", "actor", "attribution"),
        "document",
        "quote",
        ("locator", "said_on", "said_precision"),
    )


class EvidenceInline(PartInline):
    model = Evidence
    autocomplete_fields = ("document", "origin")
    fields = (
        ("stance", "credibility", "visibility"),
        ("document", "origin"),
        "rationale",
        "quote",
        "locator",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Evidence]:
        """Only what the person is cleared for."""
        return super().get_queryset(request).filter(visibility__in=clearance(request.user))


class CommentInline(PartInline):
    model = Comment
    fields = ("text", "author", "created_at", "resolved_at")
    readonly_fields = ("author", "created_at")


class LinkInline(PartInline):
    model = ClaimLink
    fk_name = "a"
    verbose_name_plural = "links to other claims"
    autocomplete_fields = ("b",)
    fields = (("kind", "b"), "reason", "judgement")
    readonly_fields = ("judgement",)


class AssessmentInline(PartInline):
    model = Assessment
    fields = (("number", "status", "rating"), ("confidence", "author", "published_at"), "headline")
    readonly_fields = (
        "number",
        "status",
        "rating",
        "confidence",
        "author",
        "published_at",
        "headline",
    )
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Drafts are begun on a page of their own."""
        return False


class BulkForm(forms.Form):
    """What to change in the chosen claims."""

    add_topics = forms.ModelMultipleChoiceField(Topic.objects.all(), required=False)
    priority = forms.ChoiceField(
        choices=[("", "Leave as it is"), *Priority.choices], required=False
    )
    assignee = forms.ModelChoiceField(User.objects.filter(is_active=True), required=False)
    release = forms.BooleanField(required=False, label="Take them out of everybody's hands")
    reason = forms.CharField(required=False, max_length=500, help_text="Goes into the audit.")

    def __init__(self, site: admin.AdminSite, *args: Any, **kwargs: Any) -> None:
        """Look topics and people up by typing."""
        super().__init__(*args, **kwargs)
        for name, field, widget in (
            ("add_topics", Claim.topics.field, AutocompleteSelectMultiple),
            ("assignee", Claim.assignee.field, AutocompleteSelect),
        ):
            made = widget(field, site)
            made.choices = self.fields[name].choices
            self.fields[name].widget = made

    def clean(self) -> dict[str, Any]:
        """Refuse to do nothing, or two things at once."""
        cleaned = super().clean() or {}
        if not any(cleaned.get(name) for name in ("add_topics", "priority", "assignee", "release")):
            raise forms.ValidationError("Choose what to change.")
        if cleaned.get("assignee") and cleaned.get("release"):
            raise forms.ValidationError("Either somebody gets them or nobody does.")
        return cleaned


@admin.register(Claim)
class ClaimAdmin(RecordAdmin):
    form = ClaimForm
    name_field = "text"
    list_display = (
        "ref",
        "short_text",
        "status_badge",
        "verdict_badge",
        "priority",
        "assignee",
        "updated_at",
    )
    list_display_links = ("ref", "short_text")
    list_select_related = ("verdict", "assignee")
    list_filter = (
        "status",
        "verdict",
        "priority",
        HolderFilter,
        DueFilter,
        "kind",
        ("topics", LookUpFilter),
        ("subjects", LookUpFilter),
    )
    readonly_fields = (
        "ref",
        "status",
        "verdict",
        "decline_reason",
        "merged_into",
        "created_at",
        "updated_at",
    )
    autocomplete_fields = ("topics", "subjects", "assignee")
    inlines = (AppearanceInline, EvidenceInline, AssessmentInline, LinkInline, CommentInline)
    actions = ("change_selected",)
    fieldsets = (
        (None, {"fields": ("text", "different", ("language", "kind"), "context")}),
        (
            "Where it stands",
            {"fields": (("ref", "status", "verdict"), ("decline_reason", "merged_into"))},
        ),
        (
            "About",
            {
                "fields": (
                    ("topics", "subjects"),
                    "place",
                    ("happened_from", "happened_until", "happened_precision"),
                )
            },
        ),
        (
            "Work",
            {"fields": (("priority", "assignee", "review_due_on"), ("created_at", "updated_at"))},
        ),
    )
    change_form_template = "admin/claims/claim/change_form.html"

    @property
    def media(self) -> forms.Media:
        """Add what looking up and the watch for duplicates take."""
        return super().media + look_up_media() + forms.Media(js=["claims/duplicates.js"])

    @admin.display(description="claim")
    def short_text(self, claim: Claim) -> str:
        """The claim, cut after two lines or so."""
        return claim.text if len(claim.text) <= 160 else f"{claim.text[:159]}…"

    @admin.display(description="status", ordering="status")
    def status_badge(self, claim: Claim) -> str:
        """Where the work stands, as a badge."""
        return format_html(
            '<span class="badge status-{}">{}</span>', claim.status, claim.get_status_display()
        )

    @admin.display(description="verdict")
    def verdict_badge(self, claim: Claim) -> str:
        """What was concluded, as a badge."""
        if claim.verdict is None:
            return "–"
        return format_html(
            '<span class="badge verdict verdict-{}">{}</span>',
            claim.verdict.code,
            claim.verdict.label,
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Claim], search_term: str
    ) -> tuple[QuerySet[Claim], bool]:
        """Find by the words of the claim or its reference."""
        asked = search_term.strip()
        return (search_claims(queryset, asked) if asked else queryset), False

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Leave out what a new claim can't have yet, and the question nobody has asked."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None:
            fieldsets = [row for row in fieldsets if row[0] != "Where it stands"]
        if request.method != "POST":
            first = fieldsets[0][1]
            fields = [name for name in first["fields"] if name != "different"]
            fieldsets[0] = (None, first | {"fields": fields})
        return fieldsets

    def get_urls(self) -> list[Any]:
        """Add the address that the watch for duplicates asks."""
        view = self.admin_site.admin_view(self.similar_view)
        return [path("similar/", view, name="claims_claim_similar"), *super().get_urls()]

    def similar_view(self, request: HttpRequest) -> HttpResponse:
        """Return recorded claims that resemble what is being typed."""
        if not may(request.user, "view", Claim):
            return JsonResponse({"results": []}, status=403)
        text = request.GET.get("text", "").replace("\x00", "").strip()
        seen = request.GET.get("exclude", "")
        if len(text) < 12:
            return JsonResponse({"results": []})
        exclude = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 19 else None
        found = similar_claims(text, exclude=exclude, limit=5)
        return JsonResponse(
            {
                "results": [
                    {
                        "ref": claim.ref,
                        "text": claim.text,
                        "status": claim.get_status_display(),
                        "score": round(claim.similarity, 2),
                        "url": f"../{claim.pk}/change/",
                    }
                    for claim in found
                ]
            }
        )

    def history_entries(self, request: HttpRequest, obj: Claim) -> Any:
        """Return what happened to the claim and to all that belongs to it."""
        return history_of_claim(obj, visibilities=clearance(request.user))

    @admin.action(description="Change topics, priority or assignee…")
    def change_selected(self, request: HttpRequest, queryset: QuerySet[Claim]) -> Any:
        """Ask what to change, saying how many claims it will touch, then change exactly those."""
        if not may(request.user, "change_many"):
            self.message_user(request, may(request.user, "change_many").reason, messages.ERROR)
            return None
        ids = list(queryset.order_by("pk").values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
        if len(ids) > MOST_AT_ONCE:
            self.message_user(
                request,
                f"These are more than {MOST_AT_ONCE} claims; narrow the list first.",
                messages.ERROR,
            )
            return None
        confirmed = "apply" in request.POST
        form = BulkForm(self.admin_site, request.POST if confirmed else None)
        if confirmed and form.is_valid():
            number = change_many(
                [int(pk) for pk in request.POST.getlist("touched")],
                by=request.user,
                add_topics=list(form.cleaned_data["add_topics"]),
                priority=form.cleaned_data["priority"],
                assignee=form.cleaned_data["assignee"],
                release=form.cleaned_data["release"],
                reason=form.cleaned_data["reason"],
            )
            self.message_user(request, f"{counted(number, 'claim')} changed.", messages.SUCCESS)
            return None
        context = self.admin_site.each_context(request) | {
            "title": f"Change {counted(len(ids), 'claim')}",
            "opts": self.opts,
            "form": form,
            "ids": ids,
            "number": counted(len(ids), "claim"),
            "first": Claim.objects.filter(pk__in=ids).order_by("-pk")[:10],
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/claims/claim/change_many.html", context)

    def get_actions(self, request: HttpRequest) -> Any:
        """Offer bulk changes to those who may make them."""
        return super().get_actions(request) if may(request.user, "change_many") else {}


class OfClaimAdmin(RecordAdmin):
    """A part of a claim, on a page of its own."""

    name_field = ""
    autocomplete_fields: tuple[str, ...] = ("claim",)


@admin.register(Appearance)
class AppearanceAdmin(OfClaimAdmin):
    list_display = ("claim", "act", "actor", "attribution", "document", "said_on")
    list_select_related = ("claim", "actor", "document")
    list_filter = ("act", ("actor", LookUpFilter), ("document", LookUpFilter))
    autocomplete_fields = ("claim", "document", "actor")

    @property
    def media(self) -> forms.Media:
        """Add what looking up takes."""
        return super().media + look_up_media()


@admin.register(Evidence)
class EvidenceAdmin(OfClaimAdmin):
    list_display = ("claim", "stance", "credibility", "document", "visibility", "withdrawn_at")
    list_select_related = ("claim", "document")
    list_filter = ("stance", "credibility", "visibility", ("document", LookUpFilter))
    autocomplete_fields = ("claim", "document", "origin")

    @property
    def media(self) -> forms.Media:
        """Add what looking up takes."""
        return super().media + look_up_media()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Evidence]:
        """Only what the person is cleared for."""
        return super().get_queryset(request).filter(visibility__in=clearance(request.user))

    def get_search_fields(self, request: HttpRequest) -> tuple[str, ...]:
        """The reference of its claim, or the title of its document."""
        return ("claim__ref", "document__title")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Evidence], search_term: str
    ) -> tuple[QuerySet[Evidence], bool]:
        """Find by the reference of the claim, or a part of the document's title."""
        asked = search_term.replace("\x00", "").strip()
        if not asked:
            return queryset, False
        titled = queryset.alias(title=Plain("document__title"))
        return titled.filter(
            Q(title__contains=Plain(Value(asked))) | Q(claim__ref=asked.upper())
        ), False

    def history_entries(self, request: HttpRequest, obj: Evidence) -> Any:
        """Return nothing of what the person was not cleared for at any time."""
        whole = history_of_claim(obj.claim, visibilities=clearance(request.user))
        return whole.filter(table_name=self.opts.db_table, row_id=str(obj.pk))


@admin.register(Comment)
class CommentAdmin(OfClaimAdmin):
    list_display = ("claim", "author", "text", "created_at", "resolved_at")
    list_select_related = ("claim", "author")
    readonly_fields = ("author", "created_at")
    fields = ("claim", "text", "resolved_at", "author", "created_at")


@admin.register(ClaimLink)
class ClaimLinkAdmin(OfClaimAdmin):
    list_display = ("kind", "a", "b", "judgement", "score")
    list_select_related = ("a", "b")
    list_filter = ("kind", "judgement")
    autocomplete_fields = ("a", "b")
    readonly_fields = ("judgement", "score", "decided_by", "decided_at")


@admin.register(ClaimMerge)
class ClaimMergeAdmin(KeptAdmin):
    name_field = ""
    list_display = ("merged", "kept", "merged_by", "merged_at", "undone_at")
    list_select_related = ("merged", "kept", "merged_by")
