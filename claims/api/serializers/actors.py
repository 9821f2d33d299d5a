"""Actors, sources and topics."""

from rest_framework import serializers

from claims.api.serializers.base import PublicIdField, RecordSerializer
from claims.models import Actor, ActorMerge, ActorName, Source, SourceRating, Topic


class ActorNameSerializer(RecordSerializer):
    """Another name of an actor."""

    actor = PublicIdField(queryset=Actor.objects.all())

    class Meta:
        model = ActorName
        fields = ["id", "actor", "name", "language"]


class NameSerializer(serializers.ModelSerializer):
    """Another name, as part of its actor."""

    class Meta:
        model = ActorName
        fields = ["name", "language"]


class ActorSerializer(RecordSerializer):
    """Somebody who can say something or be spoken about."""

    parent = PublicIdField(queryset=Actor.objects.all(), allow_null=True, required=False)
    names = NameSerializer(many=True, read_only=True)
    merged_into = PublicIdField(read_only=True)

    class Meta:
        model = Actor
        fields = [
            "public_id",
            "kind",
            "name",
            "names",
            "description",
            "country",
            "wikidata_id",
            "parent",
            "merged_into",
            "created_at",
            "updated_at",
            "version",
        ]


class SourceSerializer(RecordSerializer):
    """Something that publishes, with how reliable it was last judged."""

    owner = PublicIdField(queryset=Actor.objects.all(), allow_null=True, required=False)
    grade = serializers.CharField(
        read_only=True, allow_null=True, default=None, help_text="A to F, of the newest rating."
    )

    class Meta:
        model = Source
        fields = [
            "public_id",
            "name",
            "kind",
            "domain",
            "handle",
            "country",
            "owner",
            "language",
            "grade",
            "created_at",
            "updated_at",
            "version",
        ]


class SourceRatingSerializer(RecordSerializer):
    """How reliable a source was judged from a moment on."""

    source = PublicIdField(queryset=Source.objects.all())
    rated_by = serializers.SlugRelatedField(slug_field="username", read_only=True)

    class Meta:
        model = SourceRating
        fields = ["id", "source", "grade", "rationale", "rated_by", "rated_at"]
        read_only_fields = ["rated_at"]
        inside_fields = ["rated_by"]
        set_by_face = {"rated_by": "user"}


class TopicSerializer(RecordSerializer):
    """A subject heading."""

    parent = serializers.SlugRelatedField(
        slug_field="slug", queryset=Topic.objects.all(), allow_null=True, required=False
    )

    class Meta:
        model = Topic
        fields = ["slug", "name", "parent", "public_id", "created_at", "updated_at", "version"]


class ActorMergeSerializer(RecordSerializer):
    """A merge of actors."""

    kept = PublicIdField(read_only=True)
    merged = PublicIdField(read_only=True)
    merged_by = serializers.SlugRelatedField(slug_field="username", read_only=True)

    class Meta:
        model = ActorMerge
        fields = ["id", "kept", "merged", "merged_by", "merged_at", "undone_at"]
        read_only_fields = fields
