"""The embedded PostgreSQL server: started when nobody names one, shared by all our processes.

The server outlives the process that started it. Everything it owns is in one folder, `var/postgres`
unless CLAIMS_PG_DIR names another: `data`, `password`, `server.log` and, where the path is short
enough for one, its socket.
"""

import argparse
import fcntl
import hashlib
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg

from project import cluster
from project.binaries import (
    Account,
    ServerProblem,
    find_binaries,
    server_account,
    within_reach,
)
from project.cluster import DATABASE, ROLE
from project.processes import HAS_PROC, started, working_in

BASE = Path(__file__).resolve().parent.parent
DEFAULT_PORT = 5432
# The kernel's limit for a socket's address is 108 bytes with the closing zero.
LONGEST_SOCKET = 107


@dataclass(frozen=True)
class Server:
    """A running server: where its socket is, and the password of our role."""

    host: str
    port: int
    password: str

    def url(self) -> str:
        """Return the address for DATABASE_URL and psql."""
        return (
            f"postgresql://{ROLE}:{quote(self.password)}@/{DATABASE}"
            f"?host={quote(self.host, safe='')}&port={self.port}"
        )


def start() -> Server:
    """Return the running server, after starting it when nobody has yet.

    Waits as long as the server needs (recovery after a crash may take long). Raises ServerProblem.
    """
    home = _home()
    account = server_account(home / "data" if (home / "data").exists() else home)
    home = _prepare(home, account)
    server = _running(home)
    if server:
        return server
    with _only_one(home):
        return _running(home) or _launch(home, account)


def stop() -> bool:
    """Stop the server in our folder; return False when none was running."""
    data = _home().resolve() / "data"
    pid = _live_postmaster(data)
    if pid is None:
        return False
    sockets = Path(_pid_file(data)[4])
    os.kill(pid, signal.SIGINT)
    while _live_postmaster(data) == pid:
        time.sleep(0.05)
    if sockets != data.parent:
        # Ours since the path was too long for a socket; empty now, or somebody wants it.
        with suppress(OSError):
            sockets.rmdir()
    return True


def status() -> Server | None:
    """Return the running server, or None."""
    return _running(_home().resolve())


def _home() -> Path:
    chosen = os.environ.get("CLAIMS_PG_DIR")
    return BASE / chosen if chosen else BASE / "var" / "postgres"


def _prepare(home: Path, account: Account) -> Path:
    """Make the folder and return its real path, elsewhere when the account cannot reach this one.

    Folders that we did not make keep their permissions, so a root that works below a closed home
    gets the data in /var/lib/claimbook, and a link to them here.
    """
    if not home.exists():
        _make_folder(home, account)
        if not account.may_enter(home):
            home.rmdir()
            mark = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
            elsewhere = Path("/var/lib/claimbook") / mark
            if not elsewhere.exists():
                _make_folder(elsewhere, account)
            home.symlink_to(elsewhere)
    home = home.resolve()
    if not account.may_enter(home):
        raise ServerProblem(
            f"The user {account.name}, under which root runs PostgreSQL, cannot reach {home}. "
            "Name a folder that it can reach in CLAIMS_PG_DIR, or set DATABASE_URL."
        )
    return home


def _make_folder(folder: Path, account: Account) -> None:
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        if account.is_other:
            os.chown(folder, account.uid, account.gid)
    except OSError as error:
        raise ServerProblem(f"Cannot make {folder}: {error.strerror}.") from error


@contextmanager
def _only_one(home: Path) -> Iterator[None]:
    """Hold the folder's lock, so that two processes never start a server at once."""
    with (home / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _running(home: Path) -> Server | None:
    """Return the server that answers for this folder, or None."""
    lines = _pid_file(home / "data")
    if len(lines) < 5 or not (home / "password").exists():
        return None
    host, port = lines[4], int(lines[3])
    return _server(home, host, port) if _answers(host, port) else None


def _server(home: Path, host: str, port: int) -> Server:
    return Server(host, port, (home / "password").read_text().strip())


def _answers(host: str, port: int) -> bool:
    """Answer whether a server takes connections there, be it only to say that it is full."""
    ping = psycopg.pq.PGconn.ping(
        f"host='{_quoted(host)}' port={port} user={ROLE} dbname={DATABASE}".encode()
    )
    return ping == psycopg.pq.Ping.OK


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "\\'")


def _launch(home: Path, account: Account) -> Server:
    """Start the server under the lock: make its data when new, clear what a crash left behind."""
    data = home / "data"
    version = data / "PG_VERSION"
    wanted = int(version.read_text()) if version.exists() else None
    binaries = find_binaries(wanted, os.environ.get("CLAIMS_PG_BIN", ""))
    binaries = within_reach(binaries, account, home)
    if wanted is None:
        cluster.make_data(home, account, binaries)
    if not (home / "password").exists():
        raise ServerProblem(
            f"{home}/password is missing, and without it nobody gets at the data beside it. Put "
            "it back, or move the folder away to begin with an empty database."
        )
    asked = os.environ.get("CLAIMS_PG_PORT")
    port = int(asked or DEFAULT_PORT)
    sockets = _socket_folder(home, account, port)
    _wait_for_predecessor(data)
    pid = _live_postmaster(data)
    if pid is None:
        _clear_socket(sockets, port)
        pid = cluster.spawn(home, account, binaries, sockets=sockets, port=port, tcp=bool(asked))
    cluster.wait_until_ready(home, pid, lambda: _running(home) is not None)
    server = _server(home, str(sockets), port)
    cluster.make_database(str(sockets), port, server.password)
    return server


def _pid_file(data: Path) -> list[str]:
    """Return the lines in which a running server tells about itself."""
    try:
        return (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []


def _live_postmaster(data: Path) -> int | None:
    """Return the number of the server process, when it truly is the one for these data."""
    lines = _pid_file(data)
    if not lines:
        return None
    pid = int(lines[0])
    if HAS_PROC:
        return pid if pid in working_in(data) else None
    return pid if started(pid) else None


def _wait_for_predecessor(data: Path) -> None:
    """Wait for the last processes of a killed server, and clear the file that it left.

    PostgreSQL itself trusts the number in that file for as long as any process has it: one that
    nobody buried yet, or a stranger's after a restart of the machine.
    """
    while HAS_PROC and _live_postmaster(data) is None:
        if not working_in(data):
            (data / "postmaster.pid").unlink(missing_ok=True)
            return
        time.sleep(0.05)


def _socket_folder(home: Path, account: Account, port: int) -> Path:
    """Return a folder for the socket: ours, or a private one when the path would be too long."""
    if len(os.fsencode(home / f".s.PGSQL.{port}")) <= LONGEST_SOCKET:
        return home
    mark = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / f"claimbook-{account.uid}-{mark}"
    if len(os.fsencode(folder / f".s.PGSQL.{port}")) > LONGEST_SOCKET:
        folder = Path("/tmp") / folder.name  # noqa: S108
    _make_folder(folder, account)
    found = folder.lstat()
    # Anybody may make a folder of that name there, and would then see our passwords go by.
    if folder.is_symlink() or found.st_uid != account.uid or found.st_mode & 0o077:
        raise ServerProblem(
            f"{folder}, where the server's socket should be, belongs to somebody else or is open "
            "to others. Remove it."
        )
    return folder


def _clear_socket(folder: Path, port: int) -> None:
    """Remove what a killed server left of its socket, unless another server is using it."""
    if _answers(str(folder), port):
        raise ServerProblem(
            f"The socket {folder}/.s.PGSQL.{port} is taken: another PostgreSQL answers there. "
            "Stop that one, or name another port in CLAIMS_PG_PORT."
        )
    for name in (f".s.PGSQL.{port}", f".s.PGSQL.{port}.lock"):
        (folder / name).unlink(missing_ok=True)


def main(arguments: list[str] | None = None) -> int:
    """Obey the command line; return the exit code."""
    parser = argparse.ArgumentParser(prog="project.postgres", description=__doc__)
    parser.add_argument("act", choices=["start", "stop", "status", "url"])
    act = parser.parse_args(arguments).act
    try:
        if act == "stop":
            say = "PostgreSQL is stopped." if stop() else "PostgreSQL was not running."
        elif act == "url":
            say = start().url()
        else:
            server = start() if act == "start" else status()
            say = f"PostgreSQL answers in {server.host}." if server else "PostgreSQL is stopped."
    except ServerProblem as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    sys.stdout.write(f"{say}\n")
    return 3 if act == "status" and say.endswith("stopped.") else 0


if __name__ == "__main__":
    sys.exit(main())
