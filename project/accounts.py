"""How people get in: accounts are made by an administrator, never by signing up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """The house rules for sign-in."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Answer that nobody can make an account for themselves."""
        return False


def client_address(request: HttpRequest) -> str:
    """Return the address that a request came from, as far as our own proxies vouch for it.

    Each proxy appends the address that it saw to X-Forwarded-For, so with N proxies of ours the
    N-th entry from the right was written by the outermost one. All before it is hearsay.
    """
    seen: str = request.META.get("REMOTE_ADDR", "")
    if not settings.CLAIMS_PROXIES:
        return seen
    forwarded: list[str] = [
        part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")
    ]
    if len(forwarded) < settings.CLAIMS_PROXIES:
        return seen
    return forwarded[-settings.CLAIMS_PROXIES] or seen
