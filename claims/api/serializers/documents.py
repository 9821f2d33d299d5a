"""Documents, snapshots, origins, appearances and evidence."""

from typing import Any

from django.core.exceptions import ValidationError as LawBroken
from django.utils import timezone
from rest_framework import serializers

from claims.api.errors import law_errors
from claims.api.serializers.base import PublicIdField, RecordSerializer, save_within_laws
from claims.choices import Reliability
from claims.models import (
    Actor,
    Appearance,
    Claim,
    Document,
    Evidence,
    ForeignVerdict,
    Origin,
    Snapshot,
    Source,
)

_STAMPS = ["created_at", "updated_at", "version"]
_QUOTE = ["quote", "prefix", "suffix", "locator"]


class DocumentSerializer(RecordSerializer):
    """One thing that a source published."""

    source = PublicIdField(queryset=Source.objects.all())

    class Meta:
        model = Document
        fields = [
            "public_id",
            "source",
            "title",
            "kind",
            "url",
            "canonical_url",
            "citation",
            "language",
            "published_on",
            "published_precision",
            "body",
            "retracted_on",
            "retraction_reason",
            *_STAMPS,
        ]
        inside_fields = ["body"]


class SnapshotSerializer(RecordSerializer):
    """One capture of a document; files come in through the admin."""

    document = PublicIdField(queryset=Document.objects.all())
    captured_at = serializers.DateTimeField(default=timezone.now)

    class Meta:
        model = Snapshot
        fields = [
            "public_id",
            "document",
            "archive_url",
            "captured_at",
            "sha256",
            "byte_size",
            "media_type",
            "state",
            *_STAMPS,
        ]


class OriginSerializer(RecordSerializer):
    """An independent root of information."""

    class Meta:
        model = Origin
        fields = ["public_id", "label", "kind", *_STAMPS]


class AppearanceSerializer(RecordSerializer):
    """One moment in which somebody says, repeats, reports, denies, … a claim."""

    claim = PublicIdField(slug_field="ref", queryset=Claim.objects.all())
    document = PublicIdField(queryset=Document.objects.all())
    actor = PublicIdField(queryset=Actor.objects.all(), allow_null=True, required=False)

    class Meta:
        model = Appearance
        fields = [
            "public_id",
            "claim",
            "document",
            "actor",
            "attribution",
            "act",
            *_QUOTE,
            "said_on",
            "said_precision",
            *_STAMPS,
        ]


class AppearanceOfNewClaimSerializer(AppearanceSerializer):
    """An appearance that is recorded together with its claim."""

    claim = None

    class Meta(AppearanceSerializer.Meta):
        fields = [
            name
            for name in AppearanceSerializer.Meta.fields
            if name not in ("claim", "public_id", *_STAMPS)
        ]

    def not_yet(self) -> set[str]:
        """The claim is saved first."""
        return {"claim"}

    def save_for(self, claim: Claim, values: dict[str, Any], position: int) -> Appearance:
        """Record the appearance ``values`` of ``claim``; errors name its ``position``."""
        appearance = Appearance(claim=claim, **values)
        try:
            save_within_laws(appearance)
        except LawBroken as error:
            raise serializers.ValidationError(
                {"appearances": {str(position): law_errors(error)}}
            ) from error
        return appearance


class ForeignVerdictSerializer(serializers.ModelSerializer):
    """What another publisher concluded, in their own words and numbers."""

    class Meta:
        model = ForeignVerdict
        fields = [
            "publisher_name",
            "publisher_site",
            "label",
            "rating_value",
            "rating_worst",
            "rating_best",
            "explanation",
            "licence",
        ]
        read_only_fields = fields


class EvidenceSerializer(RecordSerializer):
    """One document's word for or against one claim."""

    claim = PublicIdField(slug_field="ref", queryset=Claim.objects.all())
    document = PublicIdField(queryset=Document.objects.all())
    origin = PublicIdField(queryset=Origin.objects.all(), allow_null=True, required=False)
    source_grade = serializers.ChoiceField(
        choices=Reliability.choices,
        read_only=True,
        allow_null=True,
        default=None,
        help_text="How reliable the document's source is judged now.",
    )
    foreign_verdict = ForeignVerdictSerializer(
        read_only=True,
        allow_null=True,
        default=None,
        help_text="Where the document is somebody else's fact-check: their verdict, not ours.",
    )

    class Meta:
        model = Evidence
        fields = [
            "public_id",
            "claim",
            "document",
            "stance",
            "credibility",
            "source_grade",
            *_QUOTE,
            "rationale",
            "origin",
            "foreign_verdict",
            "visibility",
            "withdrawn_at",
            "withdrawn_reason",
            *_STAMPS,
        ]
        read_only_fields = ["withdrawn_at", "withdrawn_reason"]
        inside_fields = ["visibility", "withdrawn_at", "withdrawn_reason"]
