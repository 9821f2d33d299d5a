"""The bench's own databases: one for each amount of claims, made once and kept."""

import os
import platform
import time
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

LIKE = "claimbook_bench_{}"


def turn_to(claims: int) -> float | None:
    """Turn to the database of this many claims; make and fill it when it is not there.

    Return the seconds that filling it took, or None when it was full already. What a bench that
    was broken off left is made anew.
    """
    name = LIKE.format(claims)
    connection.close()
    connection.settings_dict["NAME"] = "postgres"
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_database WHERE datname = %s", [name])
        is_new = not cursor.fetchall()
        if is_new:
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    connection.close()
    connection.settings_dict["NAME"] = name
    call_command("migrate", verbosity=0, interactive=False)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM claims_claim")
        missing = claims - cursor.fetchone()[0]
        if missing <= 0:
            return None
        began = time.monotonic()
        print(f"Making {missing:,} claims …", flush=True)
        call_command("make_claims", str(missing))
        cursor.execute("VACUUM ANALYZE")
    return time.monotonic() - began


def describe() -> dict[str, Any]:
    """Return what machine, server and amounts of data these are."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        version = cursor.fetchone()[0]
        counts = {}
        for table in ("claim", "appearance", "evidence", "document", "actor", "topic"):
            cursor.execute(f"SELECT count(*) FROM claims_{table}")
            counts[f"{table}s"] = cursor.fetchone()[0]
        cursor.execute("SELECT pg_size_pretty(pg_database_size(current_database()))")
        size = cursor.fetchone()[0]
    return {
        "at": timezone.now().isoformat(timespec="seconds"),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "load_before": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        "postgresql": version,
        "rows": counts,
        "size": size,
    }


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    if told.exists():
        for line in told.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":")[1].strip()
    return platform.processor() or platform.machine()
