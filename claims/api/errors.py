"""Every error as problem+json (RFC 9457), with a pointer to the field where there is one."""

from typing import Any

import structlog
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.core.exceptions import ValidationError as LawBroken
from django.db import DatabaseError, DataError, IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from rest_framework import exceptions, status
from rest_framework.response import Response

from claims.review.refusals import sentence_of
from claims.review.rights import StepRefused
from claims.search.limits import SearchTooSlow

PROBLEM_TYPE = "application/problem+json"
QUOTA_EXCEEDED = "https://iana.org/assignments/http-problem-types#quota-exceeded"

RIGHT_MISSING = "right_missing"
# The problems that a program may want to tell apart; the names are tag URIs (RFC 4151).
_KINDS = {
    name: f"tag:claimbook,2026:problems/{name.replace('_', '-')}"
    for name in ("step_refused", RIGHT_MISSING, "law", "stale")
}

logger = structlog.get_logger(__name__)

TITLES = {
    400: "Bad request",
    401: "Sign in first",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    406: "Not acceptable",
    409: "Conflict",
    411: "Length required",
    412: "Precondition failed",
    413: "Too large",
    415: "Unsupported media type",
    422: "Key used before",
    428: "Precondition required",
    429: "Too many requests",
    500: "Internal error",
    503: "Too much at once",
}


class Conflict(exceptions.APIException):
    """The state of things forbids it."""

    status_code = status.HTTP_409_CONFLICT
    default_detail = "The state of things forbids this."
    default_code = "conflict"


class PreconditionFailed(exceptions.APIException):
    """The record was changed since the client read it."""

    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_detail = "The record was changed since you read it: read it again, then decide."
    default_code = "stale"


class PreconditionRequired(exceptions.APIException):
    """The client does not say which state it changes."""

    status_code = status.HTTP_428_PRECONDITION_REQUIRED
    default_detail = "Send the ETag that you read as If-Match, so that nothing is overwritten."
    default_code = "if_match_required"


class TooLarge(exceptions.APIException):
    """The body is larger than we read."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = "The body is too large."
    default_code = "too_large"


class LengthRequired(exceptions.APIException):
    """The client does not say how long its body is."""

    status_code = status.HTTP_411_LENGTH_REQUIRED
    default_detail = "Send the body with its Content-Length."
    default_code = "length_required"


class BadValue(exceptions.APIException):
    """A value that no record can keep, found at ``pointer`` while the body was read."""

    status_code = status.HTTP_400_BAD_REQUEST
    default_code = "unkeepable"

    def __init__(self, pointer: str, detail: str) -> None:
        """Remember the place."""
        super().__init__(detail)
        self.pointer = pointer


class KeyReused(exceptions.APIException):
    """An idempotency key came with another request than the first time."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_detail = "This Idempotency-Key was used for another request. Make a new one."
    default_code = "idempotency_key_reused"


def problem(code: int, detail: str, *, kind: str = "about:blank", **extra: Any) -> dict[str, Any]:
    """Return the members of a problem document."""
    return {
        "type": kind,
        "title": TITLES.get(code, "Error"),
        "status": code,
        "detail": detail,
    } | extra


def handle(error: Exception, context: dict[str, Any]) -> Response:
    """Turn any exception of a view into a problem document; DRF calls this."""
    request = context["request"]
    headers: dict[str, str] = {}
    error = _translate(error)
    if isinstance(error, exceptions.APIException):
        code = error.status_code
        body = _api_problem(error)
        headers = _headers(error)
    else:
        logger.exception("api_failure", path=request.path, exc_info=error)
        code = 500
        body = problem(500, "Something went wrong on our side; it has been noted.")
    body["instance"] = request.path
    response = Response(body, status=code, headers=headers, content_type=PROBLEM_TYPE)
    response.exception = True
    return response


def _translate(error: Exception) -> Exception:
    if isinstance(error, Http404):
        return exceptions.NotFound("There is nothing here, or nothing that you may see.")
    if isinstance(error, PermissionDenied):
        return exceptions.PermissionDenied(str(error) or None, code=RIGHT_MISSING)
    if isinstance(error, RequestDataTooBig):
        return TooLarge()
    if isinstance(error, LawBroken):
        return exceptions.ValidationError(law_errors(error))
    if isinstance(error, SearchTooSlow):
        return exceptions.ValidationError({"q": [str(error)]})
    if isinstance(error, StepRefused):
        return Conflict(str(error), code="step_refused")
    if isinstance(error, DatabaseError):
        return _of_database(error)
    return error


def _of_database(error: DatabaseError) -> Exception:
    """Return what a law of the database refused, or ``error`` itself when it is a failure."""
    try:
        sentence = sentence_of(error)
    except DatabaseError:
        return error
    if isinstance(error, DataError):
        return exceptions.ValidationError([sentence])
    return Conflict(sentence, code="law" if isinstance(error, IntegrityError) else "conflict")


def law_errors(error: LawBroken) -> dict[str, list[exceptions.ErrorDetail]]:
    """Return the errors of a model's validation under the names that serializers use."""
    has_fields = hasattr(error, "error_dict")
    found = error.error_dict if has_fields else {"__all__": error.error_list}
    return {
        "non_field_errors" if name == "__all__" else name: [
            exceptions.ErrorDetail(message, code=one.code or "invalid")
            for one in errors
            for message in one.messages
        ]
        for name, errors in found.items()
    }


def _headers(error: exceptions.APIException) -> dict[str, str]:
    headers = {}
    if getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = error.auth_header
    wait = getattr(error, "wait", None)
    if wait is not None:
        headers["Retry-After"] = str(max(1, int(wait)))
    return headers


def _api_problem(error: exceptions.APIException) -> dict[str, Any]:
    code = error.status_code
    if isinstance(error, exceptions.ValidationError):
        errors = list(_field_errors(error.detail, ""))
        return problem(code, "Some of what you sent can't be kept.", errors=errors)
    if isinstance(error, BadValue):
        found = {"pointer": error.pointer, "code": error.default_code, "detail": str(error.detail)}
        return problem(code, "Some of what you sent can't be kept.", errors=[found])
    if isinstance(error, exceptions.Throttled):
        return problem(code, str(error.detail), kind=QUOTA_EXCEEDED)
    return problem(code, str(error.detail), kind=_KINDS.get(error.detail.code, "about:blank"))


def _field_errors(detail: Any, pointer: str) -> Any:
    if isinstance(detail, dict):
        for name, inner in detail.items():
            step = "" if name == "non_field_errors" else f"/{escaped(str(name))}"
            yield from _field_errors(inner, pointer + step)
    elif isinstance(detail, list):
        nested = any(isinstance(inner, dict | list) for inner in detail)
        for position, inner in enumerate(detail):
            yield from _field_errors(inner, f"{pointer}/{position}" if nested else pointer)
    else:
        yield {
            "pointer": pointer,
            "code": getattr(detail, "code", None) or "invalid",
            "detail": str(detail),
        }


def escaped(name: str) -> str:
    """Return ``name`` as one step of a JSON pointer (RFC 6901)."""
    return name.replace("~", "~0").replace("/", "~1")


def problem_response(request: HttpRequest, code: int, detail: str) -> HttpResponse:
    """Return a problem outside of any view: for unknown addresses and failures below them."""
    body = problem(code, detail, instance=request.path)
    return JsonResponse(body, status=code, content_type=PROBLEM_TYPE)
