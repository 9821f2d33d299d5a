"""Actors, sources, topics, documents and evidence: records that are simply kept."""

from django.db.models import F

from claims.api.filters import (
    ActorFilters,
    AppearanceFilters,
    DocumentFilters,
    EvidenceFilters,
    OfActorFilters,
    OfDocumentFilters,
    OfSourceFilters,
    SourceFilters,
    TopicFilters,
)
from claims.api.pagination import BY_CHANGE, Order
from claims.api.serializers.actors import (
    ActorMergeSerializer,
    ActorNameSerializer,
    ActorSerializer,
    SourceRatingSerializer,
    SourceSerializer,
    TopicSerializer,
)
from claims.api.serializers.acts import (
    MergeActorAct,
    RateSourceAct,
    RetractDocumentAct,
    UndoMergeAct,
    WithdrawEvidenceAct,
)
from claims.api.serializers.documents import (
    AppearanceSerializer,
    DocumentSerializer,
    EvidenceSerializer,
    OriginSerializer,
    SnapshotSerializer,
)
from claims.api.shapes import grade_of
from claims.api.views.base import ReadView, RecordView
from claims.api.views.verbs import verb
from claims.editing.documents import retract_document
from claims.editing.evidence import withdraw_evidence
from claims.editing.merges import merge_actors, undo_merge
from claims.editing.sources import rate_source
from claims.models import (
    Actor,
    ActorMerge,
    ActorName,
    Appearance,
    Document,
    Evidence,
    Origin,
    Snapshot,
    Source,
    SourceRating,
    Topic,
)

BY_NAME = BY_CHANGE | {"name": Order(F("name"))}


class ActorView(RecordView):
    """Those who can say something or be spoken about."""

    queryset = Actor.objects.select_related("parent", "merged_into").prefetch_related("names")
    serializer_class = ActorSerializer
    filters = ActorFilters
    lookup_field = "public_id"
    orders = BY_NAME
    merge = verb(
        "merge",
        "merge_actors",
        lambda actor, *, into, **given: merge_actors(into, actor, **given),
        MergeActorAct,
        made=ActorMergeSerializer,
    )


class ActorNameView(RecordView):
    """Other names and spellings of actors."""

    queryset = ActorName.objects.select_related("actor")
    serializer_class = ActorNameSerializer
    filters = OfActorFilters
    orders = BY_NAME


class ActorMergeView(ReadView):
    """Merges of actors."""

    undo = verb("undo", "undo_merge", undo_merge, UndoMergeAct)

    public = False
    queryset = ActorMerge.objects.select_related("kept", "merged", "merged_by")
    serializer_class = ActorMergeSerializer


class SourceView(RecordView):
    """What publishes documents."""

    queryset = Source.objects.with_grade().select_related("owner")
    serializer_class = SourceSerializer
    filters = SourceFilters
    lookup_field = "public_id"
    orders = BY_NAME
    rate = verb("rate", "rate_source", rate_source, RateSourceAct)


class SourceRatingView(RecordView):
    """How reliable sources were judged, and when."""

    queryset = SourceRating.objects.select_related("source", "rated_by")
    serializer_class = SourceRatingSerializer
    filters = OfSourceFilters


class TopicView(RecordView):
    """Subject headings."""

    queryset = Topic.objects.select_related("parent")
    serializer_class = TopicSerializer
    filters = TopicFilters
    lookup_field = "slug"
    orders = BY_NAME


class DocumentView(RecordView):
    """What sources published."""

    queryset = Document.objects.select_related("source")
    serializer_class = DocumentSerializer
    filters = DocumentFilters
    lookup_field = "public_id"
    retract = verb("retract", "retract_document", retract_document, RetractDocumentAct)
    # The captured text would be most of a list.
    whole_only = ("body",)


class SnapshotView(RecordView):
    """Captures of documents."""

    queryset = Snapshot.objects.select_related("document")
    serializer_class = SnapshotSerializer
    filters = OfDocumentFilters
    lookup_field = "public_id"


class OriginView(RecordView):
    """Independent roots of information."""

    queryset = Origin.objects.all()
    serializer_class = OriginSerializer
    lookup_field = "public_id"


class AppearanceView(RecordView):
    """Where claims were said, by whom and how."""

    queryset = Appearance.objects.select_related("claim", "document", "actor")
    serializer_class = AppearanceSerializer
    filters = AppearanceFilters
    lookup_field = "public_id"


class EvidenceView(RecordView):
    """What speaks for and against claims."""

    queryset = Evidence.objects.select_related("claim", "document", "origin").annotate(
        source_grade=grade_of("document__source")
    )
    serializer_class = EvidenceSerializer
    filters = EvidenceFilters
    lookup_field = "public_id"
    withdraw = verb("withdraw", "withdraw_evidence", withdraw_evidence, WithdrawEvidenceAct)
