"""The admin of evidence and its origins; what somebody may not see is not there for them."""

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from claims.admin.badges import word_badge
from claims.admin.base import AddingInline, RecordAdmin
from claims.admin.filters import choice_filter, related_filter
from claims.admin.lists import Sort
from claims.choices import Credibility, OriginKind, Stance, Visibility
from claims.models import Evidence, ForeignVerdict, Origin

BASIS = (
    ("stance", "credibility", "visibility"),
    "rationale",
    "quote",
    ("prefix", "suffix"),
    "locator",
    "origin",
)


class EvidenceInline(AddingInline):
    model = Evidence
    autocomplete_fields = ("document", "origin")
    fieldsets = ((None, {"fields": ("document", *BASIS)}),)


@admin.register(Evidence)
class EvidenceAdmin(RecordAdmin):
    list_display = ("document", "stance_word", "credibility", "visibility", "claim", "withdrawn_at")
    list_select_related = ("document", "claim")
    list_filter = (
        choice_filter("Stance", "stance", Stance.choices),
        choice_filter("Credibility", "credibility", Credibility.choices),
        choice_filter("Visibility", "visibility", Visibility.choices),
        related_filter("Claim", "claim", lambda: Evidence._meta.get_field("claim")),
        related_filter("Document", "document", lambda: Evidence._meta.get_field("document")),
        related_filter("Origin", "origin", lambda: Evidence._meta.get_field("origin")),
    )
    searched = ("rationale",)
    autocomplete_fields = ("claim", "document", "origin")
    fieldsets = (
        (None, {"fields": ("claim", "document", *BASIS, "their_verdict")}),
        (
            "Withdrawal",
            {
                "fields": ("withdrawn_at", "withdrawn_reason", "at_the_desk"),
                "description": "Evidence that an assessment rests on is withdrawn, at the desk.",
                "classes": ["collapse"],
            },
        ),
    )

    @admin.display(description="stance")
    def stance_word(self, row: Evidence) -> str:
        return word_badge("stance", row.stance, row.get_stance_display())

    @admin.display(description="verdict of others")
    def their_verdict(self, row: Evidence) -> str:
        their = ForeignVerdict.objects.filter(evidence=row).first() if row.pk else None
        return f"{their}{f', {their.scale}' if their.scale else ''}" if their else "–"

    @admin.display(description="at the desk")
    def at_the_desk(self, row: Evidence) -> str:
        if row.pk is None or row.withdrawn_at is not None:
            return "–"
        where = reverse("desk:withdraw_evidence", kwargs={"evidence": row.public_id})
        return format_html('<a href="{}">Withdraw …</a>', where)

    def get_readonly_fields(self, request: HttpRequest, obj: Evidence | None = None) -> list[str]:
        # Evidence stays with its claim: an assessment may rest on it there.
        withdrawal = ["their_verdict", "withdrawn_at", "withdrawn_reason", "at_the_desk"]
        return ["claim", *withdrawal] if obj is not None else withdrawal


@admin.register(Origin)
class OriginAdmin(RecordAdmin):
    list_display = ("label", "kind")
    list_filter = (choice_filter("Kind", "kind", OriginKind.choices),)
    sorts = {"label": Sort("By label", "label", False)}
    searched = ("label",)
    search_help_text = "Words of the label"
    fields = ("label", "kind")
