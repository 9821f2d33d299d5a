"""The trail and its seals, to look at."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from claims.admin.base import KeptAdmin
from claims.models import AuditEntry, AuditSeal


@admin.register(AuditEntry)
class AuditEntryAdmin(KeptAdmin):
    name_field = ""
    list_display = ("id", "at", "actor_name", "action", "table_name", "row_id", "step", "reason")
    list_filter = ("action",)
    fields = (
        ("id", "at", "action"),
        ("actor_name", "reason", "step"),
        ("table_name", "row_id"),
        "before",
        "after",
        ("xid", "request_id"),
    )


@admin.register(AuditSeal)
class AuditSealAdmin(KeptAdmin):
    name_field = ""
    ordering = ("-number",)
    list_display = ("number", "sealed_at", "seal_hash")
    fields = ("number", "sealed_at", "root", "previous_hash", "seal_hash")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Leave the leaves where they are."""
        return super().get_queryset(request).defer("entry_ids", "leaves")
