"""Which address belongs to which face."""

from django.contrib import admin
from django.urls import include, path, re_path

from claims.api.views import factcheck
from claims.api.views.root import unknown

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("api/v1/", include("claims.api.urls")),
    re_path(r"^api/", unknown),
    path("v1alpha1/claims:search", factcheck.ClaimSearchView.as_view()),
    path("v1alpha1/claims:imageSearch", factcheck.ImageSearchView.as_view()),
    re_path(r"^v1alpha1/", factcheck.UnknownView.as_view()),
    path("desk/", include("claims.desk.urls")),
    path("", include("claims.pages.urls")),
]
handler404 = "claims.pages.views.errors.not_found"
