"""A pool whose connections are looked at before they are used."""

import copy
import time

from django.db import DEFAULT_DB_ALIAS, connection

from project.pooled.base import DatabaseWrapper, is_alive
from tests.base import AuditedTransactionTestCase


class PooledTests(AuditedTransactionTestCase):
    def setUp(self):
        settings = copy.deepcopy(connection.settings_dict)
        settings["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 1, "timeout": 20}
        settings["CONN_HEALTH_CHECKS"] = False
        connection.ensure_connection()
        self.pooled = DatabaseWrapper(
            settings | {"HOST": connection.settings_dict["HOST"]}, DEFAULT_DB_ALIAS
        )
        self.addCleanup(self.pooled.close_pool)
        self.addCleanup(self.pooled.close)

    def backend(self):
        """Return the process that serves the pooled connection, which then goes back."""
        with self.pooled.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            (pid,) = cursor.fetchone()
        self.pooled.close()
        return pid

    def test_the_same_connection_serves_again(self):
        self.assertEqual(self.backend(), self.backend())

    def test_one_that_the_server_ended_is_replaced(self):
        for _ in range(3):
            ended = self.backend()
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [ended])
                self.assertEqual(cursor.fetchone(), (True,))
            self.assertNotEqual(self.backend(), ended)

    def test_one_that_only_heard_something_is_kept(self):
        with self.pooled.cursor() as cursor:
            cursor.execute("LISTEN rumours")
        raw = self.pooled.connection
        with connection.cursor() as cursor:
            cursor.execute("NOTIFY rumours")
        time.sleep(0.2)
        self.assertTrue(is_alive(raw))
        raw.close()
        self.assertFalse(is_alive(raw))
