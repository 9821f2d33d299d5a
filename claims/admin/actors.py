"""Actors and their names."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet, Value
from django.http import HttpRequest

from claims.admin.base import KeptAdmin, PartInline, RecordAdmin
from claims.models import Actor, ActorMerge, ActorName
from claims.models.base import Plain


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

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Find by any of the names: Kyiv finds the Government of Ukraine."""
        asked = search_term.replace("\x00", "").strip()
        if not asked:
            return queryset, False
        typed = Plain(Value(asked))
        others = ActorName.objects.alias(plain=Plain("name")).filter(plain__contains=typed)
        named = Q(plain__contains=typed) | Q(pk__in=others.values("actor"))
        return queryset.alias(plain=Plain("name")).filter(named), False


@admin.register(ActorMerge)
class ActorMergeAdmin(KeptAdmin):
    name_field = ""
    list_display = ("merged", "kept", "merged_by", "merged_at", "undone_at")
    list_select_related = ("merged", "kept", "merged_by")
