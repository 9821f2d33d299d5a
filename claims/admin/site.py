"""The admin site: its name, its order of rooms, and the page that one starts on."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from claims.admin.start import start_figures
from claims.choices import Role
from claims.review.rights import has_role

# The records in the order in which people think of them, under headings.
ROOMS = (
    ("Claims", ("Claim", "Appearance", "Evidence", "Assessment", "Comment", "ClaimLink", "Topic")),
    ("Who and where", ("Actor", "Source", "Document", "Snapshot", "Origin", "SourceRating")),
    ("The house", ("Rating", "ApiToken", "User", "ClaimMerge", "ActorMerge")),
    ("Trail", ("AuditEntry", "AuditSeal")),
)


class ClaimbookSite(admin.AdminSite):
    """Claimbook's admin."""

    site_header = "Claimbook"
    site_title = "Claimbook"
    index_title = "Where the work stands"
    enable_nav_sidebar = True

    def has_permission(self, request: HttpRequest) -> bool:
        """Let everybody in who has a role here."""
        return has_role(request.user, Role.VIEWER)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Send people through the one sign-in, which knows second factors."""
        if request.user.is_authenticated and not self.has_permission(request):
            return super().login(request, extra_context)
        return _login(request)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Return the records under our headings instead of by application."""
        found = self._build_app_dict(request, app_label)
        models = {model["object_name"]: model for app in found.values() for model in app["models"]}
        rooms = []
        for name, nouns in ROOMS:
            present = [models[noun] for noun in nouns if noun in models]
            if present:
                rooms.append(
                    {
                        "name": name,
                        "app_label": "claims",
                        "app_url": "",
                        "has_module_perms": True,
                        "models": present,
                    }
                )
        return rooms

    def index(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show where the work stands."""
        return super().index(request, start_figures(request.user) | (extra_context or {}))


@secure_admin_login
def _login(request: HttpRequest) -> HttpResponse:
    """Never reached: the decorator has sent strangers to sign in, and others onwards."""
    return admin.AdminSite().login(request)
