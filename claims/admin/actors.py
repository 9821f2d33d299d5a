"""Actors and their names."""

from django.contrib import admin

from claims.admin.base import KeptAdmin, PartInline, RecordAdmin
from claims.models import Actor, ActorMerge, ActorName


class ActorNameInline(PartInline):
    model = ActorName
    verbose_name_plural = "other names and spellings"
    fields = (("name", "language"),)
    show_change_link = False


@admin.register(Actor)
class ActorAdmin(RecordAdmin):
    list_display = ("name", "kind", "country", "wikidata_id", "merged_into")
    list_select_related = ("merged_into",)
    list_filter = ("kind",)
    autocomplete_fields = ("parent",)
    readonly_fields = ("merged_into",)
    fields = ("name", "kind", ("country", "wikidata_id"), "parent", "description", "merged_into")
    inlines = (ActorNameInline,)


@admin.register(ActorMerge)
class ActorMergeAdmin(KeptAdmin):
    name_field = ""
    list_display = ("merged", "kept", "merged_by", "merged_at", "undone_at")
    list_select_related = ("merged", "kept", "merged_by")
