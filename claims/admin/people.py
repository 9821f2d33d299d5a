"""Users and tokens."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from claims.admin.base import RecordAdmin
from claims.choices import Role, Scope
from claims.editing.tokens import create_token
from claims.models import ApiToken, User
from claims.review.rights import has_role


@admin.register(User)
class PersonAdmin(RecordAdmin, UserAdmin):
    """The people who work here; their roles are groups."""

    form = UserAdmin.form
    name_field = "username"
    ordering = ("username",)
    list_display = ("username", "first_name", "last_name", "roles", "is_active", "last_login")
    list_filter = ("groups", "is_active")
    filter_horizontal = ("groups",)
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Person", {"fields": ("first_name", "last_name", "email")}),
        ("Roles", {"fields": ("groups", "is_active"), "description": "The highest one counts."}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Each with their roles."""
        return super().get_queryset(request).prefetch_related("groups")

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[User], search_term: str):
        """Find by user name or name."""
        return UserAdmin.get_search_results(
            self, request, queryset, search_term.replace("\x00", "")
        )

    def get_search_fields(self, request: HttpRequest) -> tuple[str, ...]:
        """User name and name."""
        return ("username", "first_name", "last_name")

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer our roles alone."""
        if db_field.name == "groups":
            kwargs["queryset"] = Group.objects.filter(name__in=Role.values)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @admin.display(description="roles")
    def roles(self, person: User) -> str:
        """The names of the person's groups."""
        return ", ".join(group.name for group in person.groups.all()) or "–"


class TokenForm(forms.ModelForm):
    """What a new token is for, what it may do, and for how long."""

    scopes = forms.MultipleChoiceField(
        choices=Scope.choices, widget=forms.CheckboxSelectMultiple, initial=[Scope.READ]
    )
    days = forms.IntegerField(
        min_value=1, max_value=366, initial=90, label="Good for (days)", help_text="1 to 366."
    )

    class Meta:
        model = ApiToken
        fields = ("name", "scopes")


@admin.register(ApiToken)
class TokenAdmin(RecordAdmin):
    """Tokens: made here, shown once, revoked here."""

    form = TokenForm
    name_field = ""
    ordering = ("-created",)
    list_display = ("name", "user", "prefix", "scopes", "expiry", "last_used_at")
    list_select_related = ("user",)
    fields = ("name", "scopes", "days")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ApiToken]:
        """One's own; an Administrator's list holds all."""
        rows = super().get_queryset(request)
        return (
            rows if has_role(request.user, Role.ADMINISTRATOR) else rows.filter(user=request.user)
        )

    @admin.display(description="begins with")
    def prefix(self, token: ApiToken) -> str:
        """The first characters, by which a found key is recognised."""
        return f"{token.token_key}…"

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A token that stands is only looked at."""
        if obj is None:
            return ("name", "scopes", "days")
        return ("name", "scopes", "user", "prefix", "created", "expiry", "last_used_at")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """One group of fields."""
        return [(None, {"fields": self.get_fields(request, obj)})]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """All of a token that stands."""
        return () if obj is None else self.get_fields(request, obj)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Make the token and keep the key for the answer alone."""
        token, request.new_key = create_token(
            request.user,
            name=form.cleaned_data["name"],
            scopes=form.cleaned_data["scopes"],
            lifetime=timedelta(days=form.cleaned_data["days"]),
            by=request.user,
        )
        obj.pk, obj.token_key, obj.user, obj.expiry = (
            token.pk,
            token.token_key,
            token.user,
            token.expiry,
        )

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: Any = None
    ) -> HttpResponse:
        """Show the key, once."""
        context = self.admin_site.each_context(request) | {
            "title": "Your new token",
            "opts": self.opts,
            "key": request.new_key,
            "token": obj,
        }
        return TemplateResponse(request, "admin/claims/apitoken/made.html", context)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Revoke it."""
        super().delete_model(request, obj)
        self.message_user(request, "Whoever uses this token is now refused.", messages.INFO)
