"""Measure Claimbook beside PostgreSQL alone and beside serializers, and write var/bench.json.

    make bench            1,000,000 claims
    make bench N=100000   fewer

Requests go over the loopback to gunicorn (4 workers with 2 threads each, a pooled connection to
PostgreSQL for each), because that is what users run: HTTP, middleware, sign-in by token, rights
and throttles are in every figure. Two processes with four connections each send them, one after
another. The limit is what the same two processes get out of PostgreSQL by psycopg alone. The
sides take turns (A B C, A B C, …); a ratio is the median of the turns' ratios. There are two of
them: of requests per second, and of processor time per request (all processes together: load, web
server, PostgreSQL), which hardly depends on what else the machine does. Nothing fails on a time.
"""

import argparse
import json
import os
import statistics
from collections.abc import Iterable
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection

from claims.models import ApiToken, User
from project import postgres
from tests.bench.database import LIKE, describe, turn_to
from tests.bench.finding import finding_works, matching_work
from tests.bench.importing import measure_import, told
from tests.bench.profile import keep_connections, profile
from tests.bench.serving import Bench, Turn
from tests.bench.works import NEW_TEXT, Maker, Work, page_works, reading_works, writing_work

SMALL = 10_000
GROWING = ("W1", "W2", "W5", "W8a", "match")
WARM_UP = 1.0
IMPORTS = 3


def main(arguments: list[str]) -> None:
    """Prepare, measure every work, print a table and write var/bench.json."""
    parser = argparse.ArgumentParser(prog="tests.bench", description=__doc__)
    parser.add_argument("claims", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--turns", type=int, default=5, help="how often each side takes its turn")
    parser.add_argument("--seconds", type=float, default=2.0, help="how long a turn lasts")
    parser.add_argument("--import-rows", type=int, default=10_000, help="how many W7 imports")
    parser.add_argument("--only", default="", help="the names of works, with commas between")
    parser.add_argument("--profile", action="store_true", help="say where the time goes instead")
    options = parser.parse_args(arguments)
    settings.ALLOWED_HOSTS = ["testserver", "127.0.0.1"]
    call_command("collectstatic", verbosity=0, interactive=False)
    only = set(options.only.split(",")) if options.only else None
    if options.profile:
        profile_all(options.claims, only)
        return
    small = None
    if options.claims > SMALL:
        wanted = set(GROWING) & only if only else set(GROWING)
        small = measure_all(SMALL, options, wanted) if wanted else None
    report = measure_all(options.claims, options, only)
    if options.import_rows and (only is None or "W7" in only):
        imported = measure_import(options.import_rows, address_of(options.claims), IMPORTS)
        report["import"] = imported
        print(told(imported), flush=True)
    report["turns"], report["seconds_a_turn"] = options.turns, options.seconds
    report["growth"] = growth(small, report) if small else {}
    report["machine"]["load_after"] = round(os.getloadavg()[0], 1)
    target = Path(settings.VAR_DIR) / "bench.json"
    target.write_text(json.dumps(report, indent=2) + "\n")
    print(f"Written to {target.relative_to(settings.BASE_DIR)}.")


def measure_all(claims: int, options: Any, only: set[str] | None) -> dict[str, Any]:
    """Return what was measured with this many claims."""
    made_in = turn_to(claims)
    machine = describe()
    if made_in:
        machine["made_in_seconds"] = round(made_in)
    rows = machine["rows"]
    print(
        f"\n{rows['claims']:,} claims ({machine['size']}); {machine['processor']} ×"
        f" {machine['cores']}; PostgreSQL {machine['postgresql']}; load {machine['load_before']}"
    )
    print(HEAD, flush=True)
    bench = Bench(address_of(claims))
    measured = []
    try:
        for work in works():
            if only is None or work.name in only:
                measured.append(measure(bench, work, options.turns, options.seconds))
                print(line(measured[-1]), flush=True)
    finally:
        bench.close()
        remove_new_claims()
    return {"machine": machine, "works": measured}


def profile_all(claims: int, only: set[str] | None) -> None:
    """Print where the time of each work that only reads goes, with this many claims."""
    turn_to(claims)
    keep_connections()
    for work in works():
        if (only is None or work.name in only) and not work.unique:
            profile(work)


def works() -> list[Work]:
    """Return all works on the present database."""
    make = Maker(*signed_in())
    return [
        *reading_works(make),
        *finding_works(make),
        matching_work(make),
        writing_work(make),
        *page_works(make),
    ]


def address_of(claims: int) -> str:
    """Return the address of the bench's database of this many claims."""
    address = settings.DATABASE_URL or postgres.start().url()
    return urlunsplit(urlsplit(address)._replace(path=f"/{LIKE.format(claims)}"))


def signed_in() -> tuple[str, str]:
    """Return a token and a session of a user who is an Editor with access to the admin."""
    user, _ = User.objects.get_or_create(username="bench", defaults={"is_staff": True})
    user.groups.set(Group.objects.filter(name="Editor"))
    _, token = ApiToken.objects.create(
        user=user, expiry=timedelta(days=1), name="bench", scopes=["read", "write"]
    )
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return token, session.session_key


def remove_new_claims() -> None:
    """Remove what W6 wrote, so that the database stays as large as its name says."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM claims_claim WHERE text LIKE %s", [f"{NEW_TEXT}%"])
        new = [pk for (pk,) in cursor.fetchall()]
        for table in ("appearance", "claim_topics"):
            cursor.execute(f"DELETE FROM claims_{table} WHERE claim_id = ANY (%s)", [new])
        cursor.execute("DELETE FROM claims_claim WHERE id = ANY (%s)", [new])


def measure(bench: Bench, work: Work, turns: int, seconds: float) -> dict[str, Any]:
    """Let the sides of a work take turns; return medians, and their ratios."""
    sides: dict[str, dict[str, Any]] = {"ours": {"requests": work.requests}}
    if work.limit:
        sides["limit"] = {"statements": work.limit}
    if work.yardstick:
        sides["yardstick"] = {"requests": work.yardstick}
    turns_of: dict[str, list[Turn]] = {side: [] for side in sides}
    for turn in range(turns + 1):
        for side, job in sides.items():
            # The first turn warms up, and counts for nothing.
            found = bench.measure(job | {"unique": work.unique}, seconds if turn else WARM_UP)
            if turn:
                turns_of[side].append(found)
    row: dict[str, Any] = {"work": work.name, "title": work.title, "target": work.target}
    for side, found in turns_of.items():
        every = [one for turn in found for one in turn.taken]
        row[side] = {
            "per_second": round(statistics.median(len(turn.taken) / seconds for turn in found), 1),
            "p50_ms": round(statistics.median(every) * 1000, 2),
            "p95_ms": round(statistics.quantiles(every, n=20)[-1] * 1000, 2),
            "processor_ms": round(statistics.median(map(processor_ms, found)), 2),
        }
    for other in ("limit", "yardstick"):
        if other in row:
            pairs = list(zip(turns_of["ours"], turns_of[other], strict=True))
            row[f"to_{other}"] = {
                "per_second": median_of(len(a.taken) / max(1, len(b.taken)) for a, b in pairs),
                "processor": median_of(processor_ms(b) / processor_ms(a) for a, b in pairs),
            }
    return row


def processor_ms(turn: Turn) -> float:
    """Return the milliseconds of the processor that each request of the turn took."""
    return max(turn.processor, 0.01) * 1000 / max(1, len(turn.taken))


def median_of(ratios: Iterable[float]) -> float:
    """Return the median, to three digits."""
    return round(statistics.median(ratios), 3)


HEAD = (
    f"{'':<12}{'ours':>26}{'limit':>17}{'ours to limit':>16}{'':>8}{'to yardstick':>15}\n"
    f"{'work':<12}{'/s':>8}{'p50 ms':>9}{'p95 ms':>9}{'/s':>9}{'CPU ms':>8}"
    f"{'by /s':>8}{'by CPU':>8}{'target':>8}{'by /s':>8}{'by CPU':>7}"
)


def line(row: dict[str, Any]) -> str:
    """Return a line of the table."""
    limit, ours = row.get("limit", {}), row["ours"]
    to_limit, to_yardstick = row.get("to_limit", {}), row.get("to_yardstick", {})
    cells = (
        (ours["per_second"], 8),
        (ours["p50_ms"], 9),
        (ours["p95_ms"], 9),
        (limit.get("per_second"), 9),
        (limit.get("processor_ms"), 8),
        (to_limit.get("per_second"), 8),
        (to_limit.get("processor"), 8),
        (row["target"], 8),
        (to_yardstick.get("per_second"), 8),
        (to_yardstick.get("processor"), 7),
    )
    told = (f"{'' if value is None else value:>{width}}" for value, width in cells)
    return f"{row['work']:<12}{''.join(told)}  {row['title']}"


def growth(small: dict[str, Any], large: dict[str, Any]) -> dict[str, dict[str, float]]:
    """Return by how much medians and slow ends grew, from few claims to many; print them."""
    before = {row["work"]: row["ours"] for row in small["works"]}
    found = {
        row["work"]: {
            measure: round(row["ours"][measure] / before[row["work"]][measure], 2)
            for measure in ("p50_ms", "p95_ms")
        }
        for row in large["works"]
        if row["work"] in before
    }
    count = small["machine"]["rows"]["claims"]
    print(f"From {count:,} claims on, p50 and p95 grew by these factors:")
    for name, factors in found.items():
        print(f"{name:<12}{factors['p50_ms']:>8}{factors['p95_ms']:>8}")
    return found
