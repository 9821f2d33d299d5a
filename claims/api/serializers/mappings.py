"""What other publishers' labels mean."""

from rest_framework import serializers

from claims.api.serializers.base import RecordSerializer
from claims.models import Rating, RatingMapping


class RatingMappingSerializer(RecordSerializer):
    """One publisher's label, and what it means on our scale."""

    rating = serializers.SlugRelatedField(
        slug_field="code",
        queryset=Rating.objects.all(),
        allow_null=True,
        required=False,
        help_text="The code of a rating; null with no_rating false: nobody has decided yet.",
    )

    class Meta:
        model = RatingMapping
        fields = [
            "public_id",
            "site",
            "publisher_name",
            "label",
            "language",
            "label_english",
            "rating",
            "no_rating",
            "seen_count",
            "last_seen_at",
            "source",
            "licence",
            "note",
            "created_at",
            "updated_at",
            "version",
        ]
