"""Test cases that know of the audit, which refuses to be emptied."""

from django.db import connection
from django.test import TransactionTestCase


class AuditedTransactionTestCase(TransactionTestCase):
    """A test that commits; afterwards the tables are emptied in spite of their guards.

    The rating scale and the roles, which migrations wrote, are kept through the flush.
    """

    serialized_rollback = True

    def _fixture_teardown(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT tgrelid::regclass, tgname FROM pg_trigger"
                " WHERE tgname IN ('claims_audit_truncate', 'claims_keep_all')"
            )
            guards = cursor.fetchall()
            for table, guard in guards:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {guard}")
        super()._fixture_teardown()
        with connection.cursor() as cursor:
            for table, guard in guards:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {guard}")
