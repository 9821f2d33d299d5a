"""`make run`: everything that a Claimbook on one's own machine needs, begun and ended together."""

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

import django
from django.conf import settings
from django.core.management import call_command, get_commands

from project.binaries import ServerProblem
from project.processes import started

HOST = "127.0.0.1"
NOTE = Path(__file__).resolve().parent.parent / "var" / "serve.json"
PATIENCE = 20


def main(arguments: list[str] | None = None) -> int:
    """Obey the command line; return the exit code."""
    parser = argparse.ArgumentParser(prog="project.serve", description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--stop", action="store_true", help="end what an earlier run left")
    options = parser.parse_args(arguments)
    if options.stop:
        ended = stop()
        sys.stdout.write("Claimbook is stopped.\n" if ended else "Claimbook was not running.\n")
        return 0
    try:
        return run(options.port)
    except ServerProblem as problem:
        sys.stderr.write(f"{problem}\n")
        return 1


def run(port: int) -> int:
    """Bring the database and the files up to date, then serve until told to stop."""
    if _running():
        raise ServerProblem("Claimbook already runs from this folder: `make stop` ends it.")
    if not _is_free(port):
        raise ServerProblem(f"Port {port} is taken. Try another: make run PORT={port + 1}")
    prepare()
    manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
    web = [sys.executable, "-m", "gunicorn", "project.wsgi", f"--bind={HOST}:{port}"]
    web += ["--worker-class=gthread", "--workers=2", "--threads=8", "--log-level=warning"]
    children = [_begin(web), _begin([*manage, "procrastinate", "worker"])]
    _note(children)
    try:
        return _attend(children, port)
    finally:
        _end({child.pid: started(child.pid) for child in children})
        NOTE.unlink(missing_ok=True)


def prepare() -> None:
    """Migrate, collect the static files and, in a trial, tell the demo's story."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    if not settings.IN_PRODUCTION and "seed_demo" in get_commands():
        call_command("seed_demo")


def _begin(command: list[str]) -> subprocess.Popen[bytes]:
    # A session of its own keeps Ctrl-C from reaching it before we pass it on in good order.
    return subprocess.Popen(  # noqa: S603
        command, cwd=settings.BASE_DIR, stdin=subprocess.DEVNULL, start_new_session=True
    )


def _attend(children: list[subprocess.Popen[bytes]], port: int) -> int:
    """Say where Claimbook is once it answers, then wait; return the exit code."""
    told_to_stop: list[int] = []

    def remember(number: int, frame: FrameType | None) -> None:
        told_to_stop.append(number)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, remember)
    announced = False
    while not told_to_stop:
        for child in children:
            if child.poll() is not None:
                sys.stderr.write(f"{child.args!r} ended with code {child.returncode}.\n")
                return 1
        if not announced and not _is_free(port):
            here = f"http://{HOST}:{port}"
            sys.stdout.write(f"\nClaimbook is at {here}/ for readers (Ctrl-C ends it)\n")
            sys.stdout.write(f"Colleagues sign in at {here}/desk/ and {here}/admin/\n")
            sys.stdout.flush()
            announced = True
        time.sleep(0.1)
    return 0


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((HOST, port)) != 0


def _note(children: list[subprocess.Popen[bytes]]) -> None:
    """Write down what runs, for a later `make stop` should we be killed."""
    pids = [os.getpid(), *(child.pid for child in children)]
    NOTE.write_text(json.dumps({str(pid): started(pid) for pid in pids}))


def _running() -> dict[int, str]:
    """Return the processes of the last run that are still the same ones."""
    if not NOTE.exists():
        return {}
    noted = {int(pid): mark for pid, mark in json.loads(NOTE.read_text()).items()}
    return {pid: mark for pid, mark in noted.items() if mark and started(pid) == mark}


def stop() -> bool:
    """End the processes of the last run; return False when none was left."""
    left = _running()
    _end(left)
    NOTE.unlink(missing_ok=True)
    return bool(left)


def _end(processes: dict[int, str]) -> None:
    """Ask each to end, and end by force those that have not after a while."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        for pid, mark in processes.items():
            if mark and started(pid) == mark:
                os.kill(pid, number)
        give_up = time.monotonic() + PATIENCE
        while time.monotonic() < give_up:
            if not any(mark and started(pid) == mark for pid, mark in processes.items()):
                return
            time.sleep(0.05)


if __name__ == "__main__":
    sys.exit(main())
