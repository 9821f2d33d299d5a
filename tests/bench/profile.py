"""Where the time of a work goes: what Python does, and what PostgreSQL is asked.

The requests go to the application itself, in this process, one after another: what is left out is
HTTP, the web server and waiting for each other.
"""

import cProfile
import io
import pstats
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.db import connection

from tests.bench.processor import postmaster, seconds_of
from tests.bench.works import Work

REQUESTS = 240
# Parts of a path, the first that fits, and what they are called.
_ROOMS = {
    "/django/template": "Django's templates",
    "/django/forms/": "Django's forms",
    "/django/db/": "Django's queries",
    "/django/contrib/admin/": "Django's admin",
    "/django/": "the rest of Django",
    "/rest_framework/": "Django REST framework",
    "/psycopg": "psycopg",
    "/site-packages/": "other packages",
    "/claims/": "Claimbook",
    "/project/": "Claimbook",
}
_LITERAL = re.compile(r"'(?:[^']|'')*'|\b\d+\b")
_SHOWN = 90

Application = Callable[[str], None]


def keep_connections() -> None:
    """Have connections kept and statements prepared in this process, as where it is served."""
    connection.close()
    options = connection.settings_dict["OPTIONS"]
    options.update(pool={"min_size": 1, "max_size": 2}, prepare_threshold=1)
    connection.settings_dict["CONN_HEALTH_CHECKS"] = False


def profile(work: Work) -> None:
    """Print what a request of ``work`` costs, its statements, and who used Python's time."""
    ask = application()
    requests = [work.requests[number % len(work.requests)] for number in range(REQUESTS)]
    for request in requests:
        ask(request)
    server = [pid for pid in (postmaster(),) if pid]
    before, began = seconds_of(server), time.process_time()
    for request in requests:
        ask(request)
    python, database = time.process_time() - began, seconds_of(server) - before
    print(
        f"\n{work.name}: {work.title}\n  a request takes the processor"
        f" {python / REQUESTS * 1000:.1f} ms in Python, {database / REQUESTS * 1000:.1f} ms in"
        " PostgreSQL"
    )
    _print_statements(ask, requests)
    _print_rooms(ask, requests)


def _print_statements(ask: Application, requests: list[str]) -> None:
    taken: dict[str, float] = defaultdict(float)
    counted: Counter[str] = Counter()

    def watch(execute: Any, sql: Any, parameters: Any, many: bool, context: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, parameters, many, context)
        finally:
            told = _LITERAL.sub("…", " ".join(str(sql).split()))[:_SHOWN]
            taken[told] += time.perf_counter() - began
            counted[told] += 1

    with connection.execute_wrapper(watch):
        for request in requests:
            ask(request)
    print("  statements: ms a request, how often, how they begin")
    for told in sorted(taken, key=lambda one: -taken[one]):
        each, often = taken[told] / len(requests) * 1000, counted[told] / len(requests)
        print(f"  {each:8.2f} {often:5.1f}  {told}")


def _print_rooms(ask: Application, requests: list[str]) -> None:
    profiler = cProfile.Profile(time.process_time)
    profiler.enable()
    for request in requests:
        ask(request)
    profiler.disable()
    stats: Any = pstats.Stats(profiler)
    used: dict[str, float] = defaultdict(float)
    for (path, _, _), (_, _, own, _, callers) in stats.stats.items():
        if path == "~":
            # What is built in counts for who called it.
            for (caller, _, _), (_, _, share, _) in callers.items():
                used[_room(caller)] += share
        else:
            used[_room(path)] += own
    whole = sum(used.values())
    print(f"  {stats.total_calls // len(requests):,} calls of functions a request; by own time:")
    for room in sorted(used, key=lambda one: -used[one]):
        print(f"  {used[room] / whole:8.0%}  {room}")


def _room(path: str) -> str:
    return next((name for part, name in _ROOMS.items() if part in path), "Python")


def application() -> Application:
    """Return what hands a request, written as it goes over the wire, to Claimbook."""
    serve = get_wsgi_application()

    def ask(request: str) -> None:
        head, _, body = request.partition("\r\n\r\n")
        first, *lines = head.split("\r\n")
        method, address, protocol = first.split(" ")
        path, _, query = address.partition("?")
        headers = (line.split(": ", 1) for line in lines)
        given = {name.upper().replace("-", "_"): value for name, value in headers}
        environment = {
            **{f"HTTP_{name}": value for name, value in given.items()},
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_TYPE": given.get("CONTENT_TYPE", ""),
            "CONTENT_LENGTH": given.get("CONTENT_LENGTH", ""),
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": protocol,
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body.encode()),
            "wsgi.errors": sys.stderr,
        }
        statuses: list[str] = []
        answer = serve(environment, lambda status, headers, *_: statuses.append(status))
        b"".join(answer)
        answer.close()
        if not statuses[0].startswith("200"):
            raise SystemExit(f"{method} {address} was answered with {statuses[0]}.")

    return ask
