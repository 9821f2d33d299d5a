"""How much processor time the processes of the bench have used, as the kernel counts it.

On a machine that others use too, requests per second say more about the others. Processor time
per request says the same whatever else runs: on a machine of its own, the ratio of two such times
is the ratio of requests per second.
"""

import os
from pathlib import Path

from django.db import connection

_TICK = os.sysconf("SC_CLK_TCK")
_PROC = Path("/proc")


def postmaster() -> int | None:
    """Return the process that PostgreSQL's others come from, when it runs on this machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        fields = _fields(cursor.fetchone()[0])
    return int(fields[1]) if fields else None


def seconds_of(roots: list[int]) -> float:
    """Return the seconds that these processes, their children and those that ended have used."""
    known = {int(path.name): _fields(int(path.name)) for path in _PROC.glob("[0-9]*")}
    ticks = 0
    for pid, fields in known.items():
        if fields and (pid in roots or int(fields[1]) in roots):
            ticks += int(fields[11]) + int(fields[12])
            if pid in roots:
                ticks += int(fields[13]) + int(fields[14])
    return ticks / _TICK


def _fields(pid: int) -> list[str]:
    """Return what the kernel tells of a process, from its state on; nothing when it has gone."""
    try:
        return (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
