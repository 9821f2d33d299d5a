"""Topics."""

from django.contrib import admin

from claims.admin.base import RecordAdmin
from claims.models import Topic


@admin.register(Topic)
class TopicAdmin(RecordAdmin):
    list_display = ("name", "slug", "parent")
    list_select_related = ("parent",)
    autocomplete_fields = ("parent",)
    prepopulated_fields = {"slug": ("name",)}
    fields = ("name", "slug", "parent")
