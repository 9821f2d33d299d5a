"""Imports at the desk: upload, columns, rows, applying and undoing with a question first."""

import csv
import io

from django.core.files.uploadedfile import SimpleUploadedFile

from claims.exchange.export.claim_rows import COLUMNS
from claims.models import Actor, Claim, ImportBatch, ImportProfile
from tests.desk.base import DeskTestCase
from tests.exchange.sheets import csv_bytes, records


class ImportTests(DeskTestCase):
    def give(self, content, who="eda", **more):
        file = SimpleUploadedFile("claims.csv", content)
        return self.as_(who).post(self.url("imports"), {"file": file, **more})

    def given(self, content, who="eda", **more):
        response = self.give(content, who, **more)
        self.assertEqual(response.status_code, 302, response.content.decode()[:2000])
        return ImportBatch.objects.latest("pk")

    def page(self, batch, rows=""):
        return self.client.get(self.url("import", batch=batch.public_id), {"rows": rows})

    def test_goes_from_the_file_to_undoing(self):
        before = records()
        batch = self.given(csv_bytes())
        self.assertContains(self.page(batch), "Apply 2 rows")
        apply = self.url("import_act", batch=batch.public_id, act="apply")
        self.assertContains(self.client.get(apply), "2 claims will be made")
        self.assertEqual(records(), before)
        self.client.post(apply)
        self.assertEqual(Claim.objects.count(), 2)
        self.assertContains(self.page(batch), Claim.objects.first().ref)
        undo = self.url("import_act", batch=batch.public_id, act="undo")
        self.assertContains(self.client.get(undo), "nothing is undone")
        self.client.post(undo)
        self.assertEqual(records(), before)
        self.assertContains(self.page(batch), "It was undone")
        self.assertEqual(self.client.post(undo).status_code, 409)

    def test_lets_analysts_rehearse_and_editors_apply(self):
        batch = self.given(csv_bytes(), "ana")
        self.assertContains(self.page(batch), "applying it takes an Editor")
        apply = self.url("import_act", batch=batch.public_id, act="apply")
        self.assertEqual(self.client.post(apply).status_code, 403)
        self.assertEqual(self.as_("zoe").get(self.url("imports")).status_code, 403)
        self.assertEqual(self.page(batch).status_code, 404)

    def test_asks_what_columns_mean(self):
        batch = self.given(csv_bytes([("Es regnet.", "7")], ("Foo", "Bar")))
        self.assertContains(self.page(batch), "No column is mapped to claim_text")
        address = self.url("import_mapping", batch=batch.public_id)
        self.assertContains(self.client.get(address), "Es regnet.")
        given = {"namespace": "partner", "language": "de", "order": "day"}
        response = self.client.post(address, given)
        self.assertContains(response, "No column is mapped", status_code=400)
        given |= {"column_0": "claim_text", "profile_name": "Partner"}
        self.assertEqual(self.client.post(address, given).status_code, 302)
        batch.refresh_from_db()
        self.assertEqual((batch.status, batch.language, batch.day_first), ("rehearsed", "de", True))
        self.assertEqual(ImportProfile.objects.get().mapping, {"Foo": "claim_text"})

    def test_has_a_queue_for_each_question(self):
        rows = [("1", "It rains.", "Somebody", "", "Quatsch", "https://c.example/1", "C")]
        batch = self.given(csv_bytes(rows))
        for question in ("label", "claimant"):
            self.assertContains(self.page(batch, question), "Row 2")
        self.assertContains(self.page(batch, "duplicate"), "No row is like this")

    def test_answers_on_the_spot(self):
        rows = [("1", "It rains.", "Port office", "", "Quatsch", "https://c.example/1", "C")]
        batch = self.given(csv_bytes(rows))
        page = self.page(batch, "label")
        self.assertContains(page, "“Quatsch” means")
        address = self.url("import_answer", batch=batch.public_id, number=2)
        given = {"question": "label", "about": "Quatsch", "answer": "false", "rows": "label"}
        self.assertEqual(self.as_("zoe").post(address, given).status_code, 404)
        self.assertEqual(self.as_("ana").post(address, given).status_code, 409)
        self.assertNotContains(self.page(batch, "label"), "“Quatsch” means")
        response = self.as_("eda").post(address, given)
        self.assertRedirects(response, self.url("import", batch=batch.public_id) + "?rows=label")
        self.assertContains(self.page(batch, "label"), "No row is like this")
        given = {"question": "claimant", "about": "Port office", "answer": "new-government"}
        self.client.post(address, given)
        self.assertEqual(Actor.objects.get().name, "Port office")
        self.assertEqual(self.client.get(address).status_code, 405)

    def test_refuses_with_a_sentence_and_escapes_what_others_wrote(self):
        response = self.give(b"PK\x03\x04")
        self.assertContains(response, "damaged", status_code=400)
        batch = self.given(csv_bytes([("1", "x", "", "", "", "<script>alert(1)</script>", "")]))
        self.assertNotContains(self.page(batch), "<script>alert")

    def test_gives_a_template_that_comes_back_in_and_a_report(self):
        response = self.as_("ana").get(self.url("import_template"))
        text = response.content.decode("utf-8-sig")
        self.assertEqual(tuple(next(csv.reader(io.StringIO(text)))), COLUMNS)
        row = ["x-1", "It rains."] + [""] * (len(COLUMNS) - 2)
        batch = self.given((text + ",".join(row)).encode("utf-8-sig"))
        self.assertEqual(batch.totals["create"], 1)
        report = self.client.get(self.url("import_report", batch=batch.public_id))
        self.assertIn("create", b"".join(report).decode())
