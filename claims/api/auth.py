"""Who asks: a machine by its token, or a person by the session of the other faces."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from knox.auth import TokenAuthentication
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from claims.api.errors import RIGHT_MISSING
from claims.api.throttling import WrongTokenThrottle
from claims.choices import Scope
from claims.models import ApiToken, User

NOTED_EVERY = timedelta(minutes=1)


class ScopedTokenAuthentication(TokenAuthentication):
    """A knox token in ``Authorization: Token …``; notes when it was last used."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """Return owner and token, or None without the header.

        Raises ``AuthenticationFailed`` (401) for a wrong token, and ``Throttled`` (429) for
        somebody who sent too many of them: guessing is as slow here as at the sign-in.
        """
        guesses = WrongTokenThrottle()
        if request.headers.get("Authorization"):
            guesses.refuse_when_spent(request)
        try:
            found: tuple[User, ApiToken] | None = super().authenticate(request)
        except UnicodeError as error:
            guesses.count(request)
            raise AuthenticationFailed("The token holds odd characters.") from error
        except AuthenticationFailed:
            guesses.count(request)
            raise
        return found

    def _cleanup_token(self, auth_token: ApiToken) -> bool:
        """Return whether the token has expired; its row stays, for the record of who held it."""
        return auth_token.expiry is not None and auth_token.expiry < timezone.now()

    def authenticate_credentials(self, token: bytes) -> tuple[User, ApiToken]:
        """Return the token's owner and the token; raise ``AuthenticationFailed`` (401)."""
        user, auth = super().authenticate_credentials(token)
        now = timezone.now()
        if auth.last_used_at is None or auth.last_used_at < now - NOTED_EVERY:
            ApiToken.objects.filter(pk=auth.pk).update(last_used_at=now)
        return user, auth


class HeaderSessionAuthentication(SessionAuthentication):
    """The session of a signed-in person, with CSRF protection on everything that writes."""

    def authenticate_header(self, request: Request) -> str:
        """Name how to sign in, so that strangers get a 401 and not a 403."""
        return "Token"


class HasScope(BasePermission):
    """A token may do only what its scopes name; a session may do all that its owner may.

    A view names the scope of its writes in ``write_scope``; reading takes ``read``.
    """

    message = "The token lacks the scope that this takes."
    code = RIGHT_MISSING

    def has_permission(self, request: Request, view: Any) -> bool:
        """Return whether the token, if there is one, has the scope."""
        if not isinstance(request.auth, ApiToken):
            return True
        needed = Scope.READ if request.method in SAFE_METHODS else view.write_scope
        self.message = f"This takes a token with the scope {needed}."
        return needed in request.auth.scopes
