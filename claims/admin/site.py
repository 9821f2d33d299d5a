"""The admin site: who gets in, how its pages are grouped, and its start page."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite, ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst

from claims.admin.rights import AskedRights
from claims.admin.start import start_page
from claims.choices import Role
from claims.review.rights import may, role_of

# The sidebar: what belongs together in a day's work, by the names of models.
GROUPS: dict[str, tuple[str, ...]] = {
    "Claims": (
        "claim",
        "claimwording",
        "appearance",
        "evidence",
        "assessment",
        "claimlink",
        "comment",
    ),
    "Who and where": ("actor", "source", "sourcerating", "document", "snapshot", "origin"),
    "House": ("topic", "rating", "ratingmapping", "importprofile", "user", "apitoken"),
    "Trail": (
        "review",
        "importbatch",
        "export",
        "claimmerge",
        "actormerge",
        "auditentry",
        "auditseal",
    ),
}


class ClaimbookSite(AdminSite):
    """Claimbook's admin, open to everybody who has a role."""

    site_header = "Claimbook"
    site_title = "Claimbook"
    index_title = "Where the work stands"
    site_url = None
    empty_value_display = "–"

    def has_permission(self, request: HttpRequest) -> bool:
        return role_of(request.user) is not None

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.user.is_authenticated and not self.has_permission(request):
            raise PermissionDenied
        return _login(request)

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().index(request, {"start": start_page(request.user), **(extra_context or {})})

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return super().each_context(request) | {
            "role": role_of(request.user),
            "may_see_trail": bool(may(request.user, "see_history")),
        }

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return redirect("account_change_password")

    def logout(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return redirect("account_logout")

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Return the groups of the sidebar, with the records that the asker may see in each.

        What other packages keep in the admin is told to Administrators alone.
        """
        if app_label is not None:
            return super().get_app_list(request, app_label)
        is_administrator = role_of(request.user) == Role.ADMINISTRATOR
        seen = {
            name: entry
            for name, (keeper, entry) in self._entries.items()
            if (is_administrator or isinstance(keeper, AskedRights))
            and keeper.has_module_permission(request)
        }
        groups = [
            {"name": name, "models": [seen.pop(noun) for noun in nouns if noun in seen]}
            for name, nouns in GROUPS.items()
        ]
        groups.append({"name": "More", "models": list(seen.values())})
        return [group for group in groups if group["models"]]

    @cached_property
    def _entries(self) -> dict[str, tuple[ModelAdmin, dict[str, str]]]:
        """Each kind of record with its admin, its name and the address of its list, by name."""
        kinds = [(model._meta, keeper) for model, keeper in self._registry.items()]
        kinds.sort(key=lambda kind: str(kind[0].verbose_name_plural).lower())
        return {
            meta.model_name: (
                keeper,
                {
                    "name": capfirst(str(meta.verbose_name_plural)),
                    "admin_url": reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist"),
                },
            )
            for meta, keeper in kinds
        }


@secure_admin_login
def _login(request: HttpRequest) -> HttpResponse:
    """Never reached: the decorator has sent strangers to sign in, and others onwards."""
    return AdminSite().login(request)
