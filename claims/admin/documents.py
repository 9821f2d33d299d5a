"""Documents, snapshots and origins."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from claims.admin.base import RecordAdmin, RecordForm
from claims.admin.filters import LookUpFilter, look_up_media
from claims.editing.snapshots import fingerprint
from claims.models import Document, Origin, Snapshot

LARGEST_FILE = 200 * 1024 * 1024


@admin.register(Document)
class DocumentAdmin(RecordAdmin):
    name_field = "title"
    list_display = ("title", "source", "kind", "published_on", "retracted_on")
    list_select_related = ("source",)
    list_filter = ("kind", ("source", LookUpFilter))
    autocomplete_fields = ("source",)
    readonly_fields = ("canonical_url",)
    fields = (
        "title",
        ("source", "kind", "language"),
        "url",
        "canonical_url",
        "citation",
        ("published_on", "published_precision"),
        "body",
        ("retracted_on", "retraction_reason"),
    )

    @property
    def media(self) -> forms.Media:
        """Add what looking up takes."""
        return super().media + look_up_media()

    def get_queryset(self, request: HttpRequest) -> Any:
        """Leave the captured text out of lists."""
        rows = super().get_queryset(request)
        match = request.resolver_match
        return rows.defer("body") if match and match.url_name.endswith("changelist") else rows


class SnapshotForm(RecordForm):
    """Takes digest and size from the file itself."""

    def clean(self) -> dict[str, Any]:
        """Compute what identifies the file."""
        cleaned = super().clean()
        upload = cleaned.get("file")
        if upload and hasattr(upload, "chunks") and self.instance.pk is None:
            if upload.size > LARGEST_FILE:
                raise ValidationError({"file": "The file is larger than 200 MB."})
            found = fingerprint(upload)
            given = cleaned.get("sha256")
            if given and given != found.sha256:
                raise ValidationError({"sha256": f"The file's SHA-256 is {found.sha256}."})
            cleaned["sha256"] = found.sha256
            self.instance.byte_size = found.byte_size
            media_type = getattr(upload, "content_type", "") or ""
            self.instance.media_type = media_type[:127]
        return cleaned


@admin.register(Snapshot)
class SnapshotAdmin(RecordAdmin):
    form = SnapshotForm
    name_field = ""
    list_display = ("document", "captured_at", "state", "media_type", "byte_size")
    list_select_related = ("document",)
    list_filter = ("state",)
    autocomplete_fields = ("document",)
    fields = ("document", "archive_url", "file", "captured_at", "sha256", "state")
    readonly_fields = ()

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Only its state may change once it is there."""
        kept = ("document", "archive_url", "file", "captured_at", "sha256")
        return kept if obj is not None else ()


@admin.register(Origin)
class OriginAdmin(RecordAdmin):
    name_field = "label"
    list_display = ("label", "kind")
    list_filter = ("kind",)
    fields = ("label", "kind")
