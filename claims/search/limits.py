"""How long a search may take: PostgreSQL itself ends what runs longer."""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper
from psycopg.errors import QueryCanceled

# Each table that a search reads has an index for it. The planner, which can only guess how many
# rows hold a word, would now and then read all of them for the few that are wanted; and no search
# runs long enough to be worth compiling.
BY_INDEX = {"enable_seqscan": "off", "jit": "off"}
# Telling PostgreSQL anew what is left costs as much as a quick statement.
NOT_WORTH_TELLING = 100


class SearchTooSlow(Exception):
    """A search was ended because it took longer than ``CLAIMS_SEARCH_SECONDS``."""

    def __init__(self) -> None:
        super().__init__(
            "This search takes too long. Say more exactly what you look for: more words, "
            "or fields such as topic: or after:."
        )


class Clock:
    """What is left of the time that one search may take."""

    def __init__(self) -> None:
        self._ends = time.monotonic() + settings.CLAIMS_SEARCH_SECONDS
        self._told = 0

    @contextmanager
    def running(self) -> Iterator[None]:
        """Run statements within what is left; raises ``SearchTooSlow`` when that is not enough.

        The limit holds inside this block only, whatever transaction is around it.
        """
        self._told = self._left()
        try:
            with (
                transaction.atomic(),
                local_settings(statement_timeout=f"{self._told}ms", **BY_INDEX),
            ):
                yield
        except OperationalError as error:
            if isinstance(error.__cause__, QueryCanceled):
                raise SearchTooSlow() from error
            raise

    def go_on(self) -> None:
        """Give the next statement of the block no more than what is left by now."""
        left = self._left()
        if self._told - left > NOT_WORTH_TELLING:
            self._told = left
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('statement_timeout', %s, true)", [f"{left}ms"])

    def _left(self) -> int:
        left = int((self._ends - time.monotonic()) * 1000)
        if left <= 0:
            raise SearchTooSlow()
        return left


@contextmanager
def local_settings(**values: str) -> Iterator[None]:
    """Give settings of PostgreSQL other values inside this block, within a transaction.

    Names with a dot are written with two underscores. Handed back by hand: what is set for a
    transaction would else outlive the block when a larger transaction is around it. After an
    error the savepoint around it does so.
    """
    names = [name.replace("__", ".") for name in values]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(['current_setting(%s, true)'] * len(names))}", names)
        before = cursor.fetchone()
        _set(cursor, zip(names, values.values(), strict=True))
        yield
        _set(cursor, zip(names, before, strict=True))


def _set(cursor: CursorWrapper, values: Iterable[tuple[str, str | None]]) -> None:
    pairs = list(values)
    calls = ", ".join(["set_config(%s, %s, true)"] * len(pairs))
    cursor.execute(f"SELECT {calls}", [part for pair in pairs for part in pair])
