"""Imports over the API: upload, progress, report, apply, undo; and whatever is sent, no 500."""

import json

from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase
from rest_framework.test import APIClient

from claims.choices import Role
from claims.exchange.ingest import acts
from claims.models import Claim, ImportBatch, ImportProfile
from tests.api.base import API, ApiTestCase
from tests.exchange.sheets import csv_bytes, records
from tests.factories import NOW, make_user


def upload(client, content, name="claims.csv", **more):
    file = SimpleUploadedFile(name, content)
    return client.post(f"{API}/imports/", {"file": file, **more}, format="multipart")


class ImportTests(ApiTestCase):
    def test_goes_from_upload_to_undo(self):
        before = records()
        response = upload(self.clients["ana"], csv_bytes())
        self.assertEqual(response.status_code, 202, response.content)
        told = response.json()
        self.assertEqual((told["status"], told["totals"]["create"]), ("rehearsed", 2))
        self.assertEqual(records(), before)
        address = response["Location"]
        self.assertProblem(self.clients["ana"].post(f"{address}apply/"), 403)
        response = self.clients["eda"].post(f"{address}apply/")
        self.assertEqual((response.status_code, response.json()["status"]), (200, "applied"))
        self.assertEqual(Claim.objects.count(), 2)
        lines = b"".join(self.clients["ana"].get(f"{address}report/")).decode().splitlines()
        self.assertEqual(len(lines), 3)
        self.assertIn("create", lines[1])
        self.assertEqual(self.clients["eda"].post(f"{address}undo/").status_code, 200)
        self.assertEqual(records(), before)
        self.assertProblem(self.clients["eda"].post(f"{address}undo/"), 409)

    def test_lists_what_became_of_each_row_page_by_page(self):
        rows = [(str(n), f"Claim {n}.", "", "", "", "", "") for n in range(5)]
        rows[3] = ("3", "", "Somebody", "", "", "", "")
        address = upload(self.clients["eda"], csv_bytes(rows))["Location"]
        self.clients["eda"].post(f"{address}apply/")
        ana = self.clients["ana"]
        refused = ana.get(f"{address}rows/", {"outcome": "conflict,refuse"}).json()["results"]
        self.assertEqual([row["number"] for row in refused], [5])
        self.assertIn("claim_text", refused[0]["reason"])
        self.assertEqual((refused[0]["claim"], refused[0]["given"][2]), (None, "Somebody"))
        found, page = [], f"{address}rows/?outcome=create&page_size=3&count=exact"
        while page:
            with self.assertNumQueries(4):
                told = ana.get(page).json()
            found += told["results"]
            page = told["next"]
        self.assertEqual([row["number"] for row in found], [2, 3, 4, 6])
        self.assertEqual(told["count"], 4)
        self.assertEqual(
            {row["claim"] for row in found}, set(Claim.objects.values_list("ref", flat=True))
        )
        self.assertEqual(ana.get(f"{address}rows/?question=label").json()["results"], [])
        self.assertProblem(ana.get(f"{address}rows/?outcome=nonsense"), 400)
        self.assertProblem(ana.get(f"{address}rows/?nonsense=1"), 400)
        self.assertProblem(self.clients["zoe"].get(f"{address}rows/"), 404)
        self.assertProblem(self.stranger.get(f"{address}rows/"), 401)

    def test_leaves_large_ones_to_the_worker(self):
        rows = [(str(n), f"Claim {n}.", "", "", "", "", "") for n in range(400)]
        response = upload(self.clients["eda"], csv_bytes(rows))
        self.assertEqual((response.status_code, response.json()["status"]), (202, "rehearsing"))
        # What the worker does with it, and what goes on after a crash.
        from_queue = ImportBatch.objects.get()
        acts.run_waiting(at=NOW)
        from_queue.refresh_from_db()
        self.assertEqual(from_queue.status, "rehearsed")

    def test_asks_what_the_columns_mean_and_keeps_it_as_a_profile(self):
        content = csv_bytes([("Es regnet.", "7")], ("Foo", "Bar"))
        response = upload(self.clients["ana"], content, namespace="partner")
        self.assertEqual(response.json()["status"], "read")
        address = response["Location"]
        self.assertProblem(self.clients["ana"].post(f"{address}rehearse/"), 409)
        change = {"mapping": {"Foo": "claim_text"}, "profile_name": "Partner"}
        response = self.clients["ana"].patch(
            address, change, format="json", headers={"If-Match": response["ETag"]}
        )
        self.assertEqual(response.status_code, 200, response.content)
        self.assertEqual(ImportProfile.objects.get().mapping, {"Foo": "claim_text"})
        response = self.clients["ana"].post(f"{address}rehearse/")
        self.assertEqual(response.json()["totals"]["create"], 1)
        again = upload(self.clients["ana"], content, profile="partner")
        self.assertEqual(again.json()["status"], "rehearsed")

    def test_names_what_is_wrong(self):
        wrong = [
            ({"mapping": {"Foo": "nonsense"}}, "is no field"),
            ({"mapping": {"Nope": "claim_text"}}, "has no column Nope"),
            ({"mapping": {}}, "No column is mapped to claim_text"),
            ({"mapping": {"Foo": "claim_text"}, "language": "??"}, "language tag"),
        ]
        address = upload(self.clients["ana"], csv_bytes([("x",)], ("Foo",)))["Location"]
        for change, sentence in wrong:
            response = self.clients["ana"].patch(
                address, change, format="json", headers={"If-Match": "*"}
            )
            self.assertProblem(response, 400)
            self.assertIn(sentence, response.content.decode())
        self.assertProblem(upload(self.clients["ana"], b"x", profile="none"), 400)
        self.assertProblem(upload(self.clients["zoe"], csv_bytes()), 403)
        self.assertProblem(upload(self.stranger, csv_bytes()), 401)
        response = self.clients["ana"].post(f"{API}/imports/", {"file": "x"}, format="json")
        self.assertProblem(response, 400)

    def test_refuses_too_large_a_file_by_what_is_said_of_it(self):
        response = self.clients["ana"].post(
            f"{API}/imports/", b"x", content_type="multipart/form-data; boundary=b",
            CONTENT_LENGTH=str(200 * 1024 * 1024),
        )  # fmt: skip
        self.assertProblem(response, 413)


class FuzzTests(HypothesisTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.ana = make_user("ana", Role.ANALYST)

    @settings(max_examples=60, deadline=None)
    @given(
        content=st.one_of(
            st.binary(max_size=400),
            st.lists(st.text(max_size=30), min_size=1, max_size=12).map(
                lambda cells: ",".join(["claim", *cells, "\nx", *cells]).encode(
                    "utf-8", "surrogatepass"
                )
            ),
            st.recursive(
                st.one_of(st.none(), st.booleans(), st.floats(), st.text(max_size=20)),
                lambda inner: st.dictionaries(
                    st.sampled_from(
                        ["@type", "claimReviewed", "url", "author", "name", "reviewRating",
                         "itemReviewed", "ratingValue", "alternateName", "datePublished"]
                    ),
                    inner,
                    max_size=6,
                ),
                max_leaves=12,
            ).map(lambda value: json.dumps([{"@type": "ClaimReview", "x": value},
                                            value if isinstance(value, dict) else {}]).encode()),
        )
    )  # fmt: skip
    def test_whatever_is_sent_is_taken_or_refused_with_a_sentence(self, content):
        client = APIClient()
        client.force_authenticate(self.ana)
        response = upload(client, content)
        self.assertIn(response.status_code, (202, 400), response.content)
        if response.status_code == 400:
            self.assertTrue(response.json()["detail"])
