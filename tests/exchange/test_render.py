"""What is published leaves as ClaimReview that passes our own check and reads back the same."""

import json
from datetime import UTC, date, datetime, timedelta

from django.test import TestCase, override_settings

from claims.choices import Precision
from claims.exchange.check import check
from claims.exchange.parse import parse
from claims.exchange.publications import publications, removals
from claims.exchange.publisher import publisher_at
from claims.exchange.render import claim_review, data_feed, document, graph, json_text
from claims.models import Appearance, Assessment, Rating
from claims.review import assessments, workflow
from tests.factories import (
    NOW,
    make_actor,
    make_appearance,
    make_claim,
    make_document,
    make_evidence,
    make_snapshot,
    make_source,
    make_topic,
)
from tests.review.base import Story

ORIGIN = "https://claims.example"


def address_of(claim):
    return f"{ORIGIN}/claims/{claim.ref}/"


@override_settings(CLAIMS_SITE_NAME="Example House", CLAIMS_SITE_URL=ORIGIN)
class RenderTestCase(Story, TestCase):
    def setUp(self):
        super().setUp()
        self.publisher = publisher_at(ORIGIN)

    def node(self):
        [found] = publications()
        return document(found, publisher=self.publisher, address=address_of(found.claim))

    def feed(self):
        return "".join(
            data_feed(publications(), removals(), publisher=self.publisher, address_of=address_of)
        )

    def assert_passes(self, text):
        self.assertEqual([found for found in check(text) if not found.is_warning], [])


class ReviewTests(RenderTestCase):
    def test_tells_the_verdict_and_passes_the_check(self):
        self.published()
        node = self.node()
        self.assert_passes(json.dumps(node))
        self.assertEqual(node["claimReviewed"], self.claim.text)
        self.assertEqual(node["url"], address_of(self.claim))
        self.assertEqual(node["author"]["name"], "Example House")
        self.assertEqual(node["datePublished"], "2025-05-08T12:00:00Z")
        self.assertNotIn("dateModified", node)
        self.assertEqual(
            {
                key: node["reviewRating"][key]
                for key in ("ratingValue", "bestRating", "worstRating")
            },
            {"ratingValue": 5, "bestRating": 5, "worstRating": 1},
        )

    def test_every_rating_of_the_scale_passes(self):
        self.published()
        [found] = publications()
        for rating in Rating.objects.all():
            with self.subTest(rating=rating.code):
                found.assessment.rating = rating
                node = document(found, publisher=self.publisher, address=ORIGIN)
                self.assert_passes(json.dumps(node))
                self.assertEqual(node["reviewRating"]["alternateName"], rating.label)
                on_axis = rating.ordinal is not None
                for key in ("ratingValue", "bestRating", "worstRating"):
                    self.assertEqual(key in node["reviewRating"], on_axis)

    def test_tells_who_said_it_where_and_since_when(self):
        Appearance.objects.all().delete()
        china = make_actor(name="Ann Example", kind="person", wikidata_id="Q42")
        post = make_document(
            kind="post",
            url="https://talk.example/1",
            published_on=date(2024, 5, 1),
            published_precision=Precision.MONTH,
            source=make_source(name="Talk", domain="talk.example"),
        )
        make_snapshot(post, archive_url="https://archive.example/talk")
        make_appearance(
            self.claim,
            document=post,
            actor=china,
            quote="It is so,\nI say.",
            locator="p. 4",
            said_on=date(2024, 5, 1),
            said_precision=Precision.MONTH,
        )
        make_appearance(self.claim, document=post, act="denies", actor=make_actor(name="Board"))
        book = make_document(url="", citation="A book, p. 7", kind="book")
        make_appearance(
            self.claim,
            document=book,
            actor=None,
            attribution="several authors",
            act="reports",
            said_on=date(2024, 1, 2),
        )
        self.published()
        node = self.node()
        self.assert_passes(json.dumps(node))
        claim = node["itemReviewed"]
        self.assertEqual([author["name"] for author in claim["author"]], ["Ann Example"])
        self.assertEqual(claim["author"][0]["sameAs"], "https://www.wikidata.org/wiki/Q42")
        self.assertEqual(claim["datePublished"], "2024-05")
        self.assertEqual(
            claim["firstAppearance"],
            {"@type": "SocialMediaPosting", "url": "https://talk.example/1"},
        )
        self.assertEqual(len(claim["appearance"]), 2)

        [read] = parse(json.dumps(node).encode())
        self.assertEqual(read.warnings, [])
        self.assertEqual(read.claimant_names, ["Ann Example"])
        told = {
            (
                one.url or one.citation,
                one.act,
                one.attribution,
                one.quote,
                one.locator,
                one.said_on,
                one.said_precision,
            )
            for one in read.appearances
        }
        kept = {
            (one.document.url or one.document.citation, one.act,
             one.attribution or one.actor.name, one.quote, one.locator,
             one.said_on, one.said_precision)
            for one in Appearance.objects.select_related("document", "actor")
        }  # fmt: skip
        self.assertEqual(told, kept)
        first = next(one for one in read.appearances if one.url)
        self.assertTrue(first.is_first)
        self.assertEqual(first.archive_urls, ["https://archive.example/talk"])
        self.assertEqual(first.published_precision, Precision.MONTH)

    def test_tells_corrections(self):
        standing = self.published()
        later = NOW + timedelta(days=2)
        workflow.reopen(self.claim, by=self.ana, at=later, reason="New figures.")
        self.correct(standing, later)
        node = self.node()
        self.assert_passes(json.dumps(node))
        self.assertEqual(node["dateModified"], "2025-05-10T12:00:00Z")
        self.assertEqual(node["datePublished"], "2025-05-08T12:00:00Z")
        [correction] = node["correction"]
        self.assertEqual(correction["text"], "The figures were revised.")
        [read] = parse(json.dumps(node).encode())
        self.assertEqual(read.corrections, ["The figures were revised."])

    def correct(self, standing, at):
        draft = self.draft(rating=Rating.objects.get(code="false"))
        submitted = assessments.submit(draft, by=self.ana, at=at)
        assessments.approve(submitted, by=self.rui, at=at)
        return assessments.correct(
            submitted, by=self.eda, at=at, public_note="The figures were revised."
        )

    def test_says_nothing_of_what_is_internal(self):
        self.claim.context = "Secret context"
        self.claim.save()
        make_evidence(self.claim, rationale="Secret rationale", visibility="confidential")
        self.published()
        text = json_text(self.node())
        self.assertNotIn("Secret", text)

    def test_text_can_not_leave_the_script_it_stands_in(self):
        self.claim.text = "</script><script>alert('&')</script>"
        self.claim.save()
        self.published()
        text = json_text(self.node())
        for letter in "<>&":
            self.assertNotIn(letter, text)
        self.assertEqual(json.loads(text)["claimReviewed"], self.claim.text)

    @override_settings(
        CLAIMS_LICENCE_URL="https://l.example/by", CLAIMS_CORRECTIONS_URL="https://c.example/policy"
    )
    def test_names_licence_policy_and_topics(self):
        self.claim.topics.add(make_topic(name="Weather"))
        self.published()
        self.publisher = publisher_at(ORIGIN)
        node = self.node()
        self.assert_passes(json.dumps(node))
        self.assertEqual(node["license"], "https://l.example/by")
        self.assertEqual(node["author"]["correctionsPolicy"], "https://c.example/policy")
        self.assertEqual(node["keywords"], ["Weather"])


class FeedTests(RenderTestCase):
    def test_holds_what_stands_and_what_was_taken_back(self):
        self.published()
        gone = make_claim(text="It was once so.")
        self.publish(gone)
        workflow.retract(gone, by=self.eda, at=NOW, reason="r", public_note="It was unfounded.")
        text = self.feed()
        self.assert_passes(text)
        feed = json.loads(text)
        standing, removed = feed["dataFeedElement"]
        self.assertEqual(standing["item"][0]["claimReviewed"], self.claim.text)
        self.assertIsNone(removed["item"])
        self.assertEqual(removed["url"], address_of(gone))
        self.assertEqual(removed["description"], "It was unfounded.")
        read, tombstone = parse(text.encode())
        self.assertEqual(read.claim_text, self.claim.text)
        self.assertEqual(tombstone.review_url, address_of(gone))
        self.assertEqual(tombstone.deleted_at, datetime.now(UTC).date())

    def publish(self, claim):
        workflow.take(claim, by=self.ana, at=NOW)
        make_appearance(claim)
        draft = self.draft(claim=claim, evidence=make_evidence(claim))
        submitted = assessments.submit(draft, by=self.ana, at=NOW)
        assessments.approve(submitted, by=self.rui, at=NOW)
        return assessments.publish(submitted, by=self.eda, at=NOW)

    def test_a_claim_that_stands_again_is_not_taken_back(self):
        self.published()
        workflow.retract(self.claim, by=self.eda, at=NOW, reason="r", public_note="Wrong.")
        self.assertEqual(len(list(removals())), 1)
        self.published()
        self.assertEqual(list(removals()), [])

    def test_is_a_document_when_nothing_is_published(self):
        self.assertEqual(json.loads(self.feed())["dataFeedElement"], [])

    def test_a_graph_of_all_passes(self):
        self.published()
        self.publish(make_claim())
        text = "".join(graph(publications(), publisher=self.publisher, address_of=address_of))
        self.assert_passes(text)
        self.assertEqual(len(parse(text.encode())), 2)

    def test_many_claims_cost_few_queries(self):
        self.published()
        for _ in range(5):
            self.publish(make_claim())
        with self.assertNumQueries(7):
            found = list(publications())
            for one in found:
                claim_review(one, publisher=self.publisher, address=ORIGIN)
        self.assertEqual(len(found), Assessment.objects.published().count())
