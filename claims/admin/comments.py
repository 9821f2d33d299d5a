"""The admin of comments: internal talk about a claim, signed by whoever writes it."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from claims.admin.base import AddingInline, RecordAdmin
from claims.admin.filters import related_filter
from claims.models import Comment
from claims.review.notices import tell_of_comment


class CommentInline(AddingInline):
    model = Comment
    fields = ("text",)


@admin.register(Comment)
class CommentAdmin(RecordAdmin):
    list_display = ("__str__", "author", "claim", "created_at", "resolved_at")
    list_select_related = ("author", "claim")
    list_filter = (
        related_filter("Claim", "claim", lambda: Comment._meta.get_field("claim")),
        related_filter("Author", "author", lambda: Comment._meta.get_field("author")),
    )
    searched = ("text",)
    autocomplete_fields = ("claim",)
    fields = ("claim", "text", "resolved_at", "author")
    readonly_fields = ("author",)

    def sign(self, request: HttpRequest, obj: Comment, change: bool) -> None:
        if not change:
            obj.author = request.user

    def keep(self, request: HttpRequest, obj: Comment, change: bool) -> None:
        super().keep(request, obj, change)
        if not change:
            tell_of_comment(obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("author", "claim") if obj is not None else ("author",)
