"""The admin of imports, to be read, and of the profiles by which sheets are read."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html

from claims.admin.base import RecordAdmin
from claims.admin.filters import choice_filter, related_filter
from claims.choices import ImportStatus
from claims.models import ImportBatch, ImportProfile


@admin.register(ImportBatch)
class ImportBatchAdmin(RecordAdmin):
    """Files come in, are applied and undone at the desk; here stands what was done."""

    list_display = ("file_name", "status", "row_count", "given_by", "created_at", "at_the_desk")
    list_select_related = ("given_by",)
    list_filter = (
        choice_filter("Status", "status", ImportStatus.choices),
        related_filter("Given by", "given_by", lambda: ImportBatch._meta.get_field("given_by")),
    )
    search_fields = ()
    fields = ("file_name", "at_the_desk", "status", "problem", "row_count", "done_count",
              "profile", "namespace", "language", "given_by", "created_at", "applied_by",
              "applied_at", "undone_by", "undone_at", "sha256", "byte_size")  # fmt: skip

    @admin.display(description="at the desk")
    def at_the_desk(self, batch: ImportBatch) -> str:
        where = reverse("desk:import", kwargs={"batch": batch.public_id})
        return format_html('<a href="{}">Rows, apply, undo …</a>', where)


@admin.register(ImportProfile)
class ImportProfileAdmin(RecordAdmin):
    list_display = ("name", "namespace", "language", "updated_at")
    search_fields = ()
    fields = ("name", "namespace", ("language", "day_first"), "mapping")
