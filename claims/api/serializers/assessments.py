"""Ratings, assessments, what they cite, and their reviews."""

from rest_framework import serializers

from claims.api.serializers.base import PublicIdField, RecordSerializer
from claims.models import Assessment, AssessmentEvidence, Claim, Evidence, Rating, Review

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
        """Keep the claim that both sides must share; the database compares them."""
        if attrs["assessment"].claim_id != attrs["evidence"].claim_id:
            raise serializers.ValidationError(
                {"evidence": "This evidence belongs to another claim than the assessment."}
            )
        record = AssessmentEvidence(claim_id=attrs["assessment"].claim_id)
        self.instance = record
        return super().validate(attrs)


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
        set_by_face = {"author": "user"}

    def validate(self, attrs):
        """Number a new draft after the others of its claim; a draft stays with its claim."""
        claim = attrs.get("claim")
        if self.instance is not None:
            if claim is not None and claim.pk != self.instance.claim_id:
                raise serializers.ValidationError({"claim": "An assessment stays with its claim."})
            return super().validate(attrs)
        return super().validate(attrs | {"number": self.context["next_number"](claim)})


class ReviewSerializer(RecordSerializer):
    """One person's answer to one submitted round."""

    assessment = PublicIdField(read_only=True)
    reviewer = serializers.SlugRelatedField(slug_field="username", read_only=True)

    class Meta:
        model = Review
        fields = ["id", "assessment", "round", "reviewer", "decision", "comment", "created_at"]
        read_only_fields = fields
