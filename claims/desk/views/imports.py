"""Imports at the desk: files come in, are rehearsed and looked through, applied and undone."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from claims.desk.access import desk_view, request_id
from claims.desk.views.notices import number
from claims.exchange.ingest.acts import ACTS, change_mapping, receive_import, rehearse_import
from claims.exchange.ingest.answering import ASKED, answer_row
from claims.exchange.ingest.forms import MappingForm, UploadForm
from claims.exchange.ingest.overview import back_to, overview, samples_of, told_after
from claims.exchange.ingest.report import report
from claims.exchange.sheets.columns import FIELDS
from claims.exchange.sheets.refusal import FileRefused
from claims.models import ImportBatch
from claims.review.audience import visible
from claims.review.refusals import sentence_of
from claims.review.rights import ask, may

PAGE = 50


@desk_view
def imports(request: HttpRequest) -> HttpResponse:
    """List the imports, newest first, and take a file in."""
    if not may(request.user, "view", ImportBatch):
        raise PermissionDenied("Imports take the role Analyst or a higher one.")
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*given)
    if request.method == "POST" and form.is_valid():
        batch = _received(request, form)
        if batch is not None:
            return redirect("desk:import", batch=batch.public_id)
    rows = visible(ImportBatch.objects.select_related("given_by"), request.user)
    if before := number(request.GET.get("before", "")):
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: PAGE + 1])
    context = {
        "form": form,
        "batches": found[:PAGE],
        "more": found[PAGE - 1].pk if len(found) > PAGE else None,
        "may_import": may(request.user, "rehearse_import"),
    }
    status = 400 if request.method == "POST" else 200
    return render(request, "desk/imports.html", context, status=status)


def _received(request: HttpRequest, form: UploadForm) -> ImportBatch | None:
    values = dict(form.cleaned_data)
    file = values.pop("file")
    try:
        return receive_import(
            file.file, file.name, by=request.user, at=timezone.now(), request_id=request_id(),
            **values,
        )  # fmt: skip
    except FileRefused as refused:
        form.add_error("file", str(refused))
    except ValidationError as error:
        form.add_error(None, sentence_of(error))
    return None


def _batch(request: HttpRequest, public_id: str) -> ImportBatch:
    rows = visible(ImportBatch.objects.select_related("profile", "given_by"), request.user)
    return get_object_or_404(rows, public_id=public_id)


@desk_view
def one_import(request: HttpRequest, batch: str) -> HttpResponse:
    """Show how far an import is, and what becomes of its rows: all, or some of them."""
    found = _batch(request, batch)
    context = overview(
        found,
        request.user,
        chosen=request.GET.get("rows", ""),
        after=number(request.GET.get("after", "")) or 0,
    )
    return render(request, "desk/import.html", context)


@desk_view
def mapping(request: HttpRequest, batch: str) -> HttpResponse:
    """Say what the columns mean; then it is rehearsed again."""
    found = _batch(request, batch)
    ask(request.user, "rehearse_import")
    if not found.columns:
        raise Http404("This import has no columns.")
    form = MappingForm(found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            changed = change_mapping(
                found, given["values"], by=request.user, profile_name=given["profile_name"]
            )
        except ValidationError as error:
            form.add_error(None, sentence_of(error))
        else:
            rehearse_import(changed, by=request.user, at=timezone.now())
            messages.success(request, "The columns are kept, and the import is rehearsed.")
            return redirect("desk:import", batch=found.public_id)
    context = {"batch": found, "form": form, "columns": form.columns(samples_of(found))}
    status = 400 if request.method == "POST" else 200
    return render(request, "desk/import_mapping.html", context, status=status)


@desk_view
def confirm(request: HttpRequest, batch: str, act: str) -> HttpResponse:
    """Ask whether an import shall be rehearsed, applied or undone, and do it."""
    found = _batch(request, batch)
    if act not in ACTS:
        raise Http404("There is no such act.")
    label, does, right = ACTS[act]
    ask(request.user, right)
    if request.method == "POST":
        done = does(found, by=request.user, at=timezone.now(), request_id=request_id())
        messages.success(request, told_after(act, done))
        return redirect("desk:import", batch=found.public_id)
    totals = found.totals
    context = {"batch": found, "act": act, "label": label, "totals": totals,
               "writes": totals["create"] + totals["update"]}  # fmt: skip
    return render(request, "desk/import_act.html", context)


@desk_view
@require_POST
def answer(request: HttpRequest, batch: str, number: int) -> HttpResponse:
    """Answer what a row asks, and go back to the rows that ask the same."""
    found = _batch(request, batch)
    row = get_object_or_404(found.rows.select_related("batch"), number=number)
    sentence = answer_row(
        row,
        **{name: request.POST.get(name, "") for name in ASKED},
        by=request.user,
        at=timezone.now(),
        request_id=request_id(),
    )
    messages.success(request, sentence)
    address = reverse("desk:import", kwargs={"batch": found.public_id})
    return redirect(f"{address}?{urlencode(back_to(request.POST))}")


@desk_view
def download(request: HttpRequest, batch: str) -> HttpResponse:
    """Stream what became of each row, as CSV."""
    found = _batch(request, batch)
    name = f'attachment; filename="import-{found.public_id}.csv"'
    return StreamingHttpResponse(
        report(found),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": name},
    )


@desk_view
def template(request: HttpRequest) -> HttpResponse:
    """Give an empty sheet with our own columns."""
    return HttpResponse(
        "\ufeff" + ",".join(FIELDS) + "\r\n",
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="claimbook-template.csv"'},
    )
