"""The admin of other wordings of a claim."""

from django.contrib import admin

from claims.admin.base import AddingInline, RecordAdmin
from claims.admin.filters import related_filter
from claims.models import ClaimWording


class WordingInline(AddingInline):
    model = ClaimWording
    fields = (("text", "language"),)


@admin.register(ClaimWording)
class WordingAdmin(RecordAdmin):
    list_display = ("__str__", "language", "claim", "created_at")
    list_select_related = ("claim",)
    list_filter = (related_filter("Claim", "claim", lambda: ClaimWording._meta.get_field("claim")),)
    searched = ("text",)
    autocomplete_fields = ("claim",)
    fields = ("claim", "text", "language")
