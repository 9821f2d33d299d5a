"""Sending the same POST twice without doing it twice (IETF draft Idempotency-Key)."""

import hashlib
from collections.abc import Callable
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.errors import Conflict, KeyReused
from claims.canonical.payload import digest
from claims.models import IdempotencyKey

KEPT_FOR = timedelta(hours=24)
LONGEST_KEY = 255
_KEPT_HEADERS = ("Location", "ETag")


def once(request: Request, act: Callable[[], Response]) -> Response:
    """Do ``act`` once for each Idempotency-Key of a user; give its answer again afterwards.

    The answer is kept in the transaction that the act writes in, so either both stand or
    neither. Refuses a key that came with another request (422), or whose first request is
    still running (409). Without the header the act is simply done.
    """
    given = request.headers.get("Idempotency-Key")
    if given is None:
        return act()
    key = given.strip().strip('"')
    if not key or len(key) > LONGEST_KEY or not key.isprintable():
        raise ValidationError(
            {"Idempotency-Key": f"Give 1 to {LONGEST_KEY} printable characters, such as a UUID."}
        )
    request_digest = digest(
        {"method": str(request.method), "path": request.get_full_path(), "body": request.data}
    )
    with transaction.atomic():
        _hold(request.user.pk, key)
        kept = IdempotencyKey.objects.filter(user_id=request.user.pk, key=key).first()
        if kept is not None and kept.created_at < timezone.now() - KEPT_FOR:
            kept.delete()
            kept = None
        if kept is not None:
            return _again(kept, request_digest)
        response = act()
        IdempotencyKey.objects.create(
            user_id=request.user.pk,
            key=key,
            request_digest=request_digest,
            status=response.status_code,
            headers={name: response[name] for name in _KEPT_HEADERS if name in response},
            body={"data": response.data},
        )
    return response


def _hold(user_id: int, key: str) -> None:
    """Keep a second request with the same key out until this transaction ends."""
    name = hashlib.sha256(f"{user_id}:{key}".encode()).digest()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(%s)", [int.from_bytes(name[:8], signed=True)]
        )
        if not cursor.fetchone()[0]:
            raise Conflict("The first request with this Idempotency-Key is still running.")


def _again(kept: IdempotencyKey, request_digest: str) -> Response:
    if kept.request_digest != request_digest:
        raise KeyReused()
    headers = {**kept.headers, "Idempotent-Replayed": "true"}
    return Response(kept.body["data"], status=kept.status, headers=headers)
