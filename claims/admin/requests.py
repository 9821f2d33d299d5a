"""What ties a request's log lines and its audit entries together."""

from structlog.contextvars import get_contextvars


def request_id_of() -> str:
    """Return the id of the request that is being answered."""
    return str(get_contextvars().get("request_id", ""))
