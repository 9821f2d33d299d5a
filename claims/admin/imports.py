"""The admin of imports: files come in, are rehearsed, looked through, applied and undone."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from claims.admin.base import RecordAdmin
from claims.admin.filters import choice_filter, related_filter
from claims.admin.requests import request_id_of
from claims.choices import ImportStatus
from claims.exchange.ingest.acts import ACTS, change_mapping, receive_import, rehearse_import
from claims.exchange.ingest.answering import ASKED, answer_row
from claims.exchange.ingest.forms import MappingForm, UploadForm
from claims.exchange.ingest.overview import back_to, overview, samples_of, told_after
from claims.exchange.ingest.report import report
from claims.exchange.sheets.refusal import FileRefused
from claims.models import ImportBatch, ImportProfile
from claims.review.refusals import REFUSALS, sentence_of
from claims.review.rights import ask, may


@admin.register(ImportBatch)
class ImportBatchAdmin(RecordAdmin):
    """The same path as at the desk and over the API."""

    list_display = ("file_name", "status", "row_count", "given_by", "created_at")
    list_select_related = ("given_by",)
    list_filter = (
        choice_filter("Status", "status", ImportStatus.choices),
        related_filter("Given by", "given_by", lambda: ImportBatch._meta.get_field("given_by")),
    )
    search_fields = ()
    fields = ("profile", "namespace", "language", "given_by", "created_at", "applied_by",
              "applied_at", "undone_by", "undone_at", "sha256", "byte_size")  # fmt: skip

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(may(request.user, "rehearse_import"))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        name = "claims_importbatch_{}".format
        return [
            path("<path:object_id>/columns/", view(self.columns_view), name=name("columns")),
            path("<path:object_id>/rows.csv", view(self.rows_view), name=name("rows")),
            path(
                "<path:object_id>/rows/<int:number>/",
                view(require_POST(self.answer_view)),
                name=name("answer"),
            ),
            path("<path:object_id>/act/<slug:act>/", view(self.act_view), name=name("act")),
            *super().get_urls(),
        ]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Take a file in; it is rehearsed at once where its columns say enough."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        given = (request.POST, request.FILES) if request.method == "POST" else ()
        form = UploadForm(*given)
        if request.method == "POST" and form.is_valid():
            values = dict(form.cleaned_data)
            file = values.pop("file")
            signature = {"by": request.user, "at": timezone.now(), "request_id": request_id_of()}
            try:
                batch = receive_import(file.file, file.name, **signature, **values)
            except FileRefused as refused:
                form.add_error("file", str(refused))
            except ValidationError as error:
                form.add_error(None, sentence_of(error))
            else:
                return self._back_to(batch)
        context = {"title": "Import a file", "form": form}
        return self._page(request, "admin/claims/importbatch/upload.html", context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show how far an import is, what becomes of its rows, and what may be done with it."""
        batch = self._batch(request, object_id)
        after = request.GET.get("after", "")[:18]
        told = overview(
            batch,
            request.user,
            chosen=request.GET.get("rows", ""),
            after=int(after) if after.isascii() and after.isdecimal() else 0,
        )
        told |= {"title": batch.file_name, "subtitle": None} | (extra_context or {})
        return super().change_view(request, object_id, form_url, told)

    def columns_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Say what the columns mean; then it is rehearsed again."""
        batch = self._batch(request, object_id)
        ask(request.user, "rehearse_import")
        if not batch.columns:
            raise Http404("This import has no columns.")
        form = MappingForm(batch, request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            given = form.cleaned_data
            try:
                changed = change_mapping(
                    batch, given["values"], by=request.user, profile_name=given["profile_name"]
                )
                rehearse_import(changed, by=request.user, at=timezone.now())
            except (ValidationError, *REFUSALS) as error:
                form.add_error(None, sentence_of(error))
            else:
                self.message_user(request, "The columns are kept, and the import is rehearsed.")
                return self._back_to(batch)
        context = {
            "title": f"What the columns of {batch.file_name} mean",
            "original": batch,
            "form": form,
            "columns": form.columns(samples_of(batch)),
        }
        return self._page(request, "admin/claims/importbatch/columns.html", context)

    def act_view(self, request: HttpRequest, object_id: str, act: str) -> HttpResponse:
        """Ask whether an import shall be rehearsed, applied or undone, and do it."""
        batch = self._batch(request, object_id)
        if act not in ACTS:
            raise Http404("There is no such act.")
        label, does, right = ACTS[act]
        ask(request.user, right)
        if request.method == "POST":
            try:
                signature = {"at": timezone.now(), "request_id": request_id_of()}
                done = does(batch, by=request.user, **signature)
            except REFUSALS as error:
                self.message_user(request, sentence_of(error), messages.ERROR)
            else:
                self.message_user(request, told_after(act, done), messages.SUCCESS)
            return self._back_to(batch)
        totals = batch.totals
        context = {
            "title": f"{label} {batch.file_name}",
            "original": batch,
            "act": act,
            "label": label,
            "totals": totals,
            "writes": totals["create"] + totals["update"],
        }
        return self._page(request, "admin/claims/importbatch/act.html", context)

    def answer_view(self, request: HttpRequest, object_id: str, number: int) -> HttpResponse:
        """Answer what a row asks, and go back to the rows that ask the same."""
        batch = self._batch(request, object_id)
        row = get_object_or_404(batch.rows.select_related("batch"), number=number)
        given = {name: request.POST.get(name, "") for name in ASKED}
        signature = {"by": request.user, "at": timezone.now(), "request_id": request_id_of()}
        try:
            sentence = answer_row(row, **given, **signature)
        except REFUSALS as error:
            self.message_user(request, sentence_of(error), messages.ERROR)
        else:
            self.message_user(request, sentence, messages.SUCCESS)
        address = self._back_to(batch).url
        return HttpResponseRedirect(f"{address}?{urlencode(back_to(request.POST))}")

    def rows_view(self, request: HttpRequest, object_id: str) -> StreamingHttpResponse:
        """Stream what became of each row, as CSV."""
        batch = self._batch(request, object_id)
        name = f'attachment; filename="import-{batch.public_id}.csv"'
        return StreamingHttpResponse(
            report(batch),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": name},
        )

    def _batch(self, request: HttpRequest, object_id: str) -> ImportBatch:
        batch = self.get_object(request, unquote(object_id))
        if batch is None or not self.has_view_permission(request, batch):
            raise Http404("There is no such import, or none that you may see.")
        return batch

    def _back_to(self, batch: ImportBatch) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse("admin:claims_importbatch_change", args=[batch.pk]))

    def _page(self, request: HttpRequest, name: str, context: dict[str, Any]) -> TemplateResponse:
        shared = self.admin_site.each_context(request) | {"opts": self.opts}
        status = 400 if request.method == "POST" else 200
        return TemplateResponse(request, name, shared | context, status=status)


@admin.register(ImportProfile)
class ImportProfileAdmin(RecordAdmin):
    list_display = ("name", "namespace", "language", "updated_at")
    search_fields = ()
    fields = ("name", "namespace", ("language", "day_first"), "mapping")
