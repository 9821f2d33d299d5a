"""Signing the changes of a transaction with the person who makes them."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from claims.models import User

_SETTINGS = ("actor_id", "actor_name", "reason", "step", "request_id")


@contextmanager
def acting(
    user: User | None,
    *,
    reason: str = "",
    step: str = "",
    request_id: str = "",
    name: str = "",
) -> Iterator[None]:
    """Sign every change inside the block with ``user``, in one transaction.

    ``reason`` says why, ``step`` names the step of ``CLAIM_STEPS`` that is taken, and
    ``request_id`` ties the entries to a request. Without a ``user`` the ``name`` signs, for
    work that no person started (a clock, a loader). Blocks nest: on leaving, the outer
    signature is back, because what is set here would otherwise last until the outermost
    transaction ends.
    """
    signature = (
        str(user.pk) if user is not None else "",
        user.display_name if user is not None else name,
        reason,
        step,
        request_id,
    )
    with transaction.atomic():
        outer = _swap(signature)
        yield
        _swap(outer)


def _swap(values: tuple[str, ...]) -> tuple[str, ...]:
    """Set the signature and return the one that stood before, by one statement."""
    before = ", ".join(
        f"coalesce(current_setting('claims.{name}', true), '')" for name in _SETTINGS
    )
    after = ", ".join(f"set_config('claims.{name}', %s, true)" for name in _SETTINGS)
    with connection.cursor() as cursor:
        # PostgreSQL works through the list from left to right.
        cursor.execute(f"SELECT {before}, {after}", [value.replace("\x00", "") for value in values])
        row: tuple[str, ...] = cursor.fetchone()[: len(_SETTINGS)]
        return row
