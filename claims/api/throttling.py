"""How often one client may ask, and telling it how much is left.

Counts are kept by each web process for itself, so with N processes a client may ask up to N
times as often; that keeps a read free of a write.
"""

import time
from typing import Any

from django.conf import settings
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle


class ApiThrottle(SimpleRateThrottle):
    """Counts reads of strangers, reads of users and writes apart."""

    def __init__(self) -> None:
        """Leave the rate until the request is known."""

    def allow_request(self, request: Request, view: Any) -> bool:
        """Return whether the request may go on; leave the figures on the request."""
        self.scope = self._scope(request)
        self.rate = settings.CLAIMS_API_RATES[self.scope]
        self.num_requests, self.duration = self.parse_rate(self.rate)
        allowed = bool(super().allow_request(request, view))
        used = len(self.history)
        oldest = self.history[-1] if self.history else self.now
        request._request.rate_figures = {
            "policy": self.scope,
            "quota": self.num_requests,
            "window": self.duration,
            "left": max(0, self.num_requests - used),
            "reset": max(0, int(oldest + self.duration - time.time())),
        }
        return allowed

    def _scope(self, request: Request) -> str:
        if not request.user or not request.user.is_authenticated:
            return "anonymous"
        return "read" if request.method in SAFE_METHODS else "write"

    def get_cache_key(self, request: Request, view: Any) -> str:
        """Return what one client's requests are counted under."""
        signed_in = request.user and request.user.is_authenticated
        who = f"user-{request.user.pk}" if signed_in else self.get_ident(request)
        return f"throttle-{self.scope}-{who}"


def rate_headers(request: Any) -> dict[str, str]:
    """Return the RateLimit headers (IETF draft) for what the throttle counted, if it did."""
    figures = getattr(request, "rate_figures", None)
    if not figures:
        return {}
    return {
        "RateLimit-Policy": f'"{figures["policy"]}";q={figures["quota"]};w={figures["window"]}',
        "RateLimit": f'"{figures["policy"]}";r={figures["left"]};t={figures["reset"]}',
    }
