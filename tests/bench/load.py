"""The load: four connections in a process, each sending one thing after another.

A process of its own reads jobs from standard input, one JSON object a line, and answers each with
a line: the seconds that every request took. Two of them make eight connections, and neither has
to share its Python with the program under test.
"""

import itertools
import json
import socket
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg

CONNECTIONS = 4


class Web:
    """One connection to the web server, kept open."""

    def __init__(self, job: dict[str, Any]) -> None:
        self.port = job["port"]
        self.requests = [text.encode() for text in job["requests"]]
        self.unique = job.get("unique", "")
        self.socket = self.connect()

    def connect(self) -> socket.socket:
        """Open the connection."""
        made = socket.create_connection(("127.0.0.1", self.port))
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made

    def send(self, number: int, mark: str) -> None:
        """Send a request and read the whole answer; raise RuntimeError unless it is a success."""
        request = self.requests[number % len(self.requests)]
        if self.unique:
            # The mark has the length of what it takes the place of, so the headers stay true.
            request = request.replace(self.unique.encode(), mark.encode())
        self.socket.sendall(request)
        head, body, closes = self.read()
        if not head.startswith((b"HTTP/1.1 200", b"HTTP/1.1 201")):
            raise RuntimeError(f"{request[:300]!r} was answered with {head[:40]!r} {body[:600]!r}")
        if closes:
            self.socket.close()
            self.socket = self.connect()

    def read(self) -> tuple[bytes, bytes, bool]:
        """Return head and body of an answer, and whether the server closes now."""
        got = b""
        while b"\r\n\r\n" not in got:
            got += self.more()
        head, _, body = got.partition(b"\r\n\r\n")
        lowered = head.lower()
        if b"content-length:" in lowered:
            length = int(lowered.split(b"content-length:")[1].split(b"\r\n")[0])
            parts = [body]
            left = length - len(body)
            while left > 0:
                parts.append(self.more())
                left -= len(parts[-1])
            body = b"".join(parts)
        else:
            while not body.endswith(b"0\r\n\r\n"):
                body += self.more()
        return head, body, b"connection: close" in lowered

    def more(self) -> bytes:
        """Return what has come in."""
        found = self.socket.recv(262_144)
        if not found:
            raise RuntimeError("the server hung up")
        return found


class Database:
    """One connection to PostgreSQL by psycopg alone, with statements prepared as it does."""

    def __init__(self, job: dict[str, Any]) -> None:
        self.connection = psycopg.connect(job["dsn"], autocommit=True, prepare_threshold=1)
        self.works: list[list[str]] = job["statements"]
        self.unique = job.get("unique", "")

    def send(self, number: int, mark: str) -> None:
        """Send the statements of one request in turn and fetch what they find."""
        statements = self.works[number % len(self.works)]
        if len(statements) == 1:
            self.connection.execute(statements[0]).fetchall()
            return
        with self.connection.transaction():
            for statement in statements:
                text = statement.replace(self.unique, mark) if self.unique else statement
                self.connection.execute(text)


def run(job: dict[str, Any]) -> list[float]:
    """Load the server for the job's seconds; return the seconds of each request."""
    kind = Web if "port" in job else Database
    clients = [kind(job) for _ in range(CONNECTIONS)]
    until = time.perf_counter() + job["seconds"]
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        done = pool.map(lambda pair: _one(pair[0], pair[1], job, until), enumerate(clients))
        return list(itertools.chain.from_iterable(done))


def _one(place: int, client: Any, job: dict[str, Any], until: float) -> list[float]:
    taken = []
    number = job["first"] + place * 7
    while time.perf_counter() < until:
        # Nine digits, never twice: the process, the connection, the request.
        mark = f"{job['process']}{job['round'] % 100:02}{place}{len(taken):05}"
        began = time.perf_counter()
        client.send(number, mark)
        taken.append(time.perf_counter() - began)
        number += 1
    return taken


def main() -> None:
    """Do the jobs that come in, until none comes any more."""
    for line in sys.stdin:
        try:
            answer: dict[str, Any] = {"taken": run(json.loads(line))}
        except Exception as error:  # The bench itself says what it was.
            answer = {"error": f"{type(error).__name__}: {error}"}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
