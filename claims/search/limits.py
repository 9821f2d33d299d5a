"""How long a search may take: PostgreSQL itself ends what runs longer."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper
from psycopg.errors import QueryCanceled

# Each table that a search reads has an index for it. The planner, which can only guess how many
# rows hold a word, would now and then read all of them for the few that are wanted. No search runs
# long enough to be worth compiling, nor to be shared out among processes.
BY_INDEX = {"enable_seqscan": "off", "jit": "off", "max_parallel_workers_per_gather": "0"}
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
        self._began = time.monotonic()
        self._ends = self._told = 0.0

    @contextmanager
    def running(self, share: float = 1) -> Iterator[None]:
        """Run statements within ``share`` of the time that a search may take, from its beginning.

        Raises ``SearchTooSlow`` when that is not enough. The limit holds inside this block only,
        whatever transaction is around it. Each statement gets no more than what is left by then.
        """
        self._told = self._left(share)
        is_within = connection.in_atomic_block
        wanted = {"statement_timeout": f"{self._told}ms", **BY_INDEX}
        try:
            with (
                transaction.atomic(),
                local_settings(wanted, hand_back=is_within),
                connection.execute_wrapper(self._in_time),
            ):
                yield
        except OperationalError as error:
            if isinstance(error.__cause__, QueryCanceled):
                raise SearchTooSlow() from error
            raise

    def allow(self, share: float) -> None:
        """Let what follows in the block have ``share`` of the time that a search may take."""
        self._left(share)

    def _in_time(
        self,
        execute: Callable[..., Any],
        sql: Any,
        parameters: Any,
        many: bool,
        context: dict[str, Any],
    ) -> Any:
        """Execute a statement; first tell PostgreSQL what is left when that is much less by now."""
        left = self._left()
        if self._told - left > NOT_WORTH_TELLING:
            self._told = left
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('statement_timeout', %s, true)", [f"{left}ms"])
        return execute(sql, parameters, many, context)

    def _left(self, share: float | None = None) -> int:
        if share is not None:
            self._ends = self._began + share * settings.CLAIMS_SEARCH_SECONDS
        left = int((self._ends - time.monotonic()) * 1000)
        if left <= 0:
            raise SearchTooSlow()
        return left


@contextmanager
def local_settings(values: dict[str, str], *, hand_back: bool = True) -> Iterator[None]:
    """Give settings of PostgreSQL other values inside this block, within a transaction.

    Handed back by hand, unless the transaction ends with the block: in a larger one they would
    outlive it. After an error the savepoint around the block does so.
    """
    with connection.cursor() as cursor:
        before = _set(cursor, values, tell=hand_back)
        yield
        if hand_back:
            _set(cursor, dict(zip(values, before, strict=True)))


def _set(
    cursor: CursorWrapper, values: Mapping[str, str | None], *, tell: bool = False
) -> Sequence[str | None]:
    """Set the settings; return what they were before, in the same order, to be told that."""
    columns = ["current_setting(%s, true)"] * len(values) if tell else []
    columns += ["set_config(%s, %s, true)"] * len(values)
    parameters: list[str | None] = [*values] if tell else []
    parameters += [part for pair in values.items() for part in pair]
    cursor.execute(f"SELECT {', '.join(columns)}", parameters)
    before: tuple[str | None, ...] = cursor.fetchone()
    return before[: len(values)]
