"""The figures: how the work goes, as charts with their numbers, and as files for a sheet."""

import csv
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from claims.canonical.text import without_formula
from claims.desk.access import desk_view, refusal
from claims.desk.charts import WIDTH, chart_of, shown
from claims.desk.scope_form import scope_form
from claims.review.figures import FIGURES, Figure, TooMuch, count
from claims.review.rights import ask


@desk_view
def figures(request: HttpRequest) -> HttpResponse:
    """Show every figure with its numbers, over the months that the address names."""
    ask(request.user, "see_figures")
    form = scope_form(request.GET)
    context: dict[str, Any] = {"form": form, "at": timezone.now(), "width": WIDTH}
    if not form.is_valid():
        return render(request, "desk/figures.html", context, status=400)
    try:
        found = count(FIGURES, form.cleaned_data["scope"])
    except TooMuch as refused:
        return refusal(request, str(refused), 503)
    query = urlencode({key: value for key, value in form.data.items() if value})
    context["figures"] = [(figure, chart_of(figure), _table(figure)) for figure in found]
    context["query"] = query
    return render(request, "desk/figures.html", context)


@desk_view
def download(request: HttpRequest, name: str) -> HttpResponse:
    """Answer with the numbers of one figure as CSV."""
    if name not in FIGURES:
        raise Http404("There is no such figure.")
    ask(request.user, "see_figures")
    form = scope_form(request.GET)
    if not form.is_valid():
        return figures(request)
    scope = form.cleaned_data["scope"]
    try:
        (figure,) = count([name], scope)
    except TooMuch as refused:
        return refusal(request, str(refused), 503)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    file = f"{name}-{scope.first:%Y-%m}-{scope.last:%Y-%m}.csv"
    response["Content-Disposition"] = f'attachment; filename="{file}"'
    # Spreadsheets take a file for UTF-8 when it says so at its beginning.
    response.write("\ufeff")
    rows = csv.writer(response)
    rows.writerow(
        [without_formula(figure.row_label), *(without_formula(c.label) for c in figure.columns)]
    )
    for label, numbers in figure.rows:
        rows.writerow(
            [without_formula(label), *("" if n is None else f"{n:.10g}" for n in numbers)]
        )
    return response


def _table(figure: Figure) -> list[tuple[str, list[str]]]:
    return [(label, [shown(number) for number in numbers]) for label, numbers in figure.rows]
