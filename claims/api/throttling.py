"""How often one client may ask, and telling it how much is left.

Counts are kept by each web process for itself, so with N processes a client may ask up to N
times as often; that keeps a read free of a write.
"""

import time
from typing import Any

from django.conf import settings
from django.core.cache import cache
from rest_framework.exceptions import Throttled
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle


class WindowThrottle(SimpleRateThrottle):
    """Counts requests in windows of fixed length: one number a client, however many it sends."""

    def __init__(self) -> None:
        """Leave the rate until the request is known."""

    def look(self, request: Request, scope: str, who: str) -> int:
        """Read the rate of ``scope``; return how many requests ``who`` has made in the window."""
        self.scope = scope
        self.num_requests, self.duration = self.parse_rate(settings.CLAIMS_API_RATES[scope])
        window, passed = divmod(time.time(), self.duration)
        self.reset = max(1, int(self.duration - passed))
        self.key = f"throttle-{scope}-{who}-{int(window)}"
        return int(cache.get(self.key, 0))

    def add_one(self) -> int:
        """Count one more request and return how many there were."""
        if cache.add(self.key, 1, self.duration):
            return 1
        try:
            return int(cache.incr(self.key))
        except ValueError:
            # The window ended between the two calls.
            return 1

    def wait(self) -> float:
        """Return the seconds until the window ends."""
        return float(self.reset)


class ApiThrottle(WindowThrottle):
    """Counts reads of strangers, reads of users and writes apart."""

    def allow_request(self, request: Request, view: Any) -> bool:
        """Return whether the request may go on; leave the figures on the request."""
        signed_in = bool(request.user and request.user.is_authenticated)
        scope = "anonymous"
        if signed_in:
            reads = request.method in SAFE_METHODS or getattr(view, "reads", False)
            scope = "read" if reads else "write"
        self.look(
            request, scope, f"user-{request.user.pk}" if signed_in else self.get_ident(request)
        )
        used = self.add_one()
        request._request.rate_figures = {
            "policy": self.scope,
            "quota": self.num_requests,
            "window": self.duration,
            "left": max(0, self.num_requests - used),
            "reset": self.reset,
        }
        return used <= self.num_requests


class WrongTokenThrottle(WindowThrottle):
    """Counts the wrong tokens that come from one address."""

    def refuse_when_spent(self, request: Request) -> None:
        """Raise ``Throttled`` when too many wrong tokens came from where ``request`` comes from."""
        if self.look(request, "wrong_token", self.get_ident(request)) >= self.num_requests:
            raise Throttled(self.wait(), "Too many wrong tokens came from your address.")

    def count(self, request: Request) -> None:
        """Count one wrong token."""
        self.add_one()


def rate_headers(request: Any) -> dict[str, str]:
    """Return the RateLimit headers (IETF draft) for what the throttle counted, if it did."""
    figures = getattr(request, "rate_figures", None)
    if not figures:
        return {}
    return {
        "RateLimit-Policy": f'"{figures["policy"]}";q={figures["quota"]};w={figures["window"]}',
        "RateLimit": f'"{figures["policy"]}";r={figures["left"]};t={figures["reset"]}',
    }
