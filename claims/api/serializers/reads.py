"""How claims are read, for the schema: the words for what ``shapes.py`` has PostgreSQL build."""

from rest_framework import serializers

from claims.choices import (
    AppearanceAct,
    AssessmentStatus,
    ClaimKind,
    ClaimStatus,
    Confidence,
    Judgement,
    LinkKind,
    Precision,
    Priority,
    Reliability,
    Stance,
    Visibility,
)


class _Shape(serializers.Serializer):
    """Something that is read only."""


class SourceInDocument(_Shape):
    public_id = serializers.UUIDField()
    name = serializers.CharField()


class DocumentInClaim(_Shape):
    public_id = serializers.UUIDField()
    title = serializers.CharField()
    url = serializers.CharField()
    citation = serializers.CharField()
    published_on = serializers.DateField(allow_null=True)
    retracted_on = serializers.DateField(allow_null=True)
    source = SourceInDocument()


class ActorInClaim(_Shape):
    public_id = serializers.UUIDField()
    name = serializers.CharField()
    kind = serializers.CharField()


class TopicInClaim(_Shape):
    slug = serializers.CharField()
    name = serializers.CharField()


class AppearanceInClaim(_Shape):
    public_id = serializers.UUIDField()
    act = serializers.ChoiceField(AppearanceAct.choices)
    actor = ActorInClaim(allow_null=True)
    attribution = serializers.CharField()
    quote = serializers.CharField()
    prefix = serializers.CharField()
    suffix = serializers.CharField()
    locator = serializers.CharField()
    said_on = serializers.DateField(allow_null=True)
    said_precision = serializers.ChoiceField(Precision.choices)
    document = DocumentInClaim()


class OriginInClaim(_Shape):
    public_id = serializers.UUIDField()
    label = serializers.CharField()
    kind = serializers.CharField()


class VerdictInEvidence(_Shape):
    publisher_name = serializers.CharField()
    publisher_site = serializers.CharField()
    label = serializers.CharField()
    rating_value = serializers.FloatField(allow_null=True)
    rating_worst = serializers.FloatField(allow_null=True)
    rating_best = serializers.FloatField(allow_null=True)


class EvidenceInClaim(_Shape):
    public_id = serializers.UUIDField()
    stance = serializers.ChoiceField(Stance.choices)
    credibility = serializers.IntegerField()
    source_grade = serializers.ChoiceField(Reliability.choices, allow_null=True)
    quote = serializers.CharField()
    locator = serializers.CharField()
    rationale = serializers.CharField()
    origin = OriginInClaim(allow_null=True)
    document = DocumentInClaim()
    foreign_verdict = VerdictInEvidence(
        allow_null=True, help_text="Where it is somebody else's fact-check: their verdict."
    )
    visibility = serializers.ChoiceField(Visibility.choices, required=False)
    withdrawn_at = serializers.DateTimeField(required=False, allow_null=True)
    withdrawn_reason = serializers.CharField(required=False)


class CitedInAssessment(_Shape):
    evidence = serializers.UUIDField()
    stance = serializers.CharField()
    credibility = serializers.IntegerField(allow_null=True)
    source_grade = serializers.CharField(allow_null=True)
    snapshot_sha256 = serializers.CharField(allow_null=True)
    document = serializers.CharField()
    quote = serializers.CharField(required=False, help_text="With `as_of`: as it read then.")
    locator = serializers.CharField(required=False)
    rationale = serializers.CharField(required=False)


class AssessmentInClaim(_Shape):
    public_id = serializers.UUIDField()
    number = serializers.IntegerField()
    rating = serializers.CharField()
    rating_label = serializers.CharField()
    confidence = serializers.ChoiceField(Confidence.choices)
    headline = serializers.CharField()
    explanation = serializers.CharField()
    gaps = serializers.CharField()
    public_note = serializers.CharField()
    published_at = serializers.DateTimeField()
    status = serializers.ChoiceField(AssessmentStatus.choices)
    rests_on = CitedInAssessment(many=True)


class LinkInClaim(_Shape):
    kind = serializers.ChoiceField(LinkKind.choices)
    judgement = serializers.ChoiceField(Judgement.choices)
    a = serializers.CharField()
    b = serializers.CharField()


class ClaimReadSerializer(_Shape):
    """A claim; ``fields`` and ``expand`` choose among its members."""

    ref = serializers.CharField(required=False)
    public_id = serializers.UUIDField(required=False)
    text = serializers.CharField(required=False)
    language = serializers.CharField(required=False)
    kind = serializers.ChoiceField(ClaimKind.choices, required=False)
    place = serializers.CharField(required=False)
    happened_from = serializers.DateField(required=False, allow_null=True)
    happened_until = serializers.DateField(required=False, allow_null=True)
    happened_precision = serializers.ChoiceField(Precision.choices, required=False)
    created_at = serializers.DateTimeField(required=False)
    updated_at = serializers.DateTimeField(required=False)
    status = serializers.ChoiceField(ClaimStatus.choices, required=False)
    verdict = serializers.CharField(required=False, allow_null=True)
    verdict_label = serializers.CharField(required=False, allow_null=True)
    topics = TopicInClaim(many=True, required=False)
    subjects = ActorInClaim(many=True, required=False)
    documents = serializers.IntegerField(
        required=False, help_text="How many documents its standing evidence comes from."
    )
    independent_origins = serializers.IntegerField(
        required=False,
        help_text="To how many named origins the standing evidence for or against goes back.",
    )
    appearances = AppearanceInClaim(many=True, required=False)
    evidence = EvidenceInClaim(many=True, required=False)
    assessment = AssessmentInClaim(required=False, allow_null=True)
    links = LinkInClaim(many=True, required=False)
    priority = serializers.ChoiceField(Priority.choices, required=False)
    context = serializers.CharField(required=False)
    decline_reason = serializers.CharField(required=False)
    review_due_on = serializers.DateField(required=False, allow_null=True)
    version = serializers.IntegerField(required=False)
    assignee = serializers.CharField(required=False, allow_null=True)
    merged_into = serializers.CharField(required=False, allow_null=True)
    allowed_steps = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        help_text="The acts that the asking colleague may do now.",
    )
    refused_steps = serializers.DictField(
        child=serializers.CharField(),
        required=False,
        help_text="Every other act, with the sentence that says why not.",
    )
    as_of = serializers.DateTimeField(required=False, help_text="The moment that was asked for.")


class ProblemErrorSerializer(_Shape):
    """One thing that is wrong, and where."""

    pointer = serializers.CharField()
    code = serializers.CharField()
    detail = serializers.CharField()


class ProblemSerializer(_Shape):
    """A problem document (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    instance = serializers.CharField(required=False)
    errors = ProblemErrorSerializer(many=True, required=False)
