"""The admin of judged pairs of claims, and of merges that can be undone."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone

from claims.admin.badges import word_badge
from claims.admin.base import RecordAdmin
from claims.admin.filters import choice_filter
from claims.admin.requests import request_id_of
from claims.choices import Judgement, LinkKind
from claims.editing.links import judge_link
from claims.editing.merges import undo_merge
from claims.models import ActorMerge, ClaimLink, ClaimMerge
from claims.review.refusals import REFUSALS, sentence_of
from claims.review.rights import may


@admin.register(ClaimLink)
class ClaimLinkAdmin(RecordAdmin):
    list_display = ("kind", "judgement_word", "a", "b", "score", "decided_by")
    list_select_related = ("a", "b", "decided_by")
    list_filter = (
        choice_filter("Kind", "kind", LinkKind.choices),
        choice_filter("Judgement", "judgement", Judgement.choices),
    )
    searched = ("reason",)
    autocomplete_fields = ("a", "b")
    fields = (("a", "b"), ("kind", "judgement"), "reason", "score", ("decided_by", "decided_at"))
    readonly_fields = ("score", "decided_by", "decided_at")

    @admin.display(description="judgement")
    def judgement_word(self, link: ClaimLink) -> str:
        return word_badge("judgement", link.judgement, link.get_judgement_display())

    def keep(self, request: HttpRequest, obj: ClaimLink, change: bool) -> None:
        """Keep the pair; the answer, when it is one, is given by the act that knows of it."""
        wanted = obj.judgement
        stored = ClaimLink.objects.filter(pk=obj.pk).first()
        obj.judgement = stored.judgement if stored else Judgement.SUGGESTED
        super().keep(request, obj, change)
        if wanted != obj.judgement:
            answer = {"judgement": wanted, "reason": obj.reason, "request_id": request_id_of()}
            judge_link(obj, by=request.user, at=timezone.now(), **answer)


class MergeAdmin(RecordAdmin):
    """A merge: seen by all, undone by those who may."""

    list_display = ("kept", "merged", "merged_by", "merged_at", "undone_by", "undone_at")
    list_select_related = ("kept", "merged", "merged_by", "undone_by")
    fields = ("kept", "merged", ("merged_by", "merged_at"), ("undone_by", "undone_at"))
    change_form_template = "admin/claims/merge_form.html"

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        extra = {"may_undo": bool(may(request.user, "undo_merge")), **(extra_context or {})}
        return super().changeform_view(request, object_id, form_url, extra)

    def get_urls(self) -> list[Any]:
        name = f"claims_{self.opts.model_name}_undo"
        undo = path("<path:object_id>/undo/", self.admin_site.admin_view(self.undo_view), name=name)
        return [undo, *super().get_urls()]

    def undo_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Undo a merge that the person confirmed on its page."""
        if request.method != "POST" or not may(request.user, "undo_merge"):
            raise PermissionDenied
        merge = self.get_object(request, unquote(object_id))
        if merge is None:
            raise Http404("There is no such merge.")
        back = reverse(f"admin:claims_{self.opts.model_name}_change", args=[merge.pk])
        try:
            undone = undo_merge(
                merge, by=request.user, at=timezone.now(),
                reason=request.POST.get("_reason", "")[:500],
                request_id=request_id_of(),
            )  # fmt: skip
        except REFUSALS as error:
            self.message_user(request, sentence_of(error), messages.ERROR)
        else:
            left = f" {len(undone.left)} rows stay where they are." if undone.left else ""
            self.message_user(request, f"The merge is undone.{left}", messages.SUCCESS)
        return HttpResponseRedirect(back)


@admin.register(ClaimMerge)
class ClaimMergeAdmin(MergeAdmin):
    pass


@admin.register(ActorMerge)
class ActorMergeAdmin(MergeAdmin):
    pass
