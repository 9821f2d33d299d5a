"""An import whose worker is killed at whatever moment ends as if nothing had happened."""

import os
import random
import signal
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path

from django.db import connection

from claims.exchange.ingest import acts, running
from claims.exchange.ingest.staging import stage
from claims.models import Claim, Evidence, ImportKey, ImportRow
from tests.base import AuditedTransactionTestCase
from tests.exchange.sheets import csv_bytes
from tests.factories import NOW

ROOT = Path(__file__).resolve().parents[2]
ROWS = 2_500
PATIENCE = 240
# The same server as this process has, but the database of this test.
WORKER = """
from django.db import connection
from django.utils import timezone
from claims.exchange.ingest import acts
connection.settings_dict["NAME"] = {name!r}
acts.run_waiting(at=timezone.now())
"""


class KilledTests(AuditedTransactionTestCase):
    def test_goes_on_where_it_was_and_writes_nothing_twice(self):
        rows = [
            (f"X-{n}", f"Claim {n} is so.", "", "", "False", f"https://c.example/{n}", "C")
            for n in range(ROWS)
        ]
        batch = stage(BytesIO(csv_bytes(rows)), "claims.csv", by=None, signed="a test")
        running.begin_applying(batch, by=None, at=NOW, name="a test", unrehearsed=True)
        work = WORKER.format(name=connection.settings_dict["NAME"])
        worker = subprocess.Popen(  # noqa: S603
            [sys.executable, "manage.py", "shell", "-v0", "-c", work],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
        )
        give_up = time.monotonic() + PATIENCE
        while not ImportRow.objects.filter(is_applied=True).exists():
            self.assertLess(time.monotonic(), give_up, "the worker did not begin")
            self.assertIsNone(worker.poll(), "the worker ended before it was killed")
            time.sleep(0.02)
        time.sleep(random.random() / 2)  # noqa: S311
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
        self.wait_for_the_lock(batch)
        done = ImportRow.objects.filter(is_applied=True).count()
        self.assertEqual(Claim.objects.count(), done)
        self.assertEqual(Evidence.objects.count(), done)

        acts.run_waiting(at=NOW)
        batch.refresh_from_db()
        self.assertEqual((batch.status, batch.done_count), ("applied", ROWS))
        self.assertEqual(batch.totals["create"], ROWS)
        self.assertEqual(Claim.objects.count(), ROWS)
        self.assertEqual(ImportKey.objects.count(), 2 * ROWS)

    def wait_for_the_lock(self, batch):
        """Wait until PostgreSQL has noticed that the worker is gone."""
        give_up = time.monotonic() + PATIENCE
        with connection.cursor() as cursor:
            while True:
                cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"
                               " AND objid = %s", [batch.pk])  # fmt: skip
                if not cursor.fetchone()[0]:
                    return
                self.assertLess(time.monotonic(), give_up)
                time.sleep(0.05)
