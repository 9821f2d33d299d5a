"""Django's questions about permissions, answered by the one place that knows."""

from django.contrib.admin.options import BaseModelAdmin
from django.db import models
from django.http import HttpRequest

from claims.review.rights import may


class AskedRights(BaseModelAdmin):
    """Asks ``claims.review.rights`` and leaves Django's own permissions alone."""

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return bool(may(request.user, "view", obj or self.model))

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return bool(may(request.user, "add", self.model))

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return bool(may(request.user, "change", obj or self.model))

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return bool(may(request.user, "delete", obj or self.model))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)
