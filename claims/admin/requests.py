"""What ties a request's log lines and its audit entries together."""

from django.http import HttpRequest
from structlog.contextvars import get_contextvars

LONGEST_REASON = 500


def request_id_of() -> str:
    """Return the id of the request that is being answered."""
    return str(get_contextvars().get("request_id", ""))


def reason_of(request: HttpRequest) -> str:
    """Return the reason that was typed with a form."""
    return request.POST.get("_reason", "")[:LONGEST_REASON].strip()
