"""Who asks: a machine by its token, or a person by the session of the other faces."""

from datetime import timedelta
from functools import cache
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import OuterRef
from django.utils import timezone
from knox.auth import TokenAuthentication
from knox.crypto import hash_token
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from claims.api.compiled import Given, Statement
from claims.api.errors import RIGHT_MISSING
from claims.api.throttling import WrongTokenThrottle
from claims.choices import Scope
from claims.models import ApiToken, User

NOTED_EVERY = timedelta(minutes=1)


class ScopedTokenAuthentication(TokenAuthentication):
    """A knox token in ``Authorization: Token …`` or ``Bearer …``; notes when it was last used."""

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

    def authenticate_header(self, request: Request) -> str:
        """Return the scheme that the client speaks: ``Bearer`` (RFC 6750) if it sent that."""
        scheme = request.headers.get("Authorization", "").partition(" ")[0]
        return "Bearer" if scheme.lower() == "bearer" else str(super().authenticate_header(request))

    def authenticate_credentials(self, token: bytes) -> tuple[User, ApiToken]:
        """Return the token's owner and the token; raise ``AuthenticationFailed`` (401).

        A token that has expired is refused; its row stays, for the record of who held it.
        """
        found = _find(hash_token(token.decode()))
        now = timezone.now()
        if found is None or found.expiry is None or found.expiry < now:
            raise AuthenticationFailed("Invalid token.")
        user, auth = self.validate_user(found)
        if auth.last_used_at is None or auth.last_used_at < now - NOTED_EVERY:
            ApiToken.objects.filter(pk=auth.pk).update(last_used_at=now)
        return user, auth


def _find(digest: str) -> ApiToken | None:
    """Return the token of this digest with its owner and their roles, by one statement.

    Every request of a machine begins here, and putting the statement together, or planning it,
    would take more time than all else that PostgreSQL does for it: so that is done only once.
    """
    statement, token_fields, user_fields = _statement()
    found = statement.read({"digest": digest})
    if not found:
        return None
    row = found[0]
    middle = len(token_fields)
    token: ApiToken = ApiToken.from_db(connection.alias, token_fields, row[:middle])
    token.user = User.from_db(connection.alias, user_fields, row[middle:-1])
    token.user.role_names = frozenset(row[-1])
    return token


@cache
def _statement() -> tuple[Statement, list[str], list[str]]:
    """Return the statement, and the fields of token and owner in the order of its columns."""
    token_fields = [field.attname for field in ApiToken._meta.concrete_fields]
    user_fields = [field.attname for field in User._meta.concrete_fields]
    roles = Group.objects.filter(user=OuterRef("user")).order_by().values("name")
    rows = ApiToken.objects.annotate(roles=ArraySubquery(roles)).filter(digest=Given("digest"))
    columns = [*token_fields, *(f"user__{name}" for name in user_fields), "roles"]
    return Statement.of(rows.order_by().values_list(*columns)), token_fields, user_fields


class HeaderSessionAuthentication(SessionAuthentication):
    """The session of a signed-in person, with CSRF protection on everything that writes."""

    def authenticate_header(self, request: Request) -> str:
        """Name how to sign in, so that strangers get a 401 and not a 403."""
        return "Token"


class HasScope(BasePermission):
    """A token may do only what its scopes name; a session may do all that its owner may.

    A view names the scope of its writes in ``write_scope``, of its reads in ``read_scope``.
    """

    message = "The token lacks the scope that this takes."
    code = RIGHT_MISSING

    def has_permission(self, request: Request, view: Any) -> bool:
        """Return whether the token, if there is one, has the scope."""
        if not isinstance(request.auth, ApiToken):
            return True
        reads = request.method in SAFE_METHODS or getattr(view, "reads", False)
        needed = getattr(view, "read_scope", Scope.READ) if reads else view.write_scope
        self.message = f"This takes a token with the scope {needed}."
        return needed in request.auth.scopes
