"""One view for all records: reading within rights, writing signed, whole and never blindly."""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import structlog
from django.core.exceptions import ValidationError as Malformed
from django.db import transaction
from django.db.models import Model, ProtectedError, QuerySet
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django_filters import FilterSet
from rest_framework import exceptions, viewsets
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.answers import json_answer, page_answer, page_rows, tagged, tags_in, with_members
from claims.api.compiled import Found, as_written, read_prepared
from claims.api.errors import (
    RIGHT_MISSING,
    Conflict,
    LengthRequired,
    PreconditionFailed,
    PreconditionRequired,
)
from claims.api.filters import filtered
from claims.api.idempotency import once
from claims.api.pagination import BY_CHANGE, Order, Paging
from claims.api.record_shapes import records_as_json
from claims.api.schema import KeysetPages
from claims.api.throttling import rate_headers
from claims.audit import acting
from claims.choices import Scope
from claims.models.base import Record
from claims.review.audience import is_insider, may_read, visible
from claims.review.rights import Person, may


def request_id() -> str:
    """Return the id that ties log lines and audit entries to this request."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))


class ApiView(viewsets.GenericViewSet):
    """What every view of the API does: scopes, headers, rights."""

    read_scope = Scope.READ
    write_scope = Scope.WRITE
    public = True
    # Whether this only reads, whatever the method: a question too long for an address is POSTed.
    reads = False

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Let strangers read what is public, and ask everybody else to sign in first."""
        if "chunked" in request.headers.get("Transfer-Encoding", "").lower():
            # Django reads no further than Content-Length: the body would seem empty.
            raise LengthRequired()
        super().initial(request, *args, **kwargs)
        reads = (self.reads or request.method in SAFE_METHODS) and self.public
        if reads and may_read(request.user):
            return
        if not request.user.is_authenticated:
            raise exceptions.NotAuthenticated("This takes a token or a session: sign in first.")
        if reads:
            raise exceptions.PermissionDenied("This takes the role Viewer or a higher one.")

    def finalize_response(
        self, request: Any, response: HttpResponseBase, *args: Any, **kwargs: Any
    ) -> Any:
        """Add the headers that tell about rates, and what the answer hangs on."""
        response = super().finalize_response(request, response, *args, **kwargs)
        for name, value in rate_headers(getattr(request, "_request", request)).items():
            response[name] = value
        response["Cache-Control"] = "private, no-cache"
        return response

    def ask_right(self, verb: str, record: Model | type[Model] | None = None) -> None:
        """Raise ``PermissionDenied`` (403) unless the asker may."""
        answer = may(self.request.user, verb, record)
        if not answer:
            raise exceptions.PermissionDenied(answer.reason, code=RIGHT_MISSING)


class ReadView(ApiView):
    """Listing and reading one kind of record, each page and record as PostgreSQL wrote it."""

    queryset: QuerySet[Any]
    filters: type[FilterSet] | None = None
    orders: dict[str, Order] = BY_CHANGE
    # For the schema alone; see list().
    pagination_class = KeysetPages
    default_order = "-created"
    # Members that are shown with a single record only, those that are no column but an
    # expression, and what else a reader may ask for.
    whole_only: tuple[str, ...] = ()
    expressions: Mapping[str, Any] = MappingProxyType({})
    shape_parameters: tuple[str, ...] = ()

    def get_queryset(self) -> QuerySet[Any]:
        """Return the rows that the asker may see."""
        rows = super().get_queryset()
        if getattr(self, "swagger_fake_view", False):
            return rows.none()
        return visible(rows, self.request.user)

    def in_json(self, rows: QuerySet[Any], *, whole: bool) -> QuerySet[Any]:
        """Return ``rows`` with ``json``, in the shape that the asker sees."""
        return as_written(rows, self.request.user, _shape_of, type(self), whole)

    def list(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Return one page of rows."""
        also = (*Paging.parameters, *self.shape_parameters, "format")
        rows = filtered(self.filters, self.get_queryset(), request, also)
        paging = Paging(request, self.orders, self.default_order)
        if set(request.query_params) - set(also):
            found = list(page_rows(paging, self.in_json(rows, whole=False)))
        else:
            found = self.unfiltered(paging, rows)
        return page_answer(request, paging, rows, found)

    def unfiltered(self, paging: Paging, rows: QuerySet[Any]) -> Found:
        """Return the ``page_rows`` of all ``rows`` that the asker may see."""
        return read_prepared(page_rows(paging, self.in_json(rows, whole=False)))

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Return one record with its entity tag, or 304 when the asker has it already."""
        filtered(None, self.queryset, request, (*self.shape_parameters, "format"))
        return self.answer(request, self.found())

    def answer(self, request: Request, rows: QuerySet[Any]) -> HttpResponseBase:
        """Return the one row of ``rows``; raise ``Http404`` without one."""
        return self.answer_with(request, *self.written_down(rows))

    def answer_with(self, request: Request, text: str, tag: str) -> HttpResponseBase:
        """Return ``text``, unless the asker has what bears this tag already."""
        if tag in tags_in(request.headers.get("If-None-Match", "")):
            return Response(status=304, headers={"ETag": tag})
        return json_answer(text, {"ETag": tag})

    def shown(self, request: Request, record: Any, status: int = 200) -> Response:
        """Return ``record`` as it stands now and the asker may see it, with its entity tag."""
        text, tag = self.written_down(self.queryset.filter(pk=record.pk))
        return Response(json.loads(text), status=status, headers={"ETag": tag})

    def written_down(self, rows: QuerySet[Any]) -> tuple[str, str]:
        """Return the one row of ``rows`` as text, and its tag; raise ``Http404`` without one."""
        shown = self.in_json(rows, whole=True).order_by()
        has_version = issubclass(rows.model, Record)
        if self.works_out:
            record = next(iter(shown), None)
            found = record and (with_members(record.json, self.worked_out(record)), record.version)
        else:
            names = ("json", "version") if has_version else ("json",)
            found = next(iter(read_prepared(shown.values_list(*names))), None)
        return tagged(found)

    @property
    def works_out(self) -> bool:
        """Whether the answer takes members of a single record that PostgreSQL can't know."""
        return False

    def worked_out(self, record: Any) -> dict[str, Any]:
        """Return these members."""
        return {}

    def check_match(self, record: Any) -> None:
        """Refuse to change what the client has not seen as it is (428, 412)."""
        given = self.request.headers.get("If-Match")
        if given is None:
            raise PreconditionRequired()
        if given.strip() == "*":
            return
        versions = {tag.strip('"').partition("-")[0] for tag in tags_in(given)}
        if str(getattr(record, "version", 0)) not in versions:
            raise PreconditionFailed()

    def found(self) -> QuerySet[Any]:
        """Return the row that the address names, as a query; odd ids are simply not there."""
        value = self.kwargs[self.lookup_url_kwarg or self.lookup_field]
        try:
            return self.get_queryset().filter(**{self.lookup_field: value})
        except (ValueError, OverflowError, Malformed) as error:
            raise Http404(value) from error

    def get_object(self) -> Any:
        """Return the row that the address names."""
        return get_object_or_404(self.found())


def _shape_of(person: Person, view: type[ReadView], whole: bool) -> QuerySet[Any]:
    """Return the records of ``view`` in the shape of its serializer."""
    leave_out = () if whole else view.whole_only
    return records_as_json(
        view.queryset, view.serializer_class, person, leave_out, view.expressions
    )


class RecordView(ReadView):
    """Reading and writing one kind of record."""

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Record something new."""
        self.ask_right("add", self.queryset.model)
        return once(request, lambda: self._create(request))

    def _create(self, request: Request) -> Response:
        with self.signed():
            serializer = self.writing(data=request.data)
            record = self.written(serializer)
            response = self.shown(request, record, status=201)
        response["Location"] = request.build_absolute_uri(
            f"{request.path.rstrip('/')}/{self.address_of(record)}/"
        )
        return response

    def update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change a record as a whole, or with PATCH in part."""
        with self.signed():
            record = self.locked()
            self.ask_right("change", record)
            self.check_match(record)
            serializer = self.writing(record, data=request.data, partial=request.method == "PATCH")
            self.written(serializer)
            return self.shown(request, record)

    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change what is named, leave the rest."""
        return self.update(request, *args, **kwargs)

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Remove a record that nothing rests on."""
        with self.signed():
            record = self.locked()
            self.ask_right("delete", record)
            self.check_match(record)
            try:
                self.remove(record)
            except ProtectedError as error:
                names = sorted({str(row._meta.verbose_name) for row in error.protected_objects})
                raise Conflict(
                    f"Other records rest on it ({', '.join(names)}), so it can't be removed."
                ) from error
        return Response(status=204)

    def remove(self, record: Any) -> None:
        """Remove the row."""
        record.delete()

    def signature(self) -> dict[str, Any]:
        """Return who writes, why and in which request, as acts take it."""
        reason = self.request.headers.get("X-Reason", "")[:500]
        return {"by": self.request.user, "reason": reason, "request_id": request_id()}

    def signed(self) -> Any:
        """Return the block in which everything is signed with the asker, all or nothing."""
        signature = self.signature()
        return acting(signature.pop("by"), **signature)

    def locked(self) -> Any:
        """Return the row of the address, locked until the transaction ends."""
        found = self.get_object()
        return type(found)._default_manager.select_for_update(of=("self",)).get(pk=found.pk)

    def writing(self, *args: Any, **kwargs: Any) -> Any:
        """Return the serializer for a write."""
        context = self.get_serializer_context() | {
            "user": self.request.user,
            "signature": self.signature(),
        }
        return self.write_serializer()(*args, context=context, **kwargs)

    def write_serializer(self) -> Any:
        """Return the class for writes; the same as for reads unless a view has another."""
        return self.get_serializer_class()

    def written(self, serializer: Any) -> Any:
        """Check and save; the database's own laws are asked before the answer is made."""
        serializer.is_valid(raise_exception=True)
        with transaction.atomic():
            return serializer.save()

    def address_of(self, record: Any) -> str:
        """Return the last part of the record's address."""
        return str(getattr(record, self.lookup_field))

    @property
    def is_inside(self) -> bool:
        """Whether a colleague asks."""
        return is_insider(self.request.user)
