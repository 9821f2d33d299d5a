"""Which address belongs to which face."""

from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from claims.api.views.root import unknown

urlpatterns = [
    path("", RedirectView.as_view(url="/admin/"), name="home"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("api/v1/", include("claims.api.urls")),
    re_path(r"^api/", unknown),
    path("desk/", include("claims.desk.urls")),
]
