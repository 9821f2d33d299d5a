"""Ratings, assessments, what they cite, and their reviews."""

from django.utils import timezone
from rest_framework import serializers

from claims.api.serializers.base import PublicIdField, RecordSerializer
from claims.models import Assessment, AssessmentEvidence, Claim, Evidence, Rating, Review
from claims.review.assessments import cite, draft_assessment, edit_draft

_STAMPS = ["created_at", "updated_at", "version"]


class RatingSerializer(RecordSerializer):
    """One word of the rating scale."""

    class Meta:
        model = Rating
        fields = [
            "code",
            "label",
            "ordinal",
            "description",
            "colour",
            "position",
            "is_active",
            *_STAMPS,
        ]


class CitedEvidenceSerializer(RecordSerializer):
    """A piece of evidence that an assessment rests on, as it stood on submission."""

    assessment = PublicIdField(queryset=Assessment.objects.all())
    evidence = PublicIdField(queryset=Evidence.objects.all())

    class Meta:
        model = AssessmentEvidence
        fields = [
            "id",
            "assessment",
            "evidence",
            "stance",
            "credibility",
            "source_grade",
            "snapshot_sha256",
            "frozen_at",
        ]
        read_only_fields = fields[3:]

    def validate(self, attrs):
        """Leave the laws to the act, but name the field when the claims differ."""
        if attrs["assessment"].claim_id != attrs["evidence"].claim_id:
            raise serializers.ValidationError(
                {"evidence": "This evidence belongs to another claim than the assessment."}
            )
        return attrs

    def save(self, **values):
        """Rest the draft on the evidence, by the act of the review."""
        asked = self.validated_data
        self.instance = cite(asked["assessment"], asked["evidence"], **self.context["signature"])
        return self.instance


class AssessmentSerializer(RecordSerializer):
    """One numbered conclusion about one claim."""

    claim = PublicIdField(slug_field="ref", queryset=Claim.objects.all())
    rating = serializers.SlugRelatedField(
        slug_field="code",
        queryset=Rating.objects.filter(is_active=True),
        allow_null=True,
        required=False,
    )
    author = serializers.SlugRelatedField(slug_field="username", read_only=True)
    supersedes = PublicIdField(read_only=True)

    class Meta:
        model = Assessment
        fields = [
            "public_id",
            "claim",
            "number",
            "rating",
            "confidence",
            "headline",
            "explanation",
            "gaps",
            "confidence_exception",
            "author",
            "status",
            "round",
            "submitted_at",
            "published_at",
            "supersedes",
            "public_note",
            *_STAMPS,
        ]
        read_only_fields = ["number", "status", "round", "submitted_at", "published_at"]
        inside_fields = ["author", "round", "submitted_at", "confidence_exception", *_STAMPS]

    def validate(self, attrs):
        """Leave the laws to the act that writes; a draft stays with its claim."""
        claim = attrs.get("claim")
        if self.instance is not None and claim is not None and claim.pk != self.instance.claim_id:
            raise serializers.ValidationError({"claim": "An assessment stays with its claim."})
        return attrs

    def save(self, **values):
        """Draft, or write in the draft, by the acts of the review."""
        content = dict(self.validated_data)
        claim = content.pop("claim", None)
        signature = self.context["signature"]
        if self.instance is None:
            self.instance = draft_assessment(claim, at=timezone.now(), **signature, **content)
        elif content:
            self.instance = edit_draft(self.instance, **signature, **content)
        return self.instance


class AssessmentWithStepsSerializer(AssessmentSerializer):
    """An assessment by itself, with what the asking colleague may do about it now."""

    allowed_steps = serializers.ListField(child=serializers.CharField(), read_only=True)
    refused_steps = serializers.DictField(child=serializers.CharField(), read_only=True)

    class Meta(AssessmentSerializer.Meta):
        fields = [*AssessmentSerializer.Meta.fields, "allowed_steps", "refused_steps"]
        inside_fields = [
            *AssessmentSerializer.Meta.inside_fields,
            "allowed_steps",
            "refused_steps",
        ]


class CorrectedClaimSerializer(serializers.Serializer):
    """The claim of a correction; its text only while something of it stands in public."""

    ref = serializers.CharField()
    text = serializers.CharField(allow_null=True)


class CorrectionSerializer(serializers.Serializer):
    """What readers are told of a verdict that was corrected or taken back."""

    kind = serializers.ChoiceField(("correction", "retraction"))
    at = serializers.DateTimeField(source="moment")
    claim = CorrectedClaimSerializer()
    assessment = serializers.UUIDField(source="public_id")
    number = serializers.IntegerField()
    previous_rating = serializers.CharField(help_text="What readers were told before.")
    rating = serializers.CharField(
        allow_null=True, help_text="What takes its place; nothing after a retraction."
    )
    public_note = serializers.CharField()


class ReviewSerializer(RecordSerializer):
    """One person's answer to one submitted round."""

    assessment = PublicIdField(read_only=True)
    reviewer = serializers.SlugRelatedField(slug_field="username", read_only=True)

    class Meta:
        model = Review
        fields = ["id", "assessment", "round", "reviewer", "decision", "comment", "created_at"]
        read_only_fields = fields
