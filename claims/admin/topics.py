"""The admin of topics and of the rating scale: the words that the house works with."""

from django.contrib import admin
from django.http import HttpRequest

from claims.admin.badges import rating_badge
from claims.admin.base import RecordAdmin
from claims.admin.filters import choice_filter
from claims.admin.lists import Sort
from claims.models import Rating, Topic


@admin.register(Topic)
class TopicAdmin(RecordAdmin):
    list_display = ("name", "slug", "parent")
    list_select_related = ("parent",)
    sorts = {"name": Sort("By name", "name", False)}
    searched = ("name",)
    search_help_text = "Words of the name"
    autocomplete_fields = ("parent",)
    prepopulated_fields = {"slug": ("name",)}
    fields = ("name", "slug", "parent")


@admin.register(Rating)
class RatingAdmin(RecordAdmin):
    list_display = ("label", "word", "code", "ordinal", "position", "is_active")
    list_filter = (
        choice_filter("In use", "is_active", [("True", "Yes"), ("False", "No, retired")]),
    )
    sorts = {"position": Sort("By place on the scale", "position", False)}
    searched = ("label",)
    fields = (("label", "code"), ("ordinal", "position", "colour"), "description", "is_active")

    @admin.display(description="as shown")
    def word(self, rating: Rating) -> str:
        return rating_badge(rating)

    def get_readonly_fields(self, request: HttpRequest, obj: Rating | None = None) -> list[str]:
        # Machines know a rating by its code.
        return ["code"] if obj is not None else []
