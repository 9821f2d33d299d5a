"""The Django application that holds Claimbook."""

from django.apps import AppConfig

from claims.checks import register_checks


class ClaimsConfig(AppConfig):
    """Claimbook's nouns, acts and faces."""

    name = "claims"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the checks speak."""
        register_checks()
