"""Imports: a file comes in, is rehearsed, applied, and can be undone."""

from typing import Any

import django_filters
from django.core.exceptions import ValidationError as LawBroken
from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.answers import page_answer, page_rows
from claims.api.compiled import JsonObject, as_written
from claims.api.errors import TooLarge
from claims.api.filters import Words, filtered
from claims.api.pagination import Order, Paging
from claims.api.parsers import StrictJSONParser
from claims.api.record_shapes import records_as_json
from claims.api.schema import OR_PROBLEM, list_parameters
from claims.api.serializers.imports import (
    OUTCOMES,
    ApplyAct,
    ImportRowSerializer,
    ImportSerializer,
    MappingSerializer,
    RehearseAct,
    UndoAct,
    UploadSerializer,
)
from claims.api.views.base import ReadView, request_id
from claims.api.views.verbs import verb
from claims.choices import RowOutcome, RowQuestion
from claims.exchange.ingest.acts import (
    apply_import,
    change_mapping,
    receive_import,
    rehearse_import,
    undo_import,
)
from claims.exchange.ingest.report import report
from claims.exchange.ingest.staging import LARGEST_FILE
from claims.exchange.sheets.refusal import FileRefused
from claims.models import Claim, ImportBatch, ImportProfile, ImportRow
from claims.review.rights import Person

# Boundaries and names around the file.
_AROUND = 64 * 1024


def _counted(rows: QuerySet[ImportRow]) -> Coalesce:
    counted = rows.filter(batch=OuterRef("pk")).order_by().values("batch")
    number = Subquery(counted.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
    return Coalesce(number, 0)


class ImportRowFilters(django_filters.FilterSet):
    """What rows of an import are found by."""

    outcome = Words(field_name="outcome", choices=RowOutcome.choices, lookup_expr="in")
    question = django_filters.ChoiceFilter(choices=RowQuestion.choices, method="by_question")

    class Meta:
        model = ImportRow
        fields: list[str] = []

    def by_question(self, rows: QuerySet[ImportRow], name: str, value: str) -> QuerySet[ImportRow]:
        """Rows about which this is to be decided."""
        return rows.exclude(questions=[]).filter(questions__contains=[value])


def rows_as_json(person: Person) -> QuerySet[ImportRow]:
    """Return all rows of imports with ``json``."""
    ref = Claim.objects.filter(pk=OuterRef("claim_id")).order_by().values("ref")
    instead: dict[str, Any] = {"claim": Subquery(ref)}
    return records_as_json(ImportRow.objects.all(), ImportRowSerializer, person, instead=instead)


class ImportView(ReadView):
    """Files that came in, and what became of them."""

    public = False
    queryset = ImportBatch.objects.select_related("given_by", "applied_by", "undone_by", "profile")
    serializer_class = ImportSerializer
    lookup_field = "public_id"
    parser_classes = [StrictJSONParser, MultiPartParser]
    whole_only = ("totals", "columns", "mapping", "notes")
    expressions = {
        "totals": JsonObject(
            **{name: _counted(ImportRow.objects.filter(outcome=name)) for name in OUTCOMES},
            asking=_counted(ImportRow.objects.asking()),
        )
    }
    rehearse = verb("rehearse", "rehearse_import", rehearse_import, RehearseAct)
    apply = verb("apply", "apply_import", apply_import, ApplyAct)
    undo = verb("undo", "undo_import", undo_import, UndoAct)

    @extend_schema(
        request={"multipart/form-data": UploadSerializer},
        responses={202: ImportSerializer, **OR_PROBLEM},
    )
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take a file in and rehearse it; nothing but the import itself is written."""
        self.ask_right("rehearse_import")
        if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_FILE + _AROUND:
            raise TooLarge(f"A file of more than {LARGEST_FILE // 1024 // 1024} MB is not taken.")
        given = UploadSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        values = dict(given.validated_data)
        file = values.pop("file")
        if name := values.pop("profile", ""):
            values["profile"] = ImportProfile.objects.filter(name__iexact=name).first()
            if values["profile"] is None:
                raise exceptions.ValidationError({"profile": f"There is no profile “{name}”."})
        try:
            batch = receive_import(
                file.file, file.name, by=request.user, at=timezone.now(), request_id=request_id(),
                **values,
            )  # fmt: skip
        except FileRefused as refused:
            raise exceptions.ValidationError({"file": str(refused)}) from refused
        response = self.shown(request, batch, status=202)
        response["Location"] = request.build_absolute_uri(f"{request.path}{batch.public_id}/")
        return response

    @extend_schema(request=MappingSerializer, responses={200: ImportSerializer, **OR_PROBLEM})
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Say what the columns mean; rehearse it again afterwards."""
        batch = self.get_object()
        self.ask_right("rehearse_import")
        self.check_match(batch)
        given = MappingSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        values = dict(given.validated_data)
        name = values.pop("profile_name", "")
        if "mapping" in values:
            unknown = sorted(set(values["mapping"]) - set(batch.columns))
            if unknown:
                raise LawBroken({"mapping": f"The file has no column {', '.join(unknown[:5])}."})
            values["mapping"] = {
                column: values["mapping"].get(column, "") for column in batch.columns
            }
        return self.shown(
            request, change_mapping(batch, values, by=request.user, profile_name=name)
        )

    @extend_schema(responses={(200, "text/csv"): OpenApiTypes.BINARY, **OR_PROBLEM})
    @action(detail=True, methods=["get"])
    def report(self, request: Request, **kwargs: Any) -> StreamingHttpResponse:
        """Stream what became of each row, or would, as CSV."""
        batch = self.get_object()
        return StreamingHttpResponse(
            report(batch),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="import-{batch.public_id}.csv"'},
        )

    @extend_schema(
        parameters=list_parameters(ImportRowFilters),
        responses={200: ImportRowSerializer(many=True), **OR_PROBLEM},
    )
    @action(detail=True, methods=["get"])
    def rows(self, request: Request, **kwargs: Any) -> HttpResponse:
        """Return what became of each row, or would, in the order of the file."""
        found = ImportRow.objects.filter(batch=self.get_object())
        found = filtered(ImportRowFilters, found, request, (*Paging.parameters, "format"))
        paging = Paging(request, {"number": Order(F("number"))}, "number")
        in_json = as_written(found, request.user, rows_as_json)
        return page_answer(request, paging, found, page_rows(paging, in_json))
