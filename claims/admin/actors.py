"""The admin of actors and their other names."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import path

from claims.admin.base import AddingInline, RecordAdmin
from claims.admin.filters import choice_filter, text_filter
from claims.admin.lists import NEWEST, Sort
from claims.admin.merging import merge_view
from claims.choices import ActorKind
from claims.models import Actor, ActorName
from claims.review.rights import may


class ActorNameInline(AddingInline):
    model = ActorName
    fields = ("name", "language")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        # An actor has a handful of names, so they are edited where they stand.
        return super(AddingInline, self).get_queryset(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(may(request.user, "delete", ActorName))

    can_delete = True


@admin.register(Actor)
class ActorAdmin(RecordAdmin):
    list_display = ("name", "kind", "country", "wikidata_id", "parent")
    list_select_related = ("parent",)
    list_filter = (
        choice_filter("Kind", "kind", ActorKind.choices),
        text_filter("Country", "country", 2),
    )
    sorts = {"name": Sort("By name", "name", False)} | NEWEST
    searched = ("name",)
    search_help_text = "A name, in any spelling that is recorded"
    autocomplete_fields = ("parent",)
    inlines = (ActorNameInline,)
    fields = ("name", ("kind", "country", "wikidata_id"), "parent", "description", "merged_into")
    readonly_fields = ("merged_into",)
    change_form_template = "admin/claims/actor/change_form.html"

    def search_rows(self, text: str) -> models.QuerySet:
        return Actor.objects.named_like(text)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        extra = {"may_merge": bool(may(request.user, "merge_actors")), **(extra_context or {})}
        return super().changeform_view(request, object_id, form_url, extra)

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        merge = path("<path:object_id>/merge/", wrap(self.merge_view), name="claims_actor_merge")
        return [merge, *super().get_urls()]

    def merge_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return merge_view(self, request, unquote(object_id))
