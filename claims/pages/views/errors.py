"""What is said at addresses where nothing is."""

from django.http import HttpRequest, HttpResponse

from claims.pages.answers import page


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is nothing here, why if we know, and where to go on."""
    reason = str(exception.args[0]) if exception.args and isinstance(exception.args[0], str) else ""
    return page(request, "pages/not_found.html", {"reason": reason}, status=404)
