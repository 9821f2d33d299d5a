"""Imports in the admin: a file comes in, is corrected, applied and taken back."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from django.urls import reverse

from claims.choices import Role
from claims.models import Claim, ImportBatch, ImportProfile, RatingMapping
from tests.exchange.sheets import csv_bytes
from tests.factories import make_user


class ImportTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.people = {
            role: make_user(role.value.lower(), role, is_staff=True)
            for role in (Role.VIEWER, Role.ANALYST, Role.EDITOR)
        }

    def setUp(self):
        self.client.force_login(self.people[Role.EDITOR])

    def upload(self, content, name="claims.csv", **values):
        file = SimpleUploadedFile(name, content)
        return self.client.post(reverse("admin:claims_importbatch_add"), {"file": file, **values})

    def address(self, name, *more):
        batch = ImportBatch.objects.get()
        return reverse(f"admin:claims_importbatch_{name}", args=[batch.pk, *more])

    def test_a_file_is_rehearsed_applied_and_taken_back(self):
        answer = self.upload(csv_bytes())
        self.assertRedirects(answer, self.address("change"))
        page = self.client.get(self.address("change")).content.decode()
        self.assertIn("The bridge was closed in May.", page)
        self.assertIn("Apply 2 rows", page)
        self.assertFalse(Claim.objects.exists())
        asked = self.client.get(self.address("act", "apply")).content.decode()
        self.assertIn("2 claims will be made", asked)
        self.assertFalse(Claim.objects.exists())
        self.client.post(self.address("act", "apply"))
        self.assertEqual(Claim.objects.count(), 2)
        page = self.client.get(self.address("change")).content.decode()
        self.assertIn(Claim.objects.first().ref, page)
        report = b"".join(self.client.get(self.address("rows")).streaming_content).decode()
        self.assertEqual(report.count("create"), 2)
        self.client.post(self.address("act", "undo"))
        self.assertFalse(Claim.objects.exists())

    def test_what_rows_ask_is_answered_on_the_spot(self):
        row = ("1", "It rains.", "Port office", "", "Quatsch", "https://c.example/1", "C")
        self.upload(csv_bytes([row]))
        page = self.client.get(self.address("change"), {"rows": "label"}).content.decode()
        self.assertIn("“Quatsch” means", page)
        given = {"question": "label", "about": "Quatsch", "answer": "", "rows": "label"}
        answer = self.client.post(self.address("answer", 2), given, follow=True)
        self.assertContains(answer, "Choose one of the answers.")
        answer = self.client.post(self.address("answer", 2), given | {"answer": "none"})
        self.assertRedirects(answer, self.address("change") + "?rows=label")
        self.assertTrue(RatingMapping.objects.get(label="Quatsch").no_rating)
        self.client.force_login(self.people[Role.VIEWER])
        self.assertEqual(self.client.post(self.address("answer", 2), given).status_code, 404)

    def test_columns_are_corrected_and_kept_as_a_profile(self):
        self.upload(csv_bytes([("The moon is near.", "x")], headings=("foo", "bar")))
        page = self.client.get(self.address("change")).content.decode()
        self.assertIn("No column is mapped to claim_text", page)
        self.assertNotIn("act/apply", page)
        page = self.client.get(self.address("columns")).content.decode()
        self.assertIn("The moon is near.", page)
        values = {"namespace": "moon", "language": "en", "profile_name": "Moon", "column_1": ""}
        answer = self.client.post(self.address("columns"), values | {"column_0": ""})
        self.assertContains(answer, "No column is mapped to claim_text", status_code=400)
        self.client.post(self.address("columns"), values | {"column_0": "claim_text"})
        self.assertEqual(ImportProfile.objects.get().mapping, {"foo": "claim_text"})
        self.assertIn("Apply 1 row", self.client.get(self.address("change")).content.decode())

    def test_a_file_that_is_refused_says_why(self):
        answer = self.upload(b"\x00\x01\x02" * 99, name="../odd.bin")
        self.assertContains(answer, "This is no text", status_code=400)
        answer = self.client.post(reverse("admin:claims_importbatch_add"), {})
        self.assertContains(answer, "This field is required", status_code=400)
        self.assertFalse(ImportBatch.objects.exists())

    def test_what_can_not_be_done_now_is_refused_in_words(self):
        self.upload(csv_bytes())
        answer = self.client.post(self.address("act", "undo"), follow=True)
        self.assertContains(answer, "Only an import that was applied can be undone")
        self.assertEqual(self.client.get(self.address("act", "burn")).status_code, 404)

    def test_each_asks_the_rights(self):
        self.client.force_login(self.people[Role.ANALYST])
        self.upload(csv_bytes())
        page = self.client.get(self.address("change")).content.decode()
        self.assertIn("applying it takes an Editor", page)
        self.assertEqual(self.client.post(self.address("act", "apply")).status_code, 403)
        self.client.force_login(self.people[Role.VIEWER])
        self.assertEqual(self.upload(csv_bytes()).status_code, 403)
        for address in (
            self.address("change"),
            self.address("rows"),
            self.address("columns"),
            self.address("act", "undo"),
        ):
            self.assertIn(self.client.get(address).status_code, (302, 403, 404), address)
        self.assertFalse(Claim.objects.exists())

    def test_rows_are_paged_and_narrowed(self):
        rows = [(str(n), f"Claim number {n} of many.") for n in range(60)]
        self.upload(csv_bytes([*rows, ("x", "")], headings=("id", "claim_text")))
        first = self.client.get(self.address("change")).content.decode()
        self.assertIn("Claim number 49 of many.", first)
        self.assertNotIn("Claim number 50 of many.", first)
        self.assertIn("after=51", first)
        second = self.client.get(self.address("change") + "?rows=&after=51").content.decode()
        self.assertIn("Claim number 50 of many.", second)
        refused = self.client.get(self.address("change") + "?rows=refuse").content.decode()
        self.assertIn("it does not say what is claimed", refused)
        self.assertNotIn("Claim number 1 of many.", refused)
