"""The trail, to be read: audit entries and their seals."""

import json
from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.html import format_html

from claims.admin.base import RecordAdmin
from claims.admin.filters import choice_filter, text_filter
from claims.admin.lists import Sort
from claims.choices import AuditAction
from claims.models import AuditEntry, AuditSeal


@admin.register(AuditEntry)
class AuditEntryAdmin(RecordAdmin):
    list_display = ("id", "at", "actor_name", "action", "table_name", "row_id", "step", "reason")
    list_filter = (
        choice_filter("Action", "action", AuditAction.choices),
        text_filter("Table", "table_name", 63),
        text_filter("Row", "row_id", 40),
    )
    search_help_text = "Nothing to search: use the filters"
    search_fields = ()
    fields = ("id", "at", "actor_name", "reason", "step", "request_id", "table_name", "row_id",
              "action", "before_text", "after_text", "cluster", "xid")  # fmt: skip

    @admin.display(description="before")
    def before_text(self, entry: AuditEntry) -> str:
        return _as_text(entry.before)

    @admin.display(description="after")
    def after_text(self, entry: AuditEntry) -> str:
        return _as_text(entry.after)


@admin.register(AuditSeal)
class AuditSealAdmin(RecordAdmin):
    list_display = ("number", "sealed_at", "entries", "seal_hash")
    sorts = {"newest": Sort("Newest first", "pk", True)}
    search_fields = ()
    fields = ("number", "sealed_at", "entries", "root", "previous_hash", "seal_hash", "cluster",
              "from_xid", "until_xid")  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        rows = super().get_queryset(request).defer("leaves", "entry_ids")
        return rows.annotate(sealed_entries=models.F("entry_ids__len"))

    @admin.display(description="entries")
    def entries(self, seal: Any) -> int:
        return seal.sealed_entries or 0


def _as_text(kept: Any) -> str:
    if kept is None:
        return "–"
    return format_html("<pre>{}</pre>", json.dumps(kept, ensure_ascii=False, indent=2))
