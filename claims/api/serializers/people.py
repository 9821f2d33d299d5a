"""Users, tokens, and the audit."""

from rest_framework import serializers

from claims.api.serializers.base import RecordSerializer
from claims.models import ApiToken, AuditEntry, AuditSeal, Notice, User


class UserSerializer(RecordSerializer):
    """A person, as colleagues see them."""

    roles = serializers.ListField(
        child=serializers.CharField(), source="role_names", read_only=True
    )

    class Meta:
        model = User
        fields = ["username", "display_name", "roles", "is_active"]
        read_only_fields = fields


class TokenSerializer(RecordSerializer):
    """A machine's key, without the key."""

    user = serializers.SlugRelatedField(slug_field="username", read_only=True)
    prefix = serializers.CharField(source="token_key", read_only=True)

    class Meta:
        model = ApiToken
        fields = ["prefix", "name", "user", "scopes", "created", "expiry", "last_used_at"]
        read_only_fields = fields


class AuditEntrySerializer(RecordSerializer):
    """One change of one row, as the database wrote it down."""

    class Meta:
        model = AuditEntry
        fields = [
            "id",
            "at",
            "actor_name",
            "action",
            "reason",
            "step",
            "request_id",
            "table_name",
            "row_id",
            "before",
            "after",
        ]
        read_only_fields = fields


class AuditSealSerializer(RecordSerializer):
    """A seal over the entries of a span of transactions."""

    entries = serializers.IntegerField(source="entry_count", read_only=True)

    class Meta:
        model = AuditSeal
        fields = ["number", "sealed_at", "entries", "root", "previous_hash", "seal_hash"]
        read_only_fields = fields


class NoticeSerializer(RecordSerializer):
    """What one person is told of one claim."""

    claim = serializers.SlugRelatedField(slug_field="ref", read_only=True)
    actor = serializers.SlugRelatedField(
        slug_field="username", read_only=True, allow_null=True, help_text="Null: the clock did it."
    )

    class Meta:
        model = Notice
        fields = [
            "public_id",
            "kind",
            "claim",
            "actor",
            "text",
            "due_on",
            "created_at",
            "read_at",
        ]
        read_only_fields = fields


class MarkedSerializer(serializers.Serializer):
    """How many notices were marked."""

    marked = serializers.IntegerField()
