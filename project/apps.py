"""Django's admin, with our own site in it."""

from django.contrib.admin.apps import AdminConfig


class ClaimbookAdminConfig(AdminConfig):
    """The admin whose site is Claimbook's."""

    default_site = "claims.admin.site.ClaimbookSite"
