"""Django's admin, with our own site in it."""

from django.contrib.admin.apps import AdminConfig
from django.utils.module_loading import autodiscover_modules


class ClaimbookAdminConfig(AdminConfig):
    """The admin whose site is Claimbook's."""

    default_site = "claims.admin.site.ClaimbookSite"

    def ready(self) -> None:
        """Register the records of every application."""
        super().ready()
        autodiscover_modules("admin.records")
