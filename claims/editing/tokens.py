"""Making and revoking the keys of machines."""

from collections.abc import Sequence
from datetime import timedelta

from django.core.exceptions import ValidationError

from claims.audit import acting
from claims.choices import Role, Scope
from claims.models import ApiToken, User
from claims.review import rights

LONGEST_LIFETIME = timedelta(days=366)


def create_token(
    user: User,
    *,
    name: str,
    scopes: Sequence[str],
    lifetime: timedelta,
    by: User | None,
    request_id: str = "",
) -> tuple[ApiToken, str]:
    """Make a token with the rights of ``user`` within ``scopes``; return it and its key.

    The key is not kept and can't be shown again. ``by`` is None for the shell. Raises
    ``PermissionDenied``, and ``ValidationError`` for an unknown scope, an empty name or a
    lifetime that is not positive or longer than a year.
    """
    if by is not None and by != user and not rights.has_role(by, Role.ADMINISTRATOR):
        rights.ask(by, "change", User)
    unknown = sorted(set(scopes) - set(Scope.values))
    if unknown or not scopes:
        known = ", ".join(Scope.values)
        raise ValidationError({"scopes": f"Choose from {known}; not {', '.join(unknown) or '-'}."})
    if not timedelta() < lifetime <= LONGEST_LIFETIME:
        raise ValidationError({"expiry": "A token is good for one day to one year."})
    if not name.strip():
        raise ValidationError({"name": "Say what the token is for."})
    with acting(by, reason="token made", request_id=request_id, name="command line"):
        token, key = ApiToken.objects.create(  # type: ignore[no-untyped-call]
            user=user, expiry=lifetime, name=name.strip(), scopes=list(dict.fromkeys(scopes))
        )
    return token, str(key)


def revoke_token(token: ApiToken, *, by: User, request_id: str = "") -> None:
    """Take the token out of use for good. Raises ``PermissionDenied``."""
    rights.ask(by, "delete", token)
    with acting(by, reason="token revoked", request_id=request_id):
        token.delete()
