"""Web process and PostgreSQL are killed amid 200 writes over the API; nothing answered is lost."""

import json
import shutil
import tempfile
import threading
import time
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg

from tests.project.site import PATIENCE, Site

WRITES, WRITERS = 200, 16
PREPARE = """
from django.contrib.auth.models import Group
from claims.models import Document, Source, Topic, User
user = User.objects.create_user("ana", is_staff=True)
user.groups.set(Group.objects.filter(name="Editor"))
Topic.objects.create(name="Crash", slug="crash")
source = Source.objects.create(name="Source", kind="outlet")
document = Document.objects.create(source=source, title="Page", citation="On paper")
document.refresh_from_db()
print(document.public_id)
"""


class CrashTests(unittest.TestCase):
    def setUp(self):
        folder = Path(tempfile.mkdtemp(prefix="claimbook-crash-"))
        folder.chmod(0o755)
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        self.site = Site(folder / "server")
        self.addCleanup(self.site.run, "-m", "project.postgres", "stop", check=False)
        self.addCleanup(self.site.kill_web)
        self.site.run("manage.py", "migrate", "--verbosity=0")
        shell = self.site.run("manage.py", "shell", "--verbosity=0", "--command", PREPARE)
        self.document = shell.stdout.split()[-1]
        made = self.site.run("manage.py", "create_token", "ana", "--scopes=write", "--days=1")
        self.token = made.stdout.splitlines()[-1]

    def write(self, number: int) -> None:
        """Send one claim, again and again under one key, until it is answered."""
        headers = {
            "Authorization": f"Token {self.token}",
            "Content-Type": "application/json",
            "Idempotency-Key": f"crash-{number}",
        }
        claim = {
            "text": f"Claim {number} outlived the crash",
            "topics": ["crash"],
            "appearances": [{"document": self.document, "attribution": "Somebody"}],
        }
        give_up = time.monotonic() + PATIENCE
        while time.monotonic() < give_up:
            status, body = self.site.ask("POST", "/api/v1/claims/", headers, json.dumps(claim))
            if status == 201:
                with self.lock:
                    self.answered[json.loads(body)["ref"]] = number
                return
            if status in (400, 401, 403, 404, 422):
                raise AssertionError(f"{status}: {body!r}")
            time.sleep(0.1)
        raise TimeoutError(f"claim {number} was never answered")

    def test_keeps_every_answered_write_and_none_by_halves(self):
        self.lock = threading.Lock()
        self.answered: dict[str, int] = {}
        self.site.serve()
        with ThreadPoolExecutor(WRITERS) as writers:
            sent = [writers.submit(self.write, number) for number in range(WRITES)]
            while len(self.answered) < WRITES // 3:
                time.sleep(0.01)
            self.site.kill()
            before = dict(self.answered)
            self.check(before, at_least=len(before))
            self.site.serve()
            for one in sent:
                one.result()
        self.assertEqual(len(self.answered), WRITES)
        self.site.run("manage.py", "seal_audit")
        self.check(self.answered, at_least=WRITES)

    def check(self, answered: dict[str, int], *, at_least: int) -> None:
        """All that was answered is there, whole, once; the audit agrees."""
        with psycopg.connect(self.site.url()) as link:
            rows = link.execute(
                "SELECT ref, text,"
                " (SELECT count(*) FROM claims_claim_topics WHERE claim_id = c.id),"
                " (SELECT count(*) FROM claims_appearance WHERE claim_id = c.id)"
                " FROM claims_claim AS c"
            ).fetchall()
        kept = {ref: text for ref, text, _, _ in rows}
        for ref, number in answered.items():
            self.assertEqual(kept.get(ref), f"Claim {number} outlived the crash")
        self.assertEqual([row for row in rows if row[2:] != (1, 1)], [])
        self.assertTrue(at_least <= len(rows) <= WRITES, len(rows))
        verified = self.site.run("manage.py", "verify_audit", check=False)
        self.assertEqual(verified.returncode, 0, verified.stderr)
