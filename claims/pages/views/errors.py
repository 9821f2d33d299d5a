"""What is said at addresses where nothing is, and to forms that may be forged."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from claims.pages.answers import page
from claims.review.audience import may_read

# How Django's reasons begin when the address that people use is not one that we were told of.
_FOREIGN = ("Origin checking failed", "Referer checking failed")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is nothing here, why if we know, and where to go on."""
    if not may_read(None):
        return render(request, "closed.html", status=404)
    reason = str(exception.args[0]) if exception.args and isinstance(exception.args[0], str) else ""
    return page(request, "pages/not_found.html", {"reason": reason}, status=404)


def unproven(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form came without the proof that a page of ours sent it, and what to do.

    What was sent is not repeated: it may hold a password. The page that it came from has it.
    """
    context = {"foreign": reason.startswith(_FOREIGN), "host": request.get_host()}
    template = "includes/unproven.html" if request.headers.get("HX-Request") else "unproven.html"
    return render(request, template, context, status=403)
