"""Imports: what is sent, and how far each has come."""

from rest_framework import serializers

from claims.api.serializers.base import RecordSerializer, StrictSerializer
from claims.choices import RowOutcome, RowQuestion
from claims.models import ImportBatch, ImportRow


class TotalsSerializer(serializers.Serializer):
    """How many rows have each outcome."""

    create = serializers.IntegerField()
    update = serializers.IntegerField()
    skip = serializers.IntegerField()
    conflict = serializers.IntegerField()
    refuse = serializers.IntegerField()
    asking = serializers.IntegerField(help_text="Rows that somebody should look at.")


class ImportSerializer(RecordSerializer):
    """One import: its file, what its columns mean, how far it is."""

    given_by = serializers.SlugRelatedField(slug_field="username", read_only=True)
    applied_by = serializers.SlugRelatedField(slug_field="username", read_only=True)
    undone_by = serializers.SlugRelatedField(slug_field="username", read_only=True)
    profile = serializers.SlugRelatedField(slug_field="name", read_only=True)
    columns = serializers.ListField(child=serializers.CharField(), read_only=True)
    mapping = serializers.DictField(child=serializers.CharField(allow_blank=True), read_only=True)
    notes = serializers.ListField(child=serializers.CharField(), read_only=True)
    totals = TotalsSerializer(read_only=True)

    class Meta:
        model = ImportBatch
        fields = [
            "public_id",
            "file_name",
            "sha256",
            "byte_size",
            "status",
            "problem",
            "row_count",
            "done_count",
            "compared_to",
            "totals",
            "profile",
            "columns",
            "mapping",
            "namespace",
            "language",
            "day_first",
            "notes",
            "given_by",
            "applied_by",
            "applied_at",
            "undone_by",
            "undone_at",
            "created_at",
            "updated_at",
            "version",
        ]
        read_only_fields = fields


class ImportRowSerializer(serializers.ModelSerializer):
    """One row of an import: as it was read, and what became of it or would."""

    claim = serializers.CharField(
        source="ref", allow_null=True, help_text="The ref of the claim that it made or met."
    )
    given = serializers.JSONField(
        help_text="The cells of a sheet's row in the order of `columns`, or the review as read."
    )
    outcome = serializers.ChoiceField(
        choices=RowOutcome.choices, help_text="Empty before it was rehearsed."
    )
    changes = serializers.DictField(
        help_text="By field, the old and the new value; `adds` counts what is added."
    )
    questions = serializers.ListField(child=serializers.ChoiceField(choices=RowQuestion.choices))
    notes = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = ImportRow
        fields = [
            "number",
            "outcome",
            "claim",
            "reason",
            "changes",
            "questions",
            "notes",
            "is_applied",
            "given",
        ]
        read_only_fields = fields


class UploadSerializer(StrictSerializer):
    """A file to import, and how to read it."""

    file = serializers.FileField(
        max_length=1000, help_text="CSV, XLSX, or ClaimReview as page, JSON-LD, feed or JSON lines."
    )
    profile = serializers.CharField(max_length=100, required=False, help_text="Its name.")
    namespace = serializers.CharField(
        max_length=100, required=False, help_text="Whose external ids these are."
    )
    language = serializers.CharField(
        max_length=35, required=False, help_text="Of claims whose row names none."
    )


class MappingSerializer(StrictSerializer):
    """What the columns mean; what was rehearsed is then forgotten."""

    mapping = serializers.DictField(
        child=serializers.CharField(allow_blank=True, max_length=50), required=False
    )
    namespace = serializers.CharField(max_length=100, required=False)
    language = serializers.CharField(max_length=35, required=False)
    day_first = serializers.BooleanField(required=False, allow_null=True)
    profile_name = serializers.CharField(
        max_length=100, required=False, help_text="Keep it as a profile of this name."
    )


class RehearseAct(StrictSerializer):
    """Note for each row what would become of it; nothing is written."""


class ApplyAct(StrictSerializer):
    """Write what was rehearsed. Large imports are left to the worker."""


class UndoAct(StrictSerializer):
    """Take back all that the import wrote, or nothing when later work rests on it."""


OUTCOMES = [outcome for outcome in RowOutcome.values if outcome]
