"""The keys of machines, and the answers that they may ask for twice."""

from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from knox.models import AbstractAuthToken

from claims.choices import Scope
from claims.models.base import CleanCharField, not_blank_law


class ApiToken(AbstractAuthToken):
    """One row is a machine's key, of which only the digest is kept."""

    name = CleanCharField(max_length=100)
    scopes = ArrayField(models.CharField(max_length=6, choices=Scope), default=list)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-created"]
        verbose_name = "API token"
        constraints = [
            not_blank_law("name", "apitoken_name_not_blank", "Say what the token is for."),
            models.CheckConstraint(
                condition=Q(expiry__isnull=False),
                name="apitoken_expires",
                violation_error_message="A token needs a day on which it expires.",
            ),
            models.CheckConstraint(
                condition=Q(scopes__contained_by=Scope.values) & Q(scopes__len__gte=1),
                name="apitoken_scopes_are_known",
                violation_error_message="A token needs at least one of the known scopes.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.token_key}…)"


class IdempotencyKey(models.Model):
    """One row is an answer that was given to a request with an Idempotency-Key."""

    user = models.ForeignKey("claims.User", on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    request_digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    body = models.JSONField(encoder=DjangoJSONEncoder)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="idempotencykey_once_per_user"),
        ]
        indexes = [models.Index(fields=["created_at"], name="idempotencykey_by_age")]

    def __str__(self) -> str:
        return self.key
