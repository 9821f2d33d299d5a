"""Measure reads of the API and the admin against the same SELECTs through psycopg alone.

    make bench            100,000 claims
    BENCH_CLAIMS=1000000 BENCH_ROUNDS=50 make bench

The claims live in a database of their own, claimbook_bench, made the first time and kept. Each
request goes through the whole of Django (middleware, sign-in, rights, templates) by its test
client: no socket, no web server, so that what is compared is the work of the program. Its yardstick
is the SELECTs that this very request sends, sent again through psycopg and fetched as rows. The two
take turns (A B A B), medians are told. Nothing fails on a time.
"""

import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.models import Claim, User

DATABASE = "claimbook_bench"
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "40"))
CLAIMS = int(os.environ.get("BENCH_CLAIMS", "100000"))
WARM_UPS = 5


def main() -> None:
    """Prepare, measure every work, print a table and write var/bench.json."""
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.SECURE_SSL_REDIRECT = False
    use_own_database()
    client = signed_in()
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as bare:
        machine = describe(bare)
        print(
            f"{machine['claims']:,} claims; {machine['processor']} × {machine['cores']};"
            f" PostgreSQL {machine['postgresql']}; load {machine['load']}"
        )
        print(f"{'work':<34}{'request ms':>12}{'SELECTs ms':>12}{'ratio':>8}{'queries':>9}")
        works = [measure(name, address, client, bare) for name, address in addresses().items()]
    report = {"machine": machine, "rounds": ROUNDS, "works": works}
    target = Path(settings.VAR_DIR) / "bench.json"
    target.write_text(json.dumps(report, indent=2) + "\n")
    print(f"Written to {target.relative_to(settings.BASE_DIR)}.")


def use_own_database() -> None:
    """Turn to the bench's own database: make it and fill it up when it holds too little."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE])
        if not cursor.fetchall():
            cursor.execute(f"CREATE DATABASE {DATABASE}")
    connection.close()
    connection.settings_dict["NAME"] = DATABASE
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM claims_claim")
        missing = CLAIMS - cursor.fetchone()[0]
    if missing > 0:
        print(f"Making {missing:,} claims …", flush=True)
        call_command("make_claims", str(missing))
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def signed_in() -> Client:
    """Return a client whose user is an Editor with access to the admin."""
    user, _ = User.objects.get_or_create(
        username="bench", defaults={"is_staff": True, "first_name": "Bench"}
    )
    user.groups.set(Group.objects.filter(name="Editor"))
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def addresses() -> dict[str, str]:
    """Return what is asked for, by the name of the work."""
    middle = (
        Claim.objects.filter(status="published")
        .order_by("id")[: CLAIMS // 10]
        .values("pk", "ref", "text")
    )
    one = list(middle)[-1]
    rare = max(one["text"].rstrip(".").split(), key=len)
    return {
        "API list, newest": "/api/v1/claims/",
        "API list, filtered": "/api/v1/claims/?status=published&priority=high&language=uk",
        "API list, a word": f"/api/v1/claims/?q={rare}",
        "API detail": f"/api/v1/claims/{one['ref']}/",
        "API history": f"/api/v1/claims/{one['ref']}/history/",
        "admin list": "/admin/claims/claim/",
        "admin list, a word": f"/admin/claims/claim/?q={rare}",
        "admin claim page": f"/admin/claims/claim/{one['pk']}/change/",
    }


def measure(name: str, address: str, client: Client, bare: Any) -> dict[str, Any]:
    """Return medians in milliseconds of the request and of its SELECTs, and their ratio."""
    with CaptureQueriesContext(connection) as sent:
        answer = client.get(address)
    if answer.status_code != 200:
        sys.exit(f"{address} answers {answer.status_code}: {answer.content[:300]!r}")
    queries = [one["sql"] for one in sent.captured_queries]
    selects = [query for query in queries if query.startswith("SELECT")]

    def ask_face() -> None:
        client.get(address)

    def ask_database() -> None:
        for select in selects:
            bare.execute(select).fetchall()

    ours, theirs = take_turns(ask_face, ask_database)
    row = {
        "work": name,
        "address": address,
        "request_ms": round(statistics.median(ours) * 1000, 2),
        "request_p95_ms": round(statistics.quantiles(ours, n=20)[-1] * 1000, 2),
        "selects_ms": round(statistics.median(theirs) * 1000, 2),
        "ratio": round(statistics.median(ours) / statistics.median(theirs), 2),
        "queries": len(queries),
    }
    print(
        f"{name:<34}{row['request_ms']:>12}{row['selects_ms']:>12}{row['ratio']:>8}"
        f"{row['queries']:>9}",
        flush=True,
    )
    return row


def take_turns(*works: Callable[[], None]) -> list[list[float]]:
    """Do the works in turn, ROUNDS times after warming up; return the seconds of each."""
    seconds: list[list[float]] = [[] for _ in works]
    for turn in range(WARM_UPS + ROUNDS):
        for number, work in enumerate(works):
            began = time.perf_counter()
            work()
            if turn >= WARM_UPS:
                seconds[number].append(time.perf_counter() - began)
    return seconds


def describe(bare: Any) -> dict[str, Any]:
    """Return what machine, server and amount of data this is."""
    processor = platform.processor() or platform.machine()
    told = Path("/proc/cpuinfo")
    if told.exists():
        names = [
            line.split(":")[1].strip()
            for line in told.read_text().splitlines()
            if line.startswith("model name")
        ]
        processor = names[0] if names else processor
    return {
        "at": timezone.now().isoformat(timespec="seconds"),
        "processor": processor,
        "cores": os.cpu_count(),
        "load": " ".join(f"{load:.1f}" for load in os.getloadavg()),
        "python": platform.python_version(),
        "postgresql": bare.execute("SHOW server_version").fetchone()[0],
        "claims": bare.execute("SELECT count(*) FROM claims_claim").fetchone()[0],
    }


if __name__ == "__main__":
    main()
