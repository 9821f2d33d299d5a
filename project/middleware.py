"""What happens around every request."""

import structlog
from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware

from project.accounts import client_address


class RequestLog(RequestMiddleware):
    """Log lines that carry the request's id, its user, and the address that it came from."""

    @classmethod
    def bind_ip(cls, request: HttpRequest) -> None:
        """Note the address that our own proxies vouch for, and none that a header just claims."""
        structlog.contextvars.bind_contextvars(ip=client_address(request))
