"""Exports over the API: for whom, in which shape, and noted."""

import csv
import io

from claims.audit import acting
from claims.choices import Scope
from claims.exchange.check import check
from claims.models import AuditEntry, Export
from tests.api.base import API, ApiTestCase, client_of
from tests.factories import make_claim, make_evidence


class ExportTests(ApiTestCase):
    def get(self, client, name, **headers):
        return client.get(f"{API}/exports/{name}/", **headers)

    def test_streams_what_the_asker_may_see_and_notes_it(self):
        with acting(self.cast["ana"]):
            claim = make_claim()
            make_evidence(claim, visibility="confidential", quote="Confidential words")
        for client, shown in ((self.ana, True), (self.zoe, False)):
            response = self.get(client, "csv")
            self.assertEqual(response.status_code, 200)
            self.assertEqual(response["Content-Type"], "text/csv; charset=utf-8")
            self.assertRegex(response["Content-Disposition"], r'filename="csv-\d{8}T\d{6}Z\.csv"')
            text = b"".join(response.streaming_content).decode("utf-8-sig")
            [row] = csv.DictReader(io.StringIO(text))
            self.assertEqual(row["external_id"], claim.ref)
            self.assertEqual("Confidential words" in row["source_quotes"], shown)
        notes = Export.objects.order_by("pk")
        self.assertEqual([note.taken_by for note in notes], [self.cast["ana"], self.cast["zoe"]])
        self.assertEqual({(note.via, note.row_count) for note in notes}, {("API", 1)})
        entry = AuditEntry.objects.filter(table_name="claims_export").earliest("pk")
        self.assertNotEqual(entry.request_id, "")

    def test_every_format_comes_whatever_is_accepted(self):
        for name, start in (
            ("claimreview", b'{"@context"'),
            ("datafeed", b'{"@context"'),
            ("annotations", b'{"@context"'),
            ("xlsx", b"PK"),
        ):
            with self.subTest(name):
                response = self.get(self.zoe, name, HTTP_ACCEPT="text/html")
                self.assertEqual(response.status_code, 200)
                self.assertTrue(b"".join(response.streaming_content).startswith(start))
        feed = b"".join(self.get(self.zoe, "datafeed").streaming_content).decode()
        self.assertEqual([found for found in check(feed) if not found.is_warning], [])

    def test_takes_a_person_and_the_scope(self):
        self.assertProblem(self.get(self.stranger, "csv"), 401)
        reader = client_of(self.cast["ana"], Scope.READ)
        self.assertProblem(self.get(reader, "csv"), 403)
        taker = client_of(self.cast["ana"], Scope.EXPORT)
        self.assertEqual(self.get(taker, "csv").status_code, 200)
        self.assertProblem(taker.get(f"{API}/claims/"), 403)

    def test_knows_no_other_format(self):
        for name in ("jsonl", "exe"):
            self.assertProblem(self.get(self.clients["admin"], name), 404)
        self.assertFalse(Export.objects.exists())
