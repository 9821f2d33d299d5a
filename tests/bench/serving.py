"""The servers of the bench: gunicorn as users run it, and two processes that make the load."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from typing import Any, NamedTuple

from django.conf import settings

from project.postgres import BASE
from tests.bench.processor import postmaster, seconds_of

# As many threads as the load has connections, in more processes than there are cores.
WORKERS = 4
THREADS = 2
PATIENCE = 60


class Turn(NamedTuple):
    """What one turn of one side took: the seconds of each request, and of the processor."""

    taken: list[float]
    processor: float


class Bench:
    """A web server on the present database, and the load; to be closed."""

    def __init__(self, dsn: str) -> None:
        self.dsn = dsn
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.rounds = 0
        self.postgresql = postmaster()
        environment = os.environ | {
            "DATABASE_URL": dsn,
            "SECRET_KEY": settings.SECRET_KEY,
            "ALLOWED_HOSTS": "127.0.0.1",
            "CLAIMS_DB_POOL": str(THREADS),
        }
        self.web = subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", "tests.bench.wsgi"),
                *(f"--bind=127.0.0.1:{self.port}", "--worker-class=gthread"),
                *(f"--workers={WORKERS}", f"--threads={THREADS}", "--keep-alive=60"),
                "--log-level=warning",
            ],
            cwd=BASE,
            env=environment,
        )
        self.load = [
            subprocess.Popen(
                [sys.executable, "-m", "tests.bench.load"],
                cwd=BASE,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for _ in range(2)
        ]
        self.wait()

    def wait(self) -> None:
        """Wait until the server answers."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/api/v1/", timeout=5)
                return
            except (OSError, urllib.error.URLError):
                time.sleep(0.2)
        raise TimeoutError("the web server does not answer")

    def measure(self, job: dict[str, Any], seconds: float) -> Turn:
        """Have both processes do ``job`` at once; return what every request took."""
        self.rounds += 1
        before = self.used()
        aim = {"dsn": self.dsn} if "statements" in job else {"port": self.port}
        for number, process in enumerate(self.load):
            turn = {"seconds": seconds, "first": number * 31, "process": number + 1}
            told = json.dumps(job | aim | turn | {"round": self.rounds})
            assert process.stdin
            process.stdin.write(told + "\n")
            process.stdin.flush()
        taken: list[float] = []
        for process in self.load:
            assert process.stdout
            answer = json.loads(process.stdout.readline())
            if "error" in answer:
                raise RuntimeError(answer["error"])
            taken += answer["taken"]
        return Turn(taken, self.used() - before)

    def used(self) -> float:
        """Return the processor seconds that the server, PostgreSQL and the load have used."""
        roots = [self.web.pid, *(process.pid for process in self.load)]
        return seconds_of([*roots, self.postgresql] if self.postgresql else roots)

    def close(self) -> None:
        """End all three."""
        for process in (*self.load, self.web):
            process.terminate()
            process.wait()
