"""The admin of the rating map: what other publishers' words mean, and the queue of new ones."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest

from claims.admin.badges import rating_badge, word_badge
from claims.admin.base import RecordAdmin
from claims.admin.filters import choice_filter, related_filter, text_filter
from claims.admin.lists import Sort
from claims.admin.requests import request_id_of
from claims.choices import MappingState
from claims.editing.mappings import map_labels
from claims.models import Rating, RatingMapping
from claims.review.refusals import REFUSALS, sentence_of
from claims.review.rights import may


def _map_to(rating: Rating | None) -> Callable[[Any, HttpRequest, models.QuerySet], None]:
    """Return the action that gives the chosen labels the meaning ``rating``."""

    def action(keeper: Any, request: HttpRequest, rows: models.QuerySet) -> None:
        chosen = list(rows.values_list("pk", flat=True))
        try:
            count = map_labels(chosen, rating, by=request.user, request_id=request_id_of())
        except REFUSALS as error:
            keeper.message_user(request, sentence_of(error), messages.ERROR)
            return
        meaning = f"“{rating}”" if rating else "no rating"
        keeper.message_user(request, f"Labels that mean {meaning} now: {count:,}.")

    return action


def _in_state(request: HttpRequest, rows: Any, value: str) -> models.QuerySet:
    return rows.in_state(MappingState(value))


@admin.register(RatingMapping)
class RatingMappingAdmin(RecordAdmin):
    list_display = ("label", "label_english", "publisher", "meaning", "seen_count", "last_seen_at")
    list_select_related = ("rating",)
    list_filter = (
        choice_filter("State", "state", MappingState.choices, _in_state),
        text_filter("Site", "site", 253),
        related_filter("Rating", "rating", lambda: RatingMapping._meta.get_field("rating")),
    )
    sorts = {
        "met": Sort("Most met first", "seen_count", True),
        "newest": Sort("Newest first", "pk", True),
    }
    searched = ("label",)
    search_help_text = "Words of the label"
    autocomplete_fields = ("rating",)
    readonly_fields = ("seen_count", "last_seen_at")
    fieldsets = (
        (None, {"fields": (("site", "publisher_name"), ("label", "language"), "label_english")}),
        ("What it means here", {"fields": ("rating", "no_rating", "note")}),
        ("Where this was taken from", {"fields": (("source", "licence"),)}),
        ("Met by imports", {"fields": (("seen_count", "last_seen_at"),)}),
    )

    @admin.display(description="publisher")
    def publisher(self, mapping: RatingMapping) -> str:
        return mapping.publisher_name or mapping.site or "any publisher"

    @admin.display(description="means")
    def meaning(self, mapping: RatingMapping) -> str:
        if mapping.rating is not None:
            return rating_badge(mapping.rating)
        return word_badge("mapping", mapping.state, mapping.state.label)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        if not may(request.user, "map_labels"):
            return actions
        for rating in Rating.objects.filter(is_active=True):
            name = f"map_to_{rating.code}"
            actions[name] = (_map_to(rating), name, f"They mean “{rating}”")
        actions["map_to_nothing"] = (_map_to(None), "map_to_nothing", "They mean no rating")
        return actions
