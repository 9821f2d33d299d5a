"""The admin site: who gets in, how its pages are grouped, and its start page."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from claims.admin.start import start_page
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
        apps = super().get_app_list(request, app_label)
        if app_label is not None:
            return apps
        entries = {
            entry["model"]._meta.model_name: entry for app in apps for entry in app["models"]
        }
        groups = []
        for name, nouns in GROUPS.items():
            shown = [entries.pop(noun) for noun in nouns if noun in entries]
            if shown:
                groups.append(_group(name, shown))
        if entries:
            groups.append(_group("More", list(entries.values())))
        return groups


def _group(name: str, entries: list[Any]) -> dict[str, Any]:
    return {
        "name": name,
        "app_label": name.lower().replace(" ", "-"),
        "app_url": "",
        "has_module_perms": True,
        "models": entries,
    }


@secure_admin_login
def _login(request: HttpRequest) -> HttpResponse:
    """Never reached: the decorator has sent strangers to sign in, and others onwards."""
    return AdminSite().login(request)
