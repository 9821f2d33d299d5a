"""The admin of exports: what left the house in one piece, to be read."""

from django.contrib import admin

from claims.admin.base import RecordAdmin
from claims.admin.filters import choice_filter, related_filter
from claims.choices import ExportFormat
from claims.models import Export


@admin.register(Export)
class ExportAdmin(RecordAdmin):
    list_display = ("created_at", "format", "taken_by", "via", "row_count", "finished_at")
    list_select_related = ("taken_by",)
    list_filter = (
        choice_filter("Format", "format", ExportFormat.choices),
        related_filter("Taken by", "taken_by", lambda: Export._meta.get_field("taken_by")),
    )
    search_fields = ()
    fields = ("format", "taken_by", "is_whole", "via", "created_at", "finished_at",
              "row_count", "byte_count", "sha256")  # fmt: skip
