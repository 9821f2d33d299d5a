"""A house of its own for the questions: a scratch database, and a real server in front of it."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection

from claims.choices import Scope
from claims.editing.corpus import load_corpus, read_corpus
from claims.editing.tokens import create_token
from claims.models import User
from claims.search.meaning.vectors import keep_vectors
from claims.search.rebuild import count_stems
from project.postgres import BASE

DATABASE = "claimbook_quality"
PATIENCE = 60


@contextmanager
def scratch_database() -> Iterator[None]:
    """Turn to an empty database with our tables, and remove it afterwards."""
    home = connection.settings_dict["NAME"]
    _statements("postgres", f"DROP DATABASE IF EXISTS {DATABASE}", f"CREATE DATABASE {DATABASE}")
    _turn_to(DATABASE)
    try:
        call_command("migrate", verbosity=0, interactive=False)
        yield
    finally:
        _statements("postgres", f"DROP DATABASE {DATABASE} WITH (FORCE)")
        _turn_to(home)


def _turn_to(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


def _statements(database: str, *statements: str) -> None:
    _turn_to(database)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def load(corpus: Path) -> dict[str, str]:
    """Record the claims of ``corpus``; return the id of each by its reference."""
    with corpus.open(encoding="utf-8", newline="\n") as file:
        rows = read_corpus(file, "en").rows
    loaded = load_corpus(rows, by=None, name="quality", reason="to be measured")
    keep_vectors()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return dict(loaded.refs)


def remove(refs: Collection[str]) -> None:
    """Remove these claims again, and count anew how rare words are."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM claims_claimwording WHERE claim_id IN"
            " (SELECT id FROM claims_claim WHERE ref = ANY (%s))",
            [list(refs)],
        )
        cursor.execute("DELETE FROM claims_claim WHERE ref = ANY (%s)", [list(refs)])
    count_stems()


class House:
    """A web server on the scratch database, asked as others ask it; to be closed."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        asker = User.objects.create_user("asker", is_superuser=True)
        _, self.key = create_token(
            asker, name="quality", scopes=[Scope.READ], lifetime=timedelta(days=1), by=None
        )
        self.web = subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", "project.wsgi"),
                *(f"--bind=127.0.0.1:{self.port}", "--threads=1", "--log-level=warning"),
            ],
            cwd=BASE,
            env=os.environ
            | {
                "DATABASE_URL": _address(),
                "SECRET_KEY": "q" * 60,
                "ALLOWED_HOSTS": "127.0.0.1",
                # No static files are collected for it, and none are asked for.
                "PYTHONWARNINGS": "ignore",
            },
        )
        self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/api/v1/", timeout=5)
                return
            except OSError:
                time.sleep(0.2)
        raise TimeoutError("the web server does not answer")

    def ask(self, text: str, limit: int) -> list[dict[str, Any]]:
        """Return what the server answers when asked who said ``text`` before."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api/v1/claims/match/",
            data=json.dumps({"text": text, "limit": limit}).encode(),
            headers={"Content-Type": "application/json", "Authorization": f"Token {self.key}"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            found: list[dict[str, Any]] = json.load(answer)["results"]
        return found

    def close(self) -> None:
        """End the server."""
        self.web.terminate()
        self.web.wait()


def _address() -> str:
    """Return the address of the scratch database, for DATABASE_URL."""
    connection.ensure_connection()
    told = connection.connection.info
    return (
        f"postgresql://{told.user}:{told.password}@/{DATABASE}"
        f"?host={urllib.request.quote(told.host, safe='')}&port={told.port}"
    )
