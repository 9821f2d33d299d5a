"""What is suggested while somebody types a name."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from claims.desk.access import desk_view
from claims.desk.lookups import KINDS, suggestions


@desk_view
def lookup(request: HttpRequest, kind: str) -> HttpResponse:
    """Suggest records of one kind for the name that was typed in the field called like it."""
    if kind not in KINDS:
        raise Http404("Nothing of this kind is looked up.")
    rows = suggestions(kind, request.GET.get(kind, ""))
    return render(request, "desk/parts/options.html", {"kind": kind, "rows": rows})
