"""Who comes in to the desk, and how refusals are told there without losing what was typed."""

from collections.abc import Callable
from functools import wraps

import structlog
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from claims.choices import Role
from claims.review.refusals import sentence_of
from claims.review.rights import StepRefused, has_role
from claims.search.limits import SearchTooSlow

View = Callable[..., HttpResponse]

_NOT_TYPED = {"csrfmiddlewaretoken", "version", "assessment", "round"}


def desk_view(view: View) -> View:
    """Let Viewers and higher in, and tell refusals as sentences: 403, 409 or 400, never a 500."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.is_authenticated:
            return _signed_out(request)
        if not has_role(request.user, Role.VIEWER):
            return refusal(request, "The desk takes the role Viewer or a higher one.", 403)
        try:
            return view(request, *args, **kwargs)
        except StepRefused as refused:
            return refusal(request, str(refused), 409)
        except PermissionDenied as denied:
            return refusal(request, str(denied) or "Your role does not allow this.", 403)
        except ValidationError as error:
            return refusal(request, sentence_of(error), 400)
        except SearchTooSlow as slow:
            return refusal(request, str(slow), 503)
        except DatabaseError as error:
            return refusal(request, sentence_of(error), 409)

    return wrapped


def refusal(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    """Return the page, or the part of one, that says why not and shows what was typed."""
    template = "desk/parts/refused.html" if request.htmx else "desk/refused.html"
    context = {"sentence": sentence, "typed": _typed(request), "again": request.path}
    return render(request, template, context, status=status)


def request_id() -> str:
    """Return the id of this request, as the log has it, for the audit."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))


def _signed_out(request: HttpRequest) -> HttpResponse:
    """Send somebody who reads to the sign-in; whoever was writing gets the text back first."""
    if request.method == "GET" and not request.htmx:
        return redirect_to_login(request.get_full_path())
    template = "desk/parts/signed_out.html" if request.htmx else "desk/signed_out.html"
    return render(request, template, {"typed": _typed(request)}, status=401)


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    return [
        (name.replace("_", " "), value)
        for name, value in request.POST.items()
        if name not in _NOT_TYPED and value.strip()
    ]
