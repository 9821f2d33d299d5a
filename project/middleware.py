"""What happens around every request."""

from functools import cached_property

import structlog
from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django_structlog.middlewares import RequestMiddleware

from project.accounts import client_address


class RequestLog(RequestMiddleware):
    """Log lines that carry the request's id, its user, and the address that it came from."""

    @classmethod
    def bind_ip(cls, request: HttpRequest) -> None:
        """Note the address that our own proxies vouch for, and none that a header just claims."""
        structlog.contextvars.bind_contextvars(ip=client_address(request))


class ContentPolicy(CSPMiddleware):
    """What browsers may do with an answer: written once for all that bring no policy of their own.

    The views that do (``csp.decorators``) leave a mark on the response. No policy of ours has a
    nonce, which would be another one in each answer.
    """

    @cached_property
    def usual(self) -> str:
        """The policy of the settings."""
        return build_policy()

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Add the policy."""
        if any(name.startswith("_csp") for name in vars(response)):
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self.usual)
        return response
