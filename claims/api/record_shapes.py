"""The shape in which simple records are read, taken from the serializer that describes them."""

from collections.abc import Collection, Mapping
from types import MappingProxyType, SimpleNamespace
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Expression, F, Model, OuterRef, QuerySet, TextField, When
from django.db.models.functions import Cast
from rest_framework import serializers

from claims.api.compiled import JsonObject, as_text
from claims.review.rights import Person


def records_as_json(
    rows: QuerySet[Any],
    serializer_class: type[serializers.ModelSerializer],
    person: Person,
    leave_out: Collection[str] = (),
    instead: Mapping[str, Expression] = MappingProxyType({}),
) -> QuerySet[Any]:
    """Return ``rows`` with ``json``: what the serializer shows ``person``, as text.

    Each field of the serializer leads to a column, to one of another record, or to something
    that ``rows`` are annotated with. ``instead`` says in SQL what fields hold that lead to
    Python; fields named in ``leave_out`` are left out.
    """
    fields = serializer_class(context={"request": SimpleNamespace(user=person)}).fields
    shown = {
        name: instead.get(name) or _member(rows.model, field)
        for name, field in fields.items()
        if not field.write_only and name not in leave_out
    }
    return rows.annotate(json=as_text(shown))


def _member(model: type[Model], field: serializers.Field) -> Expression | F:
    if isinstance(field, serializers.ListSerializer):
        return _members_of_many(model, field)
    if isinstance(field, serializers.ModelSerializer):
        return member_of_one(field.source, *field.fields)
    if isinstance(field, serializers.SlugRelatedField):
        return F(f"{field.source}__{field.slug_field}")
    if isinstance(field, serializers.DecimalField):
        # Digits that a reader's floating point would bend are sent as text.
        return Cast(field.source, TextField())
    return F(field.source)


def member_of_one(relation: str, *columns: str) -> Case:
    """Return ``columns`` of the one record that ``relation`` leads to; null where there is none."""
    shown = JsonObject(**{column: f"{relation}__{column}" for column in columns})
    return Case(When(**{f"{relation}__isnull": False}, then=shown), default=None)


def _members_of_many(model: type[Model], field: serializers.ListSerializer) -> ArraySubquery:
    relation = model._meta.get_field(field.source)
    related: type[Model] = relation.related_model
    rows = related._default_manager.filter(**{relation.field.name: OuterRef("pk")})
    shown = {name: _member(related, inner) for name, inner in field.child.fields.items()}
    return ArraySubquery(rows.order_by(*related._meta.ordering).values_list(JsonObject(**shown)))
