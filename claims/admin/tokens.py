"""The admin of machines' keys: made here, shown once, revoked here."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from claims.admin.base import RecordAdmin
from claims.admin.lists import KeysetList, Sort
from claims.admin.requests import request_id_of
from claims.choices import Role, Scope
from claims.editing.tokens import LONGEST_LIFETIME, create_token, revoke_token
from claims.models import ApiToken, User
from claims.review.rights import has_role

DAYS = 90


class TokenForm(forms.ModelForm):
    """A key to be made: what for, what it may do, and for how long."""

    scopes = forms.MultipleChoiceField(
        choices=Scope.choices, widget=forms.CheckboxSelectMultiple, initial=[Scope.READ]
    )
    days = forms.IntegerField(
        label="Valid for days", min_value=1, max_value=LONGEST_LIFETIME.days, initial=DAYS
    )
    refusal = ""

    class Meta:
        model = ApiToken
        fields = ("name", "user", "scopes")

    def _post_clean(self) -> None:
        # The act that makes the token holds it to its laws; the row is not ours to build.
        if self.refusal:
            self.add_error(None, self.refusal)


class TokenList(KeysetList):
    """Tokens by their short key; the digest stays out of addresses."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pk_attname = "token_key"


@admin.register(ApiToken)
class TokenAdmin(RecordAdmin):
    form = TokenForm
    list_display = ("name", "token_key", "user", "scope_words", "expiry", "last_used_at")
    list_select_related = ("user",)
    sorts = {"newest": Sort("Newest first", "created", True)}
    searched = ("name",)
    autocomplete_fields = ("user",)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[KeysetList]:
        return TokenList

    @admin.display(description="scopes")
    def scope_words(self, token: ApiToken) -> str:
        return ", ".join(token.scopes)

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        return self.get_queryset(request).filter(token_key=object_id).first()

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).select_related("user")

    def get_fieldsets(self, request: HttpRequest, obj: ApiToken | None = None) -> Any:
        if obj is not None:
            shown = ("name", "token_key", "user", "scope_words", "created", "expiry",
                     "last_used_at")  # fmt: skip
            return [(None, {"fields": shown})]
        fields = ["name", "scopes", "days"]
        if has_role(request.user, Role.ADMINISTRATOR):
            fields.insert(1, "user")
        return [(None, {"fields": fields})]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"user": request.user.pk} | super().get_changeform_initial_data(request)

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        return form.instance

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        given = form.cleaned_data
        owner: User = given.get("user") or request.user
        token, key = create_token(
            owner,
            name=given["name"],
            scopes=given["scopes"],
            lifetime=timedelta(days=given["days"]),
            by=request.user,
            request_id=request_id_of(),
        )
        obj.pk, obj.token_key, obj.name = token.pk, token.token_key, token.name
        request.made = (token, key)

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        """Nothing hangs on a token."""

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> Any:
        """Show the key, this once: it is kept nowhere."""
        token, key = request.made
        context = {
            **self.admin_site.each_context(request),
            "title": "The token is made",
            "opts": self.opts,
            "token": token,
            "key": key,
        }
        return TemplateResponse(
            request,
            "admin/claims/apitoken/made.html",
            context,
            headers={"Cache-Control": "no-store"},
        )

    def delete_model(self, request: HttpRequest, obj: ApiToken) -> None:
        revoke_token(obj, by=request.user, request_id=request_id_of())

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: Any) -> HttpResponse:
        return super().response_delete(request, obj_display, "")
