"""The admin of sources, and of the judgements about how reliable they are."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils import timezone

from claims.admin.base import AddingInline, RecordAdmin
from claims.admin.filters import choice_filter, related_filter, text_filter
from claims.admin.lists import NEWEST, Sort
from claims.admin.requests import request_id_of
from claims.choices import Reliability, SourceKind
from claims.editing.sources import rate_source
from claims.models import Source, SourceRating


class SourceRatingInline(AddingInline):
    model = SourceRating
    fields = ("grade", "rationale")


@admin.register(Source)
class SourceAdmin(RecordAdmin):
    list_display = ("name", "kind", "domain", "grade", "country", "language")
    list_filter = (
        choice_filter("Kind", "kind", SourceKind.choices),
        text_filter("Country", "country", 2),
        text_filter("Language", "language", 35),
        related_filter("Owner", "owner", lambda: Source._meta.get_field("owner")),
    )
    sorts = {"name": Sort("By name", "name", False)} | NEWEST
    searched = ("name", "domain")
    search_help_text = "A name or domain"
    autocomplete_fields = ("owner",)
    inlines = (SourceRatingInline,)
    fields = ("name", ("kind", "country", "language"), ("domain", "handle"), "owner", "grade")
    readonly_fields = ("grade",)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).with_grade()

    @admin.display(description="reliability")
    def grade(self, source: Any) -> str:
        given = getattr(source, "grade", None)
        return str(Reliability(given).label) if isinstance(given, str) and given else "–"


@admin.register(SourceRating)
class SourceRatingAdmin(RecordAdmin):
    list_display = ("source", "grade", "rated_by", "rated_at")
    list_select_related = ("source", "rated_by")
    list_filter = (
        choice_filter("Grade", "grade", Reliability.choices),
        related_filter("Source", "source", lambda: SourceRating._meta.get_field("source")),
    )
    searched = ("rationale",)
    autocomplete_fields = ("source",)
    fields = ("source", "grade", "rationale", "rated_by", "rated_at")
    readonly_fields = ("rated_by", "rated_at")

    def keep(self, request: HttpRequest, obj: SourceRating, change: bool) -> None:
        kept = rate_source(
            obj.source,
            by=request.user,
            at=timezone.now(),
            grade=obj.grade,
            rationale=obj.rationale,
            request_id=request_id_of(),
        )
        obj.pk, obj._state.adding = kept.pk, False
