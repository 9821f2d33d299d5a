"""Test cases that know of the audit, which refuses to be emptied."""

from importlib import import_module
from typing import Any

import psycopg
from django.apps import apps
from django.db import connection
from django.test import TransactionTestCase

_SEEDS = [
    import_module(f"claims.migrations.{name}").seed
    for name in ("0003_scale_and_roles", "0009_rating_map")
]
_KEPT = ("django_migrations", "django_content_type", "auth_permission")


class AuditedTransactionTestCase(TransactionTestCase):
    """A test that commits; afterwards the tables are emptied in spite of their guards.

    The rating scale, the roles and the rating map, which migrations wrote, are written anew.
    """

    def link(self, **different: Any) -> psycopg.Connection[Any]:
        """Return a connection of its own to the test's database, but for what is ``different``."""
        given = connection.get_connection_params()
        wanted = ("dbname", "user", "password", "host", "port")
        usual = {name: given[name] for name in wanted if given.get(name)}
        link = psycopg.connect(**(usual | different))
        self.addCleanup(link.close)
        return link

    def _fixture_teardown(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT tgrelid::regclass, tgname FROM pg_trigger"
                " WHERE tgname IN ('claims_audit_truncate', 'claims_keep_all')"
            )
            guards = cursor.fetchall()
            cursor.execute(
                "SELECT tablename FROM pg_tables"
                " WHERE schemaname = 'public' AND tablename <> ALL (%s)",
                [list(_KEPT)],
            )
            tables = ", ".join(connection.ops.quote_name(name) for (name,) in cursor.fetchall())
            _switch(guards, "DISABLE")
            cursor.execute(f"TRUNCATE {tables} RESTART IDENTITY")
            _switch(guards, "ENABLE")
        with connection.schema_editor() as editor:
            for seed in _SEEDS:
                seed(apps, editor)


def _switch(guards: list[tuple[str, str]], how: str) -> None:
    with connection.cursor() as cursor:
        for table, guard in guards:
            cursor.execute(f"ALTER TABLE {table} {how} TRIGGER {guard}")
