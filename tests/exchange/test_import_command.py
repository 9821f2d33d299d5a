"""What `import_claims` tells, and what becomes of a part of which one row breaks a law."""

import io
import json
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.management import call_command
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from claims.models import Claim, ImportBatch
from tests.exchange.documents import claim_review
from tests.exchange.sheets import csv_bytes
from tests.factories import make_document

ROWS = 64


class CommandTests(TestCase):
    def run_with(self, content, *options):
        out = io.StringIO()
        with TemporaryDirectory() as folder:
            path = Path(folder) / "claims.csv"
            path.write_bytes(content)
            call_command("import_claims", path, *options, stdout=out, stderr=io.StringIO())
        return out.getvalue()

    def test_says_how_much_is_to_be_looked_at(self):
        rows = [
            ("1", "The bridge over the river Lowe was closed in May for repairs.", "Ada Example"),
            ("2", "For repairs, the bridge over the river Lowe was closed in May.", ""),
            ("3", "Nobody has counted the seals of the northern bay this year.", ""),
        ]
        sheet = csv_bytes(
            [(*row, f"https://posts.example/status/{row[0]}") for row in rows],
            ("id", "claim_text", "claimant_name", "appearance_urls"),
        )
        told = self.run_with(sheet, "--apply", "--totals")
        self.assertIn("create: 3\n", told)
        self.assertIn("To be looked at: unclear claimant: 1, possible duplicate: 1\n", told)
        self.assertIn("skip: 3\n", self.run_with(sheet, "--apply", "--totals"))

    def test_finds_the_row_that_breaks_a_law_without_trying_each_alone(self):
        with connection.cursor() as cursor:
            cursor.execute(
                "ALTER TABLE claims_claim ADD CONSTRAINT no_such_words CHECK (text <> 'Claim 40.')"
            )
        sheet = csv_bytes([(str(n), f"Claim {n}.") for n in range(ROWS)], ("id", "claim_text"))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            told = self.run_with(sheet, "--apply", "--totals")
        self.assertIn(f"create: {ROWS - 1:,}, refuse: 1\n", told)
        self.assertEqual(Claim.objects.count(), ROWS - 1)
        self.assertFalse(Claim.objects.filter(text="Claim 40.").exists())
        batch = ImportBatch.objects.get()
        refused = batch.rows.get(outcome="refuse")
        self.assertEqual((refused.number, refused.is_applied), (42, True))
        self.assertEqual((batch.status, batch.done_count), ("applied", ROWS))
        parts = [query for query in queries if "UPDATE claims_importrow AS kept" in query["sql"]]
        self.assertEqual(len(parts), 7)

    def test_a_row_that_is_tried_again_is_planned_as_if_it_had_never_been(self):
        gone = make_document(url="https://checks.example/gone")
        taken_back = {"@type": "DataFeedItem", "url": gone.url, "dateDeleted": "2025-05-01"}
        feed = {"@type": "DataFeed", "dataFeedElement": [
            taken_back, {"@type": "DataFeedItem", "item": [claim_review(claimReviewed="No.")]}
        ]}  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE claims_claim ADD CONSTRAINT no_no CHECK (text <> 'No.')")
        told = self.run_with(json.dumps(feed).encode(), "--apply", "--totals")
        self.assertIn("update: 1, refuse: 1\n", told)
        gone.refresh_from_db()
        self.assertEqual(str(gone.retracted_on), "2025-05-01")
