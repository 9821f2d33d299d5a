"""Sources and how reliable they were judged."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from claims.admin.base import PartInline, RecordAdmin
from claims.models import Source, SourceRating


class SourceRatingInline(PartInline):
    model = SourceRating
    fields = ("grade", "rationale", ("rated_by", "rated_at"))
    readonly_fields = ("rated_by", "rated_at")
    can_delete = False


@admin.register(Source)
class SourceAdmin(RecordAdmin):
    list_display = ("name", "kind", "grade", "domain", "handle", "country")
    list_filter = ("kind",)
    autocomplete_fields = ("owner",)
    fields = ("name", "kind", ("domain", "handle"), ("country", "language"), "owner")
    inlines = (SourceRatingInline,)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Each source with its newest grade."""
        return super().get_queryset(request).with_grade()

    @admin.display(description="reliability")
    def grade(self, source: Any) -> str:
        """The newest grade."""
        return source.grade or "–"


@admin.register(SourceRating)
class SourceRatingAdmin(RecordAdmin):
    name_field = ""
    list_display = ("source", "grade", "rated_by", "rated_at")
    list_select_related = ("source", "rated_by")
    list_filter = ("grade",)
    autocomplete_fields = ("source",)
    fields = ("source", "grade", "rationale", "rated_by", "rated_at")
    readonly_fields = ("rated_by", "rated_at")
