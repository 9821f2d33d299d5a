"""W7: the import of a sheet, beside COPY of the same rows into the same tables.

Our side is `import_claims --apply` in a process of its own: reading the file, planning each row
against what is there, writing under all laws and the audit. The other side is what PostgreSQL
takes for nothing but the rows that this wrote: COPY into the same tables, with the same triggers
and constraints, in parts of as many claims. Both are taken back afterwards.
"""

import csv
import io
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from claims.audit import acting
from claims.exchange.ingest.running import PART
from claims.exchange.ingest.undoing import undo
from claims.management.made.words import Words, all_words
from claims.models import Claim, ImportBatch
from project.postgres import BASE
from tests.bench.processor import postmaster, seconds_of

TARGET = 0.25
_COLUMNS = (
    *("external_id", "claim_text", "claim_language", "claimant_name", "claim_date"),
    *("first_appearance_url", "topics", "verdict_label", "review_title", "review_url"),
    *("review_date", "reviewer_org"),
)


class Side(NamedTuple):
    """What one turn of one side took, in seconds, and the most memory of its process, in MB."""

    seconds: float
    processor: float
    memory: float = 0


def measure_import(rows: int, dsn: str, turns: int) -> dict[str, Any]:
    """Import a sheet of ``rows`` made-up rows ``turns`` times and COPY them; return medians."""
    pairs = []
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(turns):
            sheet = Path(folder) / f"bench-{turn}.csv"
            sheet.write_text(_sheet(rows, random.Random(f"{time.time()} {turn}")))  # noqa: S311
            pairs.append(_take_turns(sheet, dsn))
    ours, limit = (sorted(side) for side in zip(*pairs, strict=True))
    ratios = sorted((copy.seconds / own.seconds, copy.processor / own.processor)
                    for own, copy in pairs)  # fmt: skip
    middle = turns // 2
    return {
        "work": "W7",
        "rows": rows,
        "target": TARGET,
        "ours": ours[middle]._asdict(),
        "limit": limit[middle]._asdict(),
        "to_limit": {"time": round(ratios[middle][0], 3), "processor": round(ratios[middle][1], 3)},
    }


def told(row: dict[str, Any]) -> str:
    """Return what was measured as a line."""
    ours, limit, ratio = row["ours"], row["limit"], row["to_limit"]
    return (
        f"W7: an import of {row['rows']:,} rows takes {ours['seconds']:.1f} s"
        f" ({ours['processor']:.1f} s of the processor, {ours['memory']:.0f} MB at most); COPY of"
        f" what it wrote"
        f" {limit['seconds']:.1f} s ({limit['processor']:.1f} s). Ratio {ratio['time']} by time,"
        f" {ratio['processor']} by CPU; target {row['target']}."
    )


def _take_turns(sheet: Path, dsn: str) -> tuple[Side, Side]:
    ours = _import(sheet, dsn)
    batch = ImportBatch.objects.order_by("-pk")[0]
    written = _written(batch)
    undo(batch, by=None, at=timezone.now(), name="bench")
    return ours, _copy(written)


def _import(sheet: Path, dsn: str) -> Side:
    """Run the command as people do."""
    server = [pid for pid in (postmaster(),) if pid]
    began, before = time.monotonic(), seconds_of(server)
    process = subprocess.Popen(
        [sys.executable, "manage.py", "import_claims", sheet, "--apply", "--totals"],
        cwd=BASE,
        stdout=subprocess.DEVNULL,
        env=os.environ | {"DATABASE_URL": dsn, "SECRET_KEY": settings.SECRET_KEY},
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit("The import of the bench failed.")
    return Side(
        time.monotonic() - began,
        seconds_of(server) - before + used.ru_utime + used.ru_stime,
        used.ru_maxrss / 1024,
    )


def _written(batch: ImportBatch) -> list[tuple[str, str, list[bytes]]]:
    """Return the rows that ``batch`` made: table, columns and what COPY gives of them, in parts."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, array_agg(row_id::bigint ORDER BY id) FROM claims_auditentry"
            " WHERE request_id LIKE 'import %%' AND request_id = %s AND action = 'insert'"
            " GROUP BY table_name ORDER BY table_name = 'claims_claim', table_name",
            [batch.mark],
        )
        for table, ids in cursor.fetchall():
            columns = _columns(table)
            parts = []
            size = -(-len(ids) // -(-batch.row_count // PART))
            for first in range(0, len(ids), size):
                wanted = ",".join(map(str, ids[first : first + size]))
                statement = f"COPY (SELECT {columns} FROM {table} WHERE id IN ({wanted})) TO STDOUT"
                with cursor.copy(statement) as copy:
                    parts.append(b"".join(bytes(piece) for piece in copy))
            found.append((table, columns, parts))
    return found


def _columns(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute"
            " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
            " AND attgenerated = ''",
            [table],
        )
        return str(cursor.fetchone()[0])


def _copy(written: list[tuple[str, str, list[bytes]]]) -> Side:
    """COPY the rows back, part after part, in one transaction that is given up at its end."""
    server = [pid for pid in (postmaster(), os.getpid()) if pid]
    with transaction.atomic():
        with acting(None, name="bench", reason="COPY"), connection.cursor() as cursor:
            began, before = time.monotonic(), seconds_of(server)
            for part in range(max(len(parts) for *_, parts in written)):
                for table, columns, parts in written:
                    if part < len(parts):
                        with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                            copy.write(parts[part])
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            taken = Side(time.monotonic() - began, seconds_of(server) - before)
        transaction.set_rollback(True)
    return taken


def _sheet(rows: int, chance: random.Random) -> str:
    """Return a sheet as newsrooms have them: a claim, who said it where, and a fact-check of it."""
    words = all_words()
    topics = list(Claim.topics.through.objects.values_list("topic__name", flat=True)[:200])
    text = io.StringIO()
    out = csv.writer(text)
    out.writerow(_COLUMNS)
    mark = chance.randrange(10**9)
    for number in range(rows):
        out.writerow(_row(mark, number, words, topics, chance))
    return text.getvalue()


def _row(
    mark: int, number: int, words: dict[str, Words], topics: list[str], chance: random.Random
) -> tuple[str, ...]:
    language = chance.choice(list(words))
    sayings = words[language]
    site = f"checks-{chance.randrange(40)}.example"
    return (
        f"bench-{mark}-{number}",
        sayings.sentence(chance, 12, 20),
        language,
        words["en"].name(chance),
        f"2025-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}",
        f"https://posts-{chance.randrange(200)}.example/{mark}/{number}",
        " | ".join(chance.sample(topics, 2)) if len(topics) > 1 else "",
        chance.choice(("False", "True", "Misleading")),
        sayings.sentence(chance, 5, 9),
        f"https://{site}/{mark}/{number}",
        "2025-12-30",
        f"Checks of {site}",
    )
