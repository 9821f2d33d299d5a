"""Merging one claim or actor into another: choose the one to keep, see what moves, confirm."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from claims.admin.lists import capped_count, shown_count
from claims.admin.requests import request_id_of
from claims.editing.merges import merge_actors, merge_claims
from claims.models import Claim
from claims.review.refusals import REFUSALS, sentence_of
from claims.review.rights import may


class MergeForm(forms.Form):
    """Which record to keep, why, and that the person means it."""

    kept = forms.ModelChoiceField(queryset=None, label="Keep")
    reason = forms.CharField(max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    confirmed = forms.BooleanField(label="Merge them; it can be undone later")

    def __init__(self, model: type[models.Model], site: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = model._meta.get_field("merged_into")
        kept = self.fields["kept"]
        kept.widget = AutocompleteSelect(field, site)
        kept.queryset = model._default_manager.live()


def merge_view(keeper: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """Show what merging this record would move, and merge it once that is confirmed."""
    act = "merge_claims" if keeper.model is Claim else "merge_actors"
    if not may(request.user, act):
        raise PermissionDenied
    merged = keeper.get_object(request, object_id)
    if merged is None:
        raise Http404("There is no such record.")
    form = MergeForm(keeper.model, keeper.admin_site, request.POST or None)
    if request.method == "POST" and form.is_valid():
        kept = form.cleaned_data["kept"]
        merge = merge_claims if keeper.model is Claim else merge_actors
        try:
            merge(
                kept, merged, by=request.user, at=timezone.now(),
                reason=form.cleaned_data["reason"], request_id=request_id_of(),
            )  # fmt: skip
        except REFUSALS as error:
            form.add_error(None, sentence_of(error))
        else:
            keeper.message_user(request, f"Merged into “{kept}”.", messages.SUCCESS)
            name = f"admin:claims_{keeper.opts.model_name}_change"
            return HttpResponseRedirect(reverse(name, args=[kept.pk]))
    context = {
        **keeper.admin_site.each_context(request),
        "title": f"Merge this {keeper.opts.verbose_name} into another",
        "opts": keeper.opts,
        "original": merged,
        "form": form,
        "media": keeper.media + form.media,
        "moving": _moving(merged),
    }
    return TemplateResponse(request, "admin/claims/merge.html", context)


def _moving(record: models.Model) -> list[str]:
    """Return what points to ``record``: it would point to the kept one."""
    lines = []
    for relation in record._meta.related_objects:
        if relation.many_to_many or relation.related_model is type(record):
            continue
        manager = relation.related_model._default_manager
        count = capped_count(manager.filter(**{relation.field.name: record}))
        if count:
            meta = relation.related_model._meta
            noun = meta.verbose_name if count == 1 else meta.verbose_name_plural
            lines.append(f"{shown_count(count)} {noun}")
    return lines
