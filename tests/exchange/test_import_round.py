"""What leaves Claimbook comes in elsewhere as the same claims, appearances and verdicts."""

import json
from collections import Counter
from io import BytesIO

from django.test import override_settings
from django.utils import timezone

from claims.choices import ExportFormat
from claims.exchange.export import Request, export
from claims.exchange.ingest import running
from claims.exchange.ingest.staging import stage
from claims.exchange.ingest.undoing import undo
from claims.exchange.publisher import publisher_at
from claims.management.made.claims import make_claims
from claims.models import Appearance, Assessment, Claim, ForeignVerdict, ImportBatch
from tests.base import AuditedTransactionTestCase
from tests.factories import NOW, make_actor, make_appearance, make_document
from tests.review.base import Story

ORIGIN = "https://claims.example"


def exported(format, by=None):
    request = Request(
        format=ExportFormat(format),
        publisher=publisher_at(ORIGIN),
        address_of=lambda claim: f"{ORIGIN}/claims/{claim.ref}/",
        by=by,
        name="a test",
    )
    return b"".join(export(request, clock=timezone.now))


def applied(content, at=NOW):
    batch = stage(BytesIO(content), "file", by=None, signed="a test")
    batch = running.begin_applying(batch, by=None, at=at, name="a test", unrehearsed=True)
    running.apply(batch, at=at)
    return list(batch.rows.values_list("outcome", "reason"))


def said():
    return {
        (
            one.document.url or one.document.citation,
            one.document.source.name,
            one.actor.name if one.actor else one.attribution,
            one.act,
            one.quote,
        )
        for one in Appearance.objects.select_related("document", "actor")
    }


def whole(appearances):
    """Return everything that a feed tells of ``appearances``."""
    return {
        (
            one.claim.text,
            one.document.url or one.document.citation,
            one.document.title,
            str(one.document.published_on),
            one.document.source.name,
            one.actor.name if one.actor else one.attribution,
            one.act,
            one.quote,
            one.locator,
            str(one.said_on),
            one.said_precision if one.said_on else "",
        )
        for one in appearances.select_related("claim", "document__source", "actor")
    }


def published():
    """Return the claims, appearances and verdicts that are published."""
    rows = Assessment.objects.published().select_related("claim", "rating")
    scales = {True: (5, 1), False: (None, None)}
    verdicts = {
        (
            f"{ORIGIN}/claims/{row.claim.ref}/",
            row.rating.label,
            row.rating.ordinal,
            *scales[row.rating.ordinal is not None],
        )
        for row in rows
    }
    said_of = Appearance.objects.filter(claim__in=[row.claim_id for row in rows])
    return {(row.claim.text, row.claim.language) for row in rows}, whole(said_of), verdicts


class RoundTripTests(Story, AuditedTransactionTestCase):
    def setUp(self):
        super().setUp()
        make_appearance(
            self.claim,
            document=make_document(url="https://news.example/story"),
            actor=make_actor(name="Ada Example", kind="person"),
            quote="It is so.",
            act="denies",
        )
        make_appearance(
            self.claim,
            document=make_document(url="", citation="Minutes of the council, 3 May 2024, page 2"),
            quote="It was so.",
        )
        self.published()
        self.text = self.claim.text

    def test_of_the_data_feed(self):
        feed, before = exported("datafeed"), said()
        self._fixture_teardown()
        self.assertEqual(applied(feed), [("create", "")])
        self.assertEqual(Claim.objects.get().text, self.text)
        self.assertEqual(said(), before)
        verdict = ForeignVerdict.objects.get()
        self.assertEqual((verdict.label, verdict.rating_value), ("True", 5))
        self.assertEqual([outcome for outcome, _ in applied(feed)], ["skip"])

    def test_of_the_data_feed_of_very_many(self):
        make_claims(600, seed=1, tell=lambda done: None)
        texts, before, verdicts = published()
        self.assertGreater(len(before), len(texts))
        feed = exported("datafeed")
        self._fixture_teardown()
        outcomes = [outcome for outcome, _ in applied(feed, at=timezone.now())]
        self.assertEqual(Counter(outcomes)["create"], len(texts))
        self.assertEqual(set(Claim.objects.values_list("text", "language")), texts)
        self.assertEqual(sorted(whole(Appearance.objects.all()) ^ before)[:4], [])
        told = ForeignVerdict.objects.values_list(
            "evidence__document__url", "label", "rating_value", "rating_best", "rating_worst"
        )
        self.assertEqual(set(told), verdicts)
        again = [outcome for outcome, _ in applied(feed, at=timezone.now())]
        self.assertEqual(set(again), {"skip"})

    @override_settings(CLAIMS_SITE_URL=ORIGIN)
    def test_of_the_feed_of_this_very_house_makes_no_evidence_of_our_own_verdicts(self):
        self.assertEqual([told for told, _ in applied(exported("datafeed"))], ["update"])
        self.assertFalse(ForeignVerdict.objects.exists())

    def test_of_a_tombstone_marks_the_fact_check_as_retracted(self):
        document = self.evidence.document
        item = {"@type": "DataFeedItem", "url": document.url, "dateDeleted": "2025-05-01"}
        unknown = item | {"url": "https://checks.example/never-seen"}
        nowhere = {"@type": "DataFeedItem", "dateDeleted": "2025-05-01"}
        elements = [one | {"item": None} for one in (item, item, unknown, nowhere)]
        feed = json.dumps({"@type": "DataFeed", "dataFeedElement": elements}).encode()
        told = applied(feed)
        self.assertEqual(
            [outcome for outcome, _ in told], ["update", "skip", "skip", "refuse"], told
        )
        document.refresh_from_db()
        self.assertEqual(str(document.retracted_on), "2025-05-01")
        self.assertIn("took it back", document.retraction_reason)
        # The published verdict rests on it.
        self.claim.refresh_from_db()
        self.assertIsNotNone(self.claim.review_due_on)
        self.assertEqual([outcome for outcome, _ in applied(feed)][:2], ["skip", "skip"])
        undo(ImportBatch.objects.order_by("id").first(), by=self.admin, at=NOW)
        document.refresh_from_db()
        self.assertEqual((document.retracted_on, document.retraction_reason), (None, ""))
        self.claim.refresh_from_db()
        self.assertIsNone(self.claim.review_due_on)

    def test_of_sheets(self):
        """A workbook says the same as the CSV, so after that it changes nothing."""
        for format, outcome in (("csv", "update"), ("csv", "skip"), ("xlsx", "skip")):
            with self.subTest(format):
                content = exported(format, by=self.admin)
                self.assertEqual([told for told, _ in applied(content)], [outcome])
                self.assertEqual(Claim.objects.count(), 1)
