"""The database backend whose pool looks at a connection before it is used, without a round trip.

Django has the pool send an empty statement before each request, to learn whether the connection
still lives. A server that went away, or ended the connection, has told so on the socket already.
"""

import select
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg_pool import ConnectionPool


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to PostgreSQL, from the pool where there is one."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> psycopg.Connection[Any]:
        """Return a connection that lives; those of the pool that don't are given up."""
        connection: psycopg.Connection[Any] = super().get_new_connection(conn_params)
        while self.pool and not is_alive(connection):
            connection.close()
            # The pool makes another instead, or says in the end that it can't.
            self.pool.putconn(connection)
            connection = super().get_new_connection(conn_params)
        return connection


def is_alive(connection: psycopg.Connection[Any]) -> bool:
    """Return whether an idle ``connection`` can be used.

    As long as nothing came in from the server it can. Whatever came in, be it a goodbye or a
    notice, is a reason to ask by a statement.
    """
    try:
        incoming = select.poll()
        incoming.register(connection.pgconn.socket, select.POLLIN)
        if incoming.poll(0):
            ConnectionPool.check_connection(connection)
    except psycopg.OperationalError:
        return False
    return True
