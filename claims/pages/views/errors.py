"""What is said at addresses where nothing is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from claims.pages.answers import page
from claims.review.audience import may_read


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is nothing here, why if we know, and where to go on."""
    if not may_read(None):
        return render(request, "closed.html", status=404)
    reason = str(exception.args[0]) if exception.args and isinstance(exception.args[0], str) else ""
    return page(request, "pages/not_found.html", {"reason": reason}, status=404)
