"""Changing many claims at once: first how many and which, then exactly these."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from claims.admin.requests import request_id_of
from claims.choices import Priority
from claims.editing.claims import change_many
from claims.models import Claim, Topic, User
from claims.review.refusals import REFUSALS, sentence_of
from claims.review.rights import may

FIRST_SHOWN = 20
MOST_AT_ONCE = 1000
SALT = "claims.admin.bulk"
ONE_HOUR = 3600


class ChangeManyForm(forms.Form):
    """What to change in all of them; what is left empty stays as it is."""

    rows = forms.CharField(widget=forms.HiddenInput)
    priority = forms.ChoiceField(choices=[("", "As it is"), *Priority.choices], required=False)
    assignee = forms.ModelChoiceField(User.objects.filter(is_active=True), required=False)
    release = forms.BooleanField(required=False, label="Take them from whoever holds them")
    add_topics = forms.ModelMultipleChoiceField(Topic.objects.all(), required=False)
    remove_topics = forms.ModelMultipleChoiceField(Topic.objects.all(), required=False)
    reason = forms.CharField(max_length=500, required=False)

    def __init__(self, site: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topics = Claim._meta.get_field("topics")
        assignee = Claim._meta.get_field("assignee")
        self.fields["assignee"].widget = AutocompleteSelect(assignee, site)
        self.fields["assignee"].widget.choices = self.fields["assignee"].choices
        for name in ("add_topics", "remove_topics"):
            self.fields[name].widget = AutocompleteSelectMultiple(topics, site)
            self.fields[name].widget.choices = self.fields[name].choices

    def clean_rows(self) -> list[int]:
        try:
            rows: list[int] = signing.loads(self.cleaned_data["rows"], salt=SALT, max_age=ONE_HOUR)
        except signing.BadSignature as error:
            raise forms.ValidationError("The selection is too old: select again.") from error
        return rows

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("assignee") and given.get("release"):
            self.add_error("release", "Choose somebody, or nobody, not both.")
        wanted = ("priority", "assignee", "release", "add_topics", "remove_topics")
        if not self.errors and not any(given.get(name) for name in wanted):
            self.add_error(None, "Choose what to change.")
        return given


def change_many_view(
    keeper: Any, request: HttpRequest, selected: models.QuerySet | None
) -> HttpResponse:
    """Ask what to change in ``selected``; without it, take the answer and change exactly those."""
    if not may(request.user, "change_many"):
        raise PermissionDenied
    back = HttpResponseRedirect(reverse("admin:claims_claim_changelist"))
    if selected is not None:
        rows = list(selected.order_by("-pk").values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
        if len(rows) > MOST_AT_ONCE:
            keeper.refuse(request, f"At most {MOST_AT_ONCE:,} claims at once: narrow the filter.")
            return back
        form = ChangeManyForm(
            keeper.admin_site, initial={"rows": signing.dumps(rows, salt=SALT, compress=True)}
        )
        return _ask(keeper, request, form, rows)
    form = ChangeManyForm(keeper.admin_site, request.POST)
    if not form.is_valid():
        rows = form.cleaned_data.get("rows", [])
        if not rows:
            keeper.refuse(request, "Select the claims again.")
            return back
        return _ask(keeper, request, form, rows)
    try:
        count = _change(form.cleaned_data, request)
    except REFUSALS as error:
        form.add_error(None, sentence_of(error))
        return _ask(keeper, request, form, form.cleaned_data["rows"])
    keeper.message_user(request, f"Claims changed: {count:,}.", messages.SUCCESS)
    return back


def _change(given: dict[str, Any], request: HttpRequest) -> int:
    return change_many(
        given["rows"],
        by=request.user,
        priority=given["priority"],
        assignee=given["assignee"],
        release=given["release"],
        add_topics=list(given["add_topics"]),
        remove_topics=list(given["remove_topics"]),
        reason=given["reason"],
        request_id=request_id_of(),
    )


def _ask(keeper: Any, request: HttpRequest, form: ChangeManyForm, rows: list[int]) -> HttpResponse:
    first = Claim.objects.filter(pk__in=rows[:FIRST_SHOWN]).order_by("-pk")
    context = {
        **keeper.admin_site.each_context(request),
        "title": f"Change {len(rows):,} claim{'' if len(rows) == 1 else 's'}",
        "opts": keeper.opts,
        "form": form,
        "media": keeper.media + form.media,
        "count": len(rows),
        "first": first,
        "more": len(rows) - len(first),
    }
    return TemplateResponse(request, "admin/claims/change_many.html", context)
