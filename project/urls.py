"""Which address belongs to which face."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from claims.api.views.root import unknown

# One door for people: the admin sends them through the sign-in that knows second factors.
admin.autodiscover()
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign, no-untyped-call]

urlpatterns = [
    path("", RedirectView.as_view(url="/admin/"), name="home"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("api/v1/", include("claims.api.urls")),
    re_path(r"^api/", unknown),
]
