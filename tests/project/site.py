"""A whole Claimbook for one test: a server of its own in a folder of its own."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from project.postgres import BASE

PATIENCE = 300


class Site:
    """A Claimbook of its own: a cluster in a folder of its own, and one web process."""

    def __init__(self, home: Path) -> None:
        self.home = home
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.environment = {
            name: value
            for name, value in os.environ.items()
            if name not in ("DATABASE_URL", "PYTEST_CURRENT_TEST")
        }
        self.environment |= {
            "CLAIMS_ENV": "development",
            "CLAIMS_PG_DIR": str(home),
            "CLAIMS_RATE_WRITE": "1000000/min",
            "CLAIMS_LOG_LEVEL": "ERROR",
        }
        self.web: subprocess.Popen[bytes] | None = None

    def run(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run Python with ``arguments`` in this site's surroundings."""
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=BASE,
            env=self.environment,
            capture_output=True,
            text=True,
            check=check,
        )

    def url(self) -> str:
        """Start the server when it does not run; return its address."""
        return self.run("-m", "project.postgres", "url").stdout.strip()

    def serve(self) -> None:
        """Start the web process and wait until it answers."""
        self.web = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "gunicorn",
                "project.wsgi",
                f"--bind=127.0.0.1:{self.port}",
                "--worker-class=gthread",
                "--workers=2",
                "--threads=8",
                "--log-level=critical",
            ],
            cwd=BASE,
            env=self.environment,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        give_up = time.monotonic() + PATIENCE
        while self.ask("GET", "/api/v1/", {})[0] != 200:
            if time.monotonic() > give_up:
                raise TimeoutError("the web process does not answer")
            time.sleep(0.2)

    def ask(self, method: str, path: str, headers: dict[str, str], body: str = ""):
        """Return status and body of an answer; status 0 when there was none."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            link.request(method, path, body.encode(), headers)
            answer = link.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return 0, b""
        finally:
            link.close()

    def kill(self) -> None:
        """Kill the web process with its workers, and PostgreSQL, all with signal 9."""
        postmaster = int((self.home / "data" / "postmaster.pid").read_text().split()[0])
        os.kill(postmaster, signal.SIGKILL)
        self.kill_web()

    def kill_web(self) -> None:
        """Kill the web process with its workers."""
        if self.web is not None:
            os.killpg(self.web.pid, signal.SIGKILL)
            self.web.wait()
            self.web = None
