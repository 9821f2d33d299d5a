"""What PostgreSQL's own programs do for us: make a data folder, run a server on it, fill it."""

import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
from psycopg import sql

from project.binaries import Account, Binaries, ServerProblem
from project.processes import started

DATABASE = "claimbook"
ROLE = "claimbook"
SUPERUSER = "postgres"
QUIET_SECONDS = 10
LARGEST_LOG = 10_000_000
TUNING = {
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_connections": "100",
    "random_page_cost": "1.1",
    "jit": "off",
    "wal_compression": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
}
# What PostgreSQL says, and what a person can do about it.
KNOWN_PROBLEMS = {
    "No space left on device": "The disk is full. Make room, then try again; no data were lost.",
    "could not create any TCP/IP sockets": (
        "The port in CLAIMS_PG_PORT is taken. Name a free one, or none to use the socket alone."
    ),
    "Address already in use": "Another server holds the socket. Stop it, or set CLAIMS_PG_PORT.",
    "incompatible with server": (
        "The data come from another PostgreSQL. Name the folder of its programs in CLAIMS_PG_BIN."
    ),
    "could not map anonymous shared memory": "There is too little free memory for the server.",
    "Read-only file system": "The folder is on a read-only disk. Name another in CLAIMS_PG_DIR.",
    "Permission denied": "The server may not use a file of its own: see who owns the folder.",
}


def make_data(home: Path, account: Account, binaries: Binaries) -> None:
    """Make the data folder of a new server, with a random password beside it.

    It takes its name when it is complete, so a killed attempt leaves nothing that looks like data.
    """
    fresh = home / "data.new"
    shutil.rmtree(fresh, ignore_errors=True)
    password = home / "password"
    password.unlink(missing_ok=True)
    with open(os.open(password, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(32))
        if account.is_other:
            os.fchown(file.fileno(), account.uid, account.gid)
    # Whatever the surroundings say: a database in "C" folds no letter beyond ASCII, and search
    # would silently miss every claim that is not in English.
    locale = ["--locale=C.UTF-8", "--encoding=UTF8"]
    if binaries.major >= 17:
        locale.append("--locale-provider=builtin")
    done = subprocess.run(  # noqa: S603
        [
            binaries.program("initdb"),
            f"--pgdata={fresh}",
            f"--username={SUPERUSER}",
            "--auth=scram-sha-256",
            f"--pwfile={password}",
            "--data-checksums",
            *locale,
        ],
        cwd=home,
        env=_surroundings(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        **account.run_as(),
    )
    if done.returncode:
        raise ServerProblem(explain(f"{done.stdout}\n{done.stderr}", f"Cannot make {fresh}."))
    fresh.rename(home / "data")


def _surroundings() -> dict[str, str]:
    """Return the environment for PostgreSQL's programs: none of ours that could bend them."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    return {"PATH": os.defpath, **kept, "LC_ALL": "C", "TZ": "UTC"}


def spawn(
    home: Path, account: Account, binaries: Binaries, *, sockets: Path, port: int, tcp: bool
) -> int:
    """Start the server process and return its number.

    A shell starts it and ends at once, so that it is nobody's child here: it outlives us, and
    interrupts from the keyboard do not reach it.
    """
    log = home / "server.log"
    if log.exists() and log.stat().st_size > LARGEST_LOG:
        log.replace(home / "server.log.old")
    settings = {
        **TUNING,
        "listen_addresses": "127.0.0.1" if tcp else "",
        "port": str(port),
        # The value is a list in which a comma separates, unless it stands in quotes.
        "unix_socket_directories": '"{}"'.format(str(sockets).replace('"', '""')),
        "unix_socket_permissions": "0700",
    }
    command = [binaries.program("postgres"), "-D", str(home / "data")]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    started_by = subprocess.run(  # noqa: S603
        ["/bin/sh", "-c", 'log=$0; "$@" >>"$log" 2>&1 </dev/null & echo $!', str(log), *command],
        cwd=home,
        env=_surroundings(),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        start_new_session=True,
        **account.run_as(),
    )
    return int(started_by.stdout)


def wait_until_ready(home: Path, pid: int, is_ready: Callable[[], bool]) -> None:
    """Wait, for as long as it takes, until the server takes connections.

    Raises ServerProblem with the end of the server's log when it gives up instead.
    """
    log = home / "server.log"
    before = time.monotonic()
    told = False
    while not is_ready():
        if not started(pid):
            tail = log.read_text(errors="replace").splitlines()[-12:] if log.exists() else []
            raise ServerProblem(explain("\n".join(tail), f"PostgreSQL did not start ({log})."))
        if not told and time.monotonic() - before > QUIET_SECONDS:
            sys.stderr.write("PostgreSQL is still starting; after a crash this may take long.\n")
            told = True
        time.sleep(0.02)


def explain(output: str, what: str) -> str:
    """Return what failed, the mend when the output names a known cause, and the output."""
    mends = [mend for sign, mend in KNOWN_PROBLEMS.items() if sign in output]
    return "\n".join([what, *mends[:1], "PostgreSQL says:", output.strip()])


def make_database(host: str, port: int, password: str) -> None:
    """Make our role and its database when they are not there yet.

    The role is an ordinary one that may make databases (tests need that), as on a real server.
    """
    with psycopg.connect(
        host=host,
        port=port,
        user=SUPERUSER,
        password=password,
        dbname="postgres",
        autocommit=True,
    ) as connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
            connection.execute(
                sql.SQL("CREATE ROLE {} LOGIN CREATEDB PASSWORD {}").format(
                    sql.Identifier(ROLE), sql.Literal(password)
                )
            )
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if not known.fetchone():
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(
                    sql.Identifier(DATABASE), sql.Identifier(ROLE)
                )
            )
