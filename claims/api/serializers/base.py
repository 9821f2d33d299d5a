"""What all serializers share: the model's own laws, named errors, and two audiences."""

from typing import Any

from django.core.exceptions import ValidationError as LawBroken
from django.db import models
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
    """A record: written through its own ``full_clean()``, read within what the asker may see.

    ``Meta.inside_fields`` are shown to insiders only; ``Meta.set_by_face`` maps fields that
    the request fills (the author, say) to what it fills them with.
    """

    serializer_field_mapping = serializers.ModelSerializer.serializer_field_mapping | {
        models.CharField: TextField,
        models.TextField: TextField,
    }

    def get_validators(self) -> list[Any]:
        """Return none: the model's laws are asked, all of them, in ``validate``."""
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
        """Build the row and ask its laws; the errors bear the names of the fields."""
        record = self.instance if self.instance is not None else self.Meta.model()
        for name, value in self.face_values().items():
            if getattr(record, f"{name}_id", None) is None:
                setattr(record, name, value)
        own = {field.name for field in record._meta.concrete_fields}
        for name in own & set(attrs):
            setattr(record, name, attrs[name])
        try:
            record.full_clean(exclude=self.not_yet(), validate_unique=True)
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
        many = {field.name for field in record._meta.many_to_many}
        record.save()
        for name in many & set(self.validated_data):
            getattr(record, name).set(self.validated_data[name])
        record.refresh_from_db()
        self.instance = record
        return record
