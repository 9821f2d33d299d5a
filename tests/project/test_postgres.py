"""The embedded server starts, is shared, survives a crash, and says what keeps it from running."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from project.binaries import Account, ServerProblem, find_binaries
from project.cluster import explain
from project.postgres import BASE, LONGEST_SOCKET
from project.processes import started, working_in


class Launcher:
    """The command line of the launcher, for a folder of its own."""

    def __init__(self, home: Path, **surroundings: str) -> None:
        self.home = home
        self.surroundings = surroundings

    def run(self, act: str, **more: str) -> subprocess.CompletedProcess[str]:
        environment = {
            **os.environ,
            "CLAIMS_PG_DIR": str(self.home),
            **self.surroundings,
            **more,
        }
        return subprocess.run(
            [sys.executable, "-m", "project.postgres", act],
            cwd=BASE,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def url(self) -> str:
        done = self.run("url")
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def ask(self, query: str) -> object:
        with psycopg.connect(self.url(), autocommit=True) as connection:
            row = connection.execute(query.encode()).fetchone()
        return row and row[0]

    def do(self, query: str) -> None:
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(query.encode())

    @property
    def pid(self) -> int:
        return int((self.home / "data" / "postmaster.pid").read_text().split()[0])


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that every account can reach, unlike pytest's own."""
    path = Path(tempfile.mkdtemp(prefix="claimbook-test-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def launcher(folder: Path) -> Iterator[Launcher]:
    launcher = Launcher(folder / "server")
    yield launcher
    launcher.run("stop")


class TestStart:
    def test_folds_cyrillic_whatever_the_locale_says(self, launcher):
        launcher.surroundings = {"LC_ALL": "POSIX"}
        assert launcher.ask("SELECT lower('ПРЕЗИДЕНТ')") == "президент"
        launcher.do("CREATE EXTENSION pg_trgm")
        assert launcher.ask("SELECT cardinality(show_trgm('Президент'))") == 10

    def test_makes_checksums_a_secret_and_an_ordinary_role(self, launcher):
        assert launcher.ask("SHOW data_checksums") == "on"
        assert launcher.ask("SHOW fsync") == "on"
        assert launcher.ask("SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
        assert (launcher.home / "password").stat().st_mode & 0o777 == 0o600
        assert launcher.home.stat().st_mode & 0o777 == 0o700

    def test_refuses_a_wrong_password(self, launcher):
        secret = (launcher.url() and (launcher.home / "password").read_text()).strip()
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(launcher.url().replace(secret, "wrong"))

    def test_many_at_once_share_one_server(self, launcher):
        with ThreadPoolExecutor(4) as pool:
            urls = set(pool.map(lambda _: launcher.url(), range(4)))
        assert len(urls) == 1
        begun = launcher.ask("SELECT pg_postmaster_start_time()")
        assert launcher.ask("SELECT pg_postmaster_start_time()") == begun

    def test_finds_room_for_the_socket_of_a_deep_folder(self, folder):
        deep = folder
        while len(str(deep)) < LONGEST_SOCKET:
            deep = deep / "deep-in-the-woods"
        deep.mkdir(parents=True)
        launcher = Launcher(deep / "server with, comma")
        try:
            assert launcher.ask("SELECT 1") == 1
            host = Path(str(conninfo_to_dict(launcher.url())["host"]))
            assert host.stat().st_mode & 0o777 == 0o700
        finally:
            launcher.run("stop")
        assert not host.exists()

    def test_leaves_permissions_of_other_folders_alone(self, folder):
        closed = folder / "closed"
        closed.mkdir(mode=0o700)
        launcher = Launcher(closed / "server")
        try:
            assert launcher.ask("SELECT 1") == 1
            assert closed.stat().st_mode & 0o777 == 0o700
        finally:
            launcher.run("stop")
            if launcher.home.is_symlink():
                shutil.rmtree(launcher.home.resolve())


class TestCrash:
    def test_keeps_what_was_committed(self, launcher):
        launcher.do("CREATE TABLE kept AS SELECT 7 AS number")
        os.kill(launcher.pid, signal.SIGKILL)
        assert launcher.ask("SELECT number FROM kept") == 7

    def test_is_not_fooled_by_a_number_used_again(self, launcher):
        launcher.do("CREATE TABLE kept AS SELECT 7 AS number")
        launcher.run("stop")
        stale = [str(os.getpid()), str(launcher.home / "data"), "1", "5432", str(launcher.home)]
        (launcher.home / "data" / "postmaster.pid").write_text("\n".join(stale) + "\n")
        assert launcher.run("status").returncode == 3
        assert launcher.ask("SELECT number FROM kept") == 7

    def test_half_made_data_are_made_anew(self, launcher):
        half = launcher.home / "data.new"
        launcher.url()
        launcher.run("stop")
        (launcher.home / "data").rename(half)
        (half / "PG_VERSION").unlink()
        assert launcher.ask("SELECT 1") == 1
        assert not half.exists()


class TestStop:
    def test_ends_the_server_and_nothing_else(self, launcher, folder):
        other = Launcher(folder / "other")
        try:
            launcher.url()
            other.url()
            mark = started(other.pid)
            pid = launcher.pid
            assert launcher.run("stop").stdout == "PostgreSQL is stopped.\n"
            assert not started(pid)
            assert started(other.pid) == mark
            assert launcher.run("status").returncode == 3
            assert launcher.run("stop").stdout == "PostgreSQL was not running.\n"
        finally:
            other.run("stop")


class TestRefusal:
    def test_names_the_version_that_the_data_need(self, launcher):
        launcher.url()
        launcher.run("stop")
        (launcher.home / "data" / "PG_VERSION").write_text("14\n")
        done = launcher.run("start")
        assert done.returncode == 1
        assert "The data come from PostgreSQL 14" in done.stderr
        assert "Traceback" not in done.stderr

    def test_names_a_taken_port(self, launcher):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            done = launcher.run("start", CLAIMS_PG_PORT=str(taken.getsockname()[1]))
        assert done.returncode == 1
        assert "CLAIMS_PG_PORT is taken" in done.stderr

    def test_names_a_lost_password(self, launcher):
        launcher.url()
        launcher.run("stop")
        (launcher.home / "password").unlink()
        assert "password is missing" in launcher.run("start").stderr

    def test_names_a_folder_without_programs(self, launcher, folder):
        done = launcher.run("start", CLAIMS_PG_BIN=str(folder))
        assert "CLAIMS_PG_BIN: no `postgres` and `initdb`" in done.stderr

    def test_names_a_full_disk(self):
        said = "FATAL:  could not write lock file: No space left on device"
        assert "The disk is full." in explain(said, "PostgreSQL did not start.")

    def test_names_the_versions_that_are_there(self):
        with pytest.raises(ServerProblem, match="Install PostgreSQL 12"):
            find_binaries(12)


class TestProcesses:
    def test_a_dead_child_that_nobody_buried_counts_as_gone(self):
        child = subprocess.Popen([sys.executable, "-c", ""])
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        assert started(child.pid) == ""
        child.wait()

    def test_knows_who_works_in_a_folder(self):
        assert os.getpid() in working_in(Path.cwd())

    def test_an_account_of_ours_needs_no_other_name(self):
        assert Account("we", os.geteuid(), os.getegid()).run_as() == {}
