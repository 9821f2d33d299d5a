"""Nobody learns by searching what they may not see."""

from django.test import TestCase

from claims.choices import Visibility
from claims.review.audience import sight_of
from claims.search.fulltext import find_claims
from claims.search.rebuild import learn_words
from tests.factories import (
    make_actor,
    make_appearance,
    make_claim,
    make_document,
    make_evidence,
    make_topic,
)
from tests.review.base import Story


class SightTests(Story, TestCase):
    def setUp(self):
        super().setUp()
        self.claim.topics.add(make_topic(name="Harbours"))
        self.published()
        hidden = make_claim(text="The zeppelin was sold in secret.")
        make_appearance(hidden, actor=make_actor(name="Undisclosed Buyer"))
        for word, visibility in (
            ("barometer", Visibility.PUBLIC),
            ("gyroscope", Visibility.INTERNAL),
            ("theodolite", Visibility.CONFIDENTIAL),
        ):
            document = make_document(title=f"A {word}", body=f"On the {word} of the harbour.")
            make_evidence(self.claim, document=document, visibility=visibility)
        learn_words()

    def find(self, text, person):
        return find_claims(text, within=sight_of(person))

    def test_strangers_find_what_is_published(self):
        self.assertEqual(self.find("zeppelin", None).total, 0)
        self.assertEqual(self.find("zeppelin", self.zoe).total, 1)
        self.assertEqual([h.claim for h in self.find("harbours", None).hits], [self.claim])
        self.assertEqual(self.find("-zeppelin", None).total, 1)
        self.assertEqual(self.find("status:new,researching", None).total, 0)

    def test_evidence_leads_those_who_may_see_it(self):
        for word, finders in {
            "barometer": [None, self.zoe, self.eda],
            "gyroscope": [self.zoe, self.eda],
            "theodolite": [self.eda],
        }.items():
            for person in (None, self.zoe, self.eda):
                with self.subTest(word, person=person):
                    results = self.find(word, person)
                    self.assertEqual(results.total, int(person in finders))
                    self.assertEqual(results.did_you_mean, "")

    def test_suggestions_and_notes_tell_strangers_nothing(self):
        self.assertEqual(self.find("zepelin", self.zoe).did_you_mean, "zeppelin")
        self.assertEqual(self.find("zepelin", None).did_you_mean, "")
        unknown = self.find("actor:nobody", None)
        hidden = self.find('actor:"undisclosed buyer"', None)
        self.assertEqual(hidden.notes, ["Nobody here is called “undisclosed buyer”."])
        self.assertEqual(unknown.notes, ["Nobody here is called “nobody”."])

    def test_facets_count_what_is_seen(self):
        def sources(person):
            facets = {facet.name: facet.values for facet in self.find("-zeppelin", person).facets}
            return len(facets["source"]), facets["status"][0].claims

        # One source for the appearance, one for the evidence of the story, one more for each.
        self.assertEqual(sources(None), (3, 1))
        self.assertEqual(sources(self.zoe), (4, 1))
        self.assertEqual(sources(self.eda), (5, 1))

    def test_status_is_told_as_elsewhere(self):
        self.assertEqual(self.find("status:published", None).total, 1)
        self.assertEqual(self.find("status:rechecking", None).total, 0)
