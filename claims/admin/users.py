"""The admin of people: who they are, and which role they have."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.models import Group
from django.db import models
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest, HttpResponse

from claims.admin.base import RecordAdmin
from claims.admin.filters import choice_filter
from claims.admin.forms import RecordForm
from claims.admin.lists import Sort
from claims.choices import Role
from claims.models import User


class NewUserForm(RecordForm, AdminUserCreationForm):
    """A person with a first password."""

    class Meta(AdminUserCreationForm.Meta):
        model = User
        fields = ("username",)


class UserForm(RecordForm):
    """A person; the password has a page of its own."""


def _by_role(request: HttpRequest, rows: Any, value: str) -> Any:
    return rows.filter(groups__name=value)


@admin.register(User)
class UserAdmin(RecordAdmin, DjangoUserAdmin):
    form = UserForm
    add_form = NewUserForm
    list_display = ("username", "display_name", "roles", "is_active", "last_login")
    list_filter = (
        choice_filter("Role", "role", Role.choices, _by_role),
        choice_filter("Active", "is_active", [("True", "Yes"), ("False", "No")]),
    )
    sorts = {"name": Sort("By user name", "username", False)}
    search_fields = ("username",)
    search_help_text = "A user name or name"
    ordering = ("username",)
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", ("first_name", "last_name"), "email")}),
        ("Role", {"fields": ("groups", "is_active")}),
        ("Moments", {"fields": (("last_login", "date_joined"),)}),
    )
    add_fieldsets = ((None, {"fields": ("username", "usable_password", "password1", "password2")}),)
    change_form_template = "admin/claims/user/change_form.html"

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description="role")
    def roles(self, user: User) -> str:
        return ", ".join(group.name for group in user.groups.all()) or "–"

    def search_rows(self, text: str) -> models.QuerySet:
        words = (
            models.Q(username__icontains=word)
            | models.Q(first_name__icontains=word)
            | models.Q(last_name__icontains=word)
            for word in text.split()
        )
        return User.objects.order_by().filter(*words)

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "groups":
            return db_field.formfield(
                queryset=Group.objects.filter(name__in=Role.values),
                widget=CheckboxSelectMultiple,
                label="Role",
                required=False,
                help_text="The highest one counts.",
            )
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def sign(self, request: HttpRequest, obj: User, change: bool) -> None:
        # Who is let in follows from the role alone; Django's own flag goes along with it.
        obj.is_staff = True

    def user_change_password(
        self, request: HttpRequest, id: str, form_url: str = ""
    ) -> HttpResponse:
        def show() -> HttpResponse:
            return super(UserAdmin, self).user_change_password(request, id, form_url)

        return self.save_signed(request, show) if request.method == "POST" else show()
