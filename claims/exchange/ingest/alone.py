"""One worker at a time for each import."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from claims.models import ImportBatch


@contextmanager
def only_one(batch: ImportBatch) -> Iterator[bool]:
    """Hold the import while its rows are worked on: a second worker is told to leave it alone.

    The lock belongs to the connection, so a worker that is killed lets go of it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext('claims_import'), %s)", [batch.pk])
        alone = bool(cursor.fetchone()[0])
    try:
        yield alone
    finally:
        if alone and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_advisory_unlock(hashtext('claims_import'), %s)", [batch.pk]
                )
