"""The admin of documents and of their captures."""

import mimetypes
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from claims.admin.base import RecordAdmin
from claims.admin.filters import choice_filter, day_filter, related_filter, text_filter
from claims.admin.forms import RecordForm
from claims.admin.requests import request_id_of
from claims.choices import DocumentKind, SnapshotState
from claims.editing.documents import retract_document
from claims.editing.snapshots import fingerprint
from claims.models import Document, Snapshot

LARGEST_CAPTURE = 200 * 2**20


@admin.register(Document)
class DocumentAdmin(RecordAdmin):
    list_display = ("title", "source", "kind", "published_on", "language", "retracted_on")
    list_select_related = ("source",)
    list_filter = (
        choice_filter("Kind", "kind", DocumentKind.choices),
        related_filter("Source", "source", lambda: Document._meta.get_field("source")),
        text_filter("Language", "language", 35),
        day_filter("Published", "published_on"),
    )
    searched = ("title",)
    search_help_text = "Words of the title"
    autocomplete_fields = ("source",)
    fieldsets = (
        (None, {"fields": ("source", "title", ("kind", "language"), "url", "citation")}),
        ("Publication", {"fields": (("published_on", "published_precision"),)}),
        ("Text", {"fields": ("body",), "classes": ["collapse"]}),
        (
            "Retraction",
            {"fields": ("retracted_on", "retraction_reason"), "classes": ["collapse"]},
        ),
    )

    def keep(self, request: HttpRequest, obj: Document, change: bool) -> None:
        """Keep it; a retraction is noted by the act that asks for re-checks."""
        stored = Document.objects.filter(pk=obj.pk).first()
        retracted_on, reason = obj.retracted_on, obj.retraction_reason
        newly = retracted_on is not None and (stored is None or stored.retracted_on is None)
        if newly:
            obj.retracted_on, obj.retraction_reason = None, ""
        super().keep(request, obj, change)
        if newly:
            retract_document(
                obj,
                by=request.user,
                at=timezone.now(),
                reason=reason,
                retracted_on=retracted_on,
                request_id=request_id_of(),
            )

    def get_queryset(self, request: HttpRequest) -> Any:
        rows = super().get_queryset(request)
        match = request.resolver_match
        return rows.defer("body") if match and match.url_name.endswith("changelist") else rows


class SnapshotForm(RecordForm):
    """A capture; of a file that is handed in, everything else follows."""

    def clean_file(self) -> Any:
        file = self.cleaned_data.get("file")
        if file and file.size > LARGEST_CAPTURE:
            raise forms.ValidationError(f"A capture has {LARGEST_CAPTURE // 2**20} MB at most.")
        return file


@admin.register(Snapshot)
class SnapshotAdmin(RecordAdmin):
    form = SnapshotForm
    list_display = ("document", "captured_at", "state", "media_type", "byte_size")
    list_select_related = ("document",)
    list_filter = (
        choice_filter("State", "state", SnapshotState.choices),
        related_filter("Document", "document", lambda: Snapshot._meta.get_field("document")),
        day_filter("Captured", "captured_at"),
    )
    searched = ("archive_url",)
    autocomplete_fields = ("document",)
    fields = (
        "document", "captured_at", "archive_url", "file", "state",
        ("sha256", "byte_size", "media_type"),
    )  # fmt: skip

    def get_readonly_fields(self, request: HttpRequest, obj: Snapshot | None = None) -> list[str]:
        if obj is None:
            return ["byte_size", "media_type", "sha256"]
        return ["document", "captured_at", "archive_url", "file", "sha256", "byte_size",
                "media_type"]  # fmt: skip

    def sign(self, request: HttpRequest, obj: Snapshot, change: bool) -> None:
        if change or not obj.file:
            return
        upload = obj.file.file
        obj.sha256, obj.byte_size = fingerprint(upload)
        # From the name, never from what the sender claims it to be.
        obj.media_type = mimetypes.guess_type(upload.name)[0] or "application/octet-stream"
