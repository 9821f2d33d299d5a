"""What all serializers share: the model's own laws, named errors, and two audiences."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError as LawBroken
from django.db import DataError, IntegrityError, models, transaction
from django.db.models import Model
from rest_framework import serializers

from claims.api.errors import law_errors
from claims.review.audience import is_insider


class PublicIdField(serializers.SlugRelatedField):
    """Another record, by the id that it shows the outside."""

    def __init__(self, **options: Any) -> None:
        """Take ``public_id`` unless another field is named."""
        options.setdefault("slug_field", "public_id")
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> Any:
        """Return the record, or say which one is not there."""
        if not isinstance(data, str):
            self.fail("invalid")
        try:
            return super().to_internal_value(data)
        except LawBroken:
            return self.fail("does_not_exist", slug_name=self.slug_field, value=data[:60])


class TextField(serializers.CharField):
    """Text that was sent as text: numbers are not quietly turned into it."""

    def to_internal_value(self, data: Any) -> str:
        """Return the text; refuse every other type."""
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))


class StrictSerializer(serializers.Serializer):
    """Names every field that it does not know instead of passing over it."""

    def to_internal_value(self, data: Any) -> Any:
        """Return the validated values; raise ``ValidationError`` for unknown fields too."""
        if isinstance(data, dict):
            taken = {name for name, field in self.fields.items() if not field.read_only}
            shown = set(self.fields) - taken
            unknown = {}
            for name in data:
                if name in shown:
                    unknown[name] = ["This field can't be set."]
                elif name not in taken:
                    unknown[name] = ["There is no such field."]
            if unknown:
                raise serializers.ValidationError(unknown)
        return super().to_internal_value(data)


class RecordSerializer(StrictSerializer, serializers.ModelSerializer):
    """A record: written within its own laws, read within what the asker may see.

    ``Meta.inside_fields`` are shown to insiders only; ``Meta.set_by_face`` maps fields that
    the request fills (the author, say) to what it fills them with.
    """

    serializer_field_mapping = serializers.ModelSerializer.serializer_field_mapping | {
        models.CharField: TextField,
        models.TextField: TextField,
    }

    def get_validators(self) -> list[Any]:
        """Return none: the model's own laws are the ones that count."""
        return []

    def get_uniqueness_extra_kwargs(
        self, field_names: Any, declared_fields: Any, extra_kwargs: Any
    ):
        """Leave the fields as they are: the model's laws know which belong together."""
        return extra_kwargs, {}

    def get_fields(self) -> dict[str, serializers.Field]:
        """Return the fields that the asker may see."""
        fields: dict[str, serializers.Field] = super().get_fields()
        request = self.context.get("request")
        if request is not None and not is_insider(request.user):
            for name in getattr(self.Meta, "inside_fields", ()):
                fields.pop(name, None)
        return fields

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Build the row and clean its fields; the errors bear their names."""
        record = self.instance if self.instance is not None else self.Meta.model()
        for name, value in self.face_values().items():
            if getattr(record, f"{name}_id", None) is None:
                setattr(record, name, value)
        own = {field.name for field in record._meta.concrete_fields}
        for name in own & set(attrs):
            setattr(record, name, attrs[name])
        try:
            clean(
                record, known=self.not_yet() | {n for n in own if isinstance(attrs.get(n), Model)}
            )
        except LawBroken as error:
            raise serializers.ValidationError(law_errors(error)) from error
        self.record = record
        return attrs

    def face_values(self) -> dict[str, Any]:
        """Return what the request itself fills in."""
        filled = getattr(self.Meta, "set_by_face", {})
        return {name: self.context[key] for name, key in filled.items() if key in self.context}

    def not_yet(self) -> set[str]:
        """Return the fields that can't be asked yet, because what they name is not saved."""
        return set()

    def save(self, **values: Any) -> Model:
        """Write the row and its many-to-many sets; the caller signs and holds the transaction."""
        record: Model = self.record
        is_new = record._state.adding
        try:
            save_within_laws(record)
        except LawBroken as error:
            raise serializers.ValidationError(law_errors(error)) from error
        many = {field.name for field in record._meta.many_to_many}
        for name in many & set(self.validated_data):
            chosen = self.validated_data[name]
            if is_new:
                getattr(record, name).add(*chosen)
            else:
                getattr(record, name).set(chosen)
        record.refresh_from_db()
        self.instance = record
        return record


def clean(record: Model, *, known: Collection[str] = ()) -> None:
    """Clean the fields of ``record`` and ask what hangs on several of them.

    ``known`` names relations whose records were found just now. What takes a look at the
    database is left to ``save_within_laws``. Raises Django's ``ValidationError``.
    """
    record.full_clean(exclude=known, validate_unique=False, validate_constraints=False)


def save_within_laws(record: Model) -> None:
    """Save ``record`` and let PostgreSQL check its laws.

    Only when one is broken they are asked one by one, to name them all: to ask them beforehand
    takes three statements a law, and nearly all rows break none. Raises Django's
    ``ValidationError``.
    """
    try:
        with transaction.atomic():
            record.save()
    except (IntegrityError, DataError):
        record.full_clean()
        raise
