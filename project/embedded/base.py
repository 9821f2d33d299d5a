"""The database backend that starts the embedded server, or attaches to it, when first needed.

Settings are also read by programs that never open a connection (type checkers, `--help`); a
server that started with the settings would start for those too.
"""

from collections.abc import Iterable
from typing import Any

from django.db.backends.postgresql import client

from project import postgres
from project.cluster import ROLE
from project.pooled import base


class DatabaseClient(client.DatabaseClient):
    """The shell of the embedded server, for `manage.py dbshell`."""

    def runshell(self, parameters: Iterable[str]) -> None:
        """Start psql on the running server."""
        self.connection.attach()  # type: ignore[attr-defined]
        super().runshell(parameters)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to the embedded server."""

    client_class = DatabaseClient

    def attach(self) -> None:
        """Make sure that the server runs, and note where it is found."""
        if not self.settings_dict["PASSWORD"]:
            server = postgres.start()
            self.settings_dict.update(
                HOST=server.host,
                PORT=str(server.port),
                USER=ROLE,
                PASSWORD=server.password,
            )

    def get_connection_params(self) -> dict[str, Any]:
        """Return what psycopg needs in order to connect."""
        self.attach()
        return super().get_connection_params()
