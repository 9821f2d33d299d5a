"""Claims, comments, links and merges."""

from django.utils import timezone
from rest_framework import serializers

from claims.api.serializers.base import PublicIdField, RecordSerializer
from claims.api.serializers.documents import AppearanceOfNewClaimSerializer
from claims.editing.claims import hand_over
from claims.models import Actor, Claim, ClaimLink, ClaimMerge, ClaimWording, Comment, Topic, User


class ClaimSerializer(RecordSerializer):
    """A claim as it is written; it is read in the shape of ``shapes.py``."""

    topics = serializers.SlugRelatedField(
        slug_field="slug", queryset=Topic.objects.all(), many=True, required=False
    )
    subjects = PublicIdField(queryset=Actor.objects.all(), many=True, required=False)
    assignee = serializers.SlugRelatedField(
        slug_field="username",
        queryset=User.objects.filter(is_active=True),
        allow_null=True,
        required=False,
    )
    appearances = AppearanceOfNewClaimSerializer(many=True, required=False, write_only=True)

    class Meta:
        model = Claim
        fields = [
            "text",
            "language",
            "kind",
            "context",
            "place",
            "happened_from",
            "happened_until",
            "happened_precision",
            "topics",
            "subjects",
            "priority",
            "assignee",
            "review_due_on",
            "appearances",
        ]

    def validate_appearances(self, appearances):
        """Only a new claim brings its appearances along."""
        if self.instance is not None:
            raise serializers.ValidationError("Add appearances of their own at /appearances/.")
        return appearances

    def validate(self, attrs):
        """Keep the rows that the nested serializer built and checked, one by one."""
        attrs = dict(attrs)
        nested = attrs.pop("appearances", [])
        self.new_appearances = nested
        held_by = self.instance.assignee if self.instance is not None else None
        self.new_holder = attrs.pop("assignee", held_by)
        return super().validate(attrs)

    def save(self, **values):
        """Write the claim, then its appearances, each through its laws; hand it over by an act."""
        claim = super().save(**values)
        for position, fields in enumerate(self.new_appearances):
            inner = AppearanceOfNewClaimSerializer(context=self.context)
            inner.save_for(claim, fields, position)
        if self.new_holder != claim.assignee:
            self.instance = claim = hand_over(
                claim, self.new_holder, at=timezone.now(), **self.context["signature"]
            )
        return claim


class ClaimWordingSerializer(RecordSerializer):
    """Another way to put a claim: a headline, a translation, a paraphrase."""

    claim = PublicIdField(slug_field="ref", queryset=Claim.objects.all())

    class Meta:
        model = ClaimWording
        fields = ["public_id", "claim", "text", "language", "created_at", "updated_at", "version"]


class CommentSerializer(RecordSerializer):
    """Something said about a claim inside the house."""

    claim = PublicIdField(slug_field="ref", queryset=Claim.objects.all())
    author = serializers.SlugRelatedField(slug_field="username", read_only=True)

    class Meta:
        model = Comment
        fields = ["id", "claim", "author", "text", "resolved_at", "created_at", "version"]
        set_by_face = {"author": "user"}


class ClaimLinkSerializer(RecordSerializer):
    """How two claims hang together; a suggestion until somebody judges it."""

    a = PublicIdField(slug_field="ref", queryset=Claim.objects.all())
    b = PublicIdField(slug_field="ref", queryset=Claim.objects.all())
    decided_by = serializers.SlugRelatedField(slug_field="username", read_only=True)

    class Meta:
        model = ClaimLink
        fields = [
            "public_id",
            "a",
            "b",
            "kind",
            "judgement",
            "score",
            "reason",
            "decided_by",
            "decided_at",
            "created_at",
            "updated_at",
            "version",
        ]
        read_only_fields = ["decided_at", "judgement"]
        inside_fields = ["decided_by", "score", "reason"]


class ClaimMergeSerializer(RecordSerializer):
    """A merge of claims."""

    kept = PublicIdField(slug_field="ref", read_only=True)
    merged = PublicIdField(slug_field="ref", read_only=True)
    merged_by = serializers.SlugRelatedField(slug_field="username", read_only=True)

    class Meta:
        model = ClaimMerge
        fields = ["id", "kept", "merged", "merged_by", "merged_at", "undone_at"]
        read_only_fields = fields
