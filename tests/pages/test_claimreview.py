"""Machines find our verdicts in the pages and in the feed, whoever made them."""

import json
from datetime import UTC, datetime
from unittest.mock import patch

import extruct
from django.test import override_settings

from claims.exchange.check import check
from claims.exchange.parse import parse
from claims.exchange.render import data_feed
from claims.pages.kept import FOLDER
from tests.factories import make_actor, make_appearance, make_claim, make_document
from tests.pages.base import PagesTestCase

LATER = datetime(2025, 6, 1, tzinfo=UTC)
HOSTILE = "</script><script>alert(1)</script>"


@override_settings(CLAIMS_SITE_NAME="Example House", CLAIMS_SITE_URL="https://claims.example")
class PageTests(PagesTestCase):
    def faults(self, text):
        return [str(found) for found in check(text) if not found.is_warning]

    def test_a_stranger_reads_the_verdict_out_of_the_page(self):
        claim = make_claim(text="The river rose.")
        make_appearance(claim, actor=make_actor(name="Ministry of Rivers"))
        self.publish(claim, "mostly_true")
        html = self.page(claim).text
        self.assertEqual(self.faults(html), [])
        (found,) = extruct.extract(html, syntaxes=["json-ld"])["json-ld"]
        self.assertEqual(found["claimReviewed"], "The river rose.")
        self.assertEqual(found["reviewRating"]["alternateName"], "Mostly true")
        self.assertEqual(found["url"], f"https://claims.example/claims/{claim.ref}/")
        (read,) = parse(html.encode(), media_type="text/html", base_url=found["url"])
        self.assertEqual(
            (read.claim_text, read.label, read.rating_value, read.claimant_names),
            ("The river rose.", "Mostly true", 4, ["Ministry of Rivers"]),
        )

    def test_what_people_typed_ends_no_element(self):
        claim = make_claim(text=f"{HOSTILE} is so.")
        make_appearance(claim, quote=HOSTILE, document=make_document(title=HOSTILE))
        self.publish(claim, explanation=HOSTILE)
        html = self.page(claim).text
        self.assertEqual(html.count("<script"), 1)
        self.assertEqual(html.count("</script"), 1)
        (found,) = extruct.extract(html, syntaxes=["json-ld"])["json-ld"]
        self.assertEqual(found["claimReviewed"], f"{HOSTILE} is so.")

    def test_a_correction_is_told_in_the_page(self):
        html = self.page(self.corrected()).text
        self.assertEqual(self.faults(html), [])
        (found,) = extruct.extract(html, syntaxes=["json-ld"])["json-ld"]
        self.assertEqual(found["correction"][0]["text"], "We misread the record.")

    def test_the_feed_has_everything_and_what_was_taken_back(self):
        standing, gone = self.published(), self.retracted()
        make_claim(text="Not published.")
        answer = self.client.get("/feeds/claimreview.json")
        self.assertEqual(answer["Access-Control-Allow-Origin"], "*")
        text = b"".join(answer.streaming_content).decode()
        self.assertEqual(self.faults(text), [])
        told = {one["url"]: one for one in json.loads(text)["dataFeedElement"]}
        address = "https://claims.example/claims/{}/".format
        self.assertEqual(set(told), {address(standing.ref), address(gone.ref)})
        self.assertIsNone(told[address(gone.ref)]["item"])
        self.assertIn("dateDeleted", told[address(gone.ref)])

    def test_the_feed_can_leave_out_what_has_not_changed(self):
        old, gone = self.published(), self.retracted()
        new = make_claim()
        self.publish(new, at=LATER)
        for since, told in (
            ("2025-05-31", [new.ref, gone.ref]),
            ("2025-06-01T00:00:00Z", [new.ref, gone.ref]),
            ("2025-06-01T01:00:01%2B01:00", [gone.ref]),
            ("2999-01-01", []),
            ("2025-01-01", [old.ref, new.ref, gone.ref]),
        ):
            with self.subTest(since=since):
                answer = self.client.get(f"/feeds/claimreview.json?since={since}")
                found = json.loads(answer.getvalue())["dataFeedElement"]
                self.assertEqual([one["url"].split("/")[-2] for one in found], told)
        for since in ("soon", "2025-13-01", "\x00", "0"):
            with self.subTest(since=since):
                answer = self.client.get("/feeds/claimreview.json", {"since": since})
                self.assertContains(answer, "since is a day", status_code=400)

    def test_the_feed_is_made_once_for_all_who_ask(self):
        self.published()
        with patch("claims.pages.views.data.data_feed", wraps=data_feed) as made:
            first = self.client.get("/feeds/claimreview.json")
            again = self.client.get("/feeds/claimreview.json")
            text = first.getvalue()
            self.assertEqual(again.getvalue(), text)
            self.assertEqual(made.call_count, 1)
            for header in (
                {"if-none-match": first["ETag"]},
                {"if-modified-since": first["Last-Modified"]},
            ):
                answer = self.client.get("/feeds/claimreview.json", headers=header)
                self.assertEqual(answer.status_code, 304)
            new = self.published()
            with override_settings(CLAIMS_FEED_SECONDS=600):
                kept = self.client.get("/feeds/claimreview.json")
                self.assertEqual(kept.getvalue(), text)
            self.assertEqual(made.call_count, 1)
            told = self.client.get("/feeds/claimreview.json")
            self.assertIn(new.ref, told.getvalue().decode())
            self.assertNotEqual(told["ETag"], first["ETag"])

    def test_a_feed_that_could_not_be_made_leaves_nothing_behind(self):
        self.published()
        before = set(FOLDER.glob("*"))
        with patch("claims.pages.views.data.data_feed", return_value=self.broken_off()):
            self.client.raise_request_exception = False
            self.assertEqual(self.client.get("/feeds/claimreview.json").status_code, 500)
        self.assertEqual(set(FOLDER.glob("*")), before)
        self.assertEqual(self.client.get("/feeds/claimreview.json").status_code, 200)

    @staticmethod
    def broken_off():
        yield "{"
        raise OSError("the disk is full")

    def test_nothing_is_told_of_what_was_taken_back(self):
        answer = self.page(self.retracted(), 410)
        self.assertNotContains(answer, "ld+json", status_code=410)
