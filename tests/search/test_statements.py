"""A search costs PostgreSQL few statements, however many claims it finds and wherever."""

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from claims.models import ClaimWording
from claims.review.audience import sight_of
from claims.search.facets import facets_of
from claims.search.fulltext import find_claims
from tests.factories import make_actor, make_appearance, make_cast, make_claim, make_document


class StatementTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.within = sight_of(make_cast()["ana"])
        for number in range(30):
            claim = make_claim(text=f"Tanks number {number}.")
            heard = make_actor(name=f"Observer{number}")
            heard.names.create(name=f"Watcher {number}")
            read = make_document(body="Of howitzers.", language="en")
            make_appearance(claim, actor=heard, quote="Armoured cars were seen.", document=read)
            ClaimWording.objects.create(claim=claim, text="Panzer", language="de")

    def statements(self, text, **how):
        with CaptureQueriesContext(connection) as sent:
            results = find_claims(text, within=self.within, with_facets=False, **how)
        self.assertEqual((results.total, len(results.hits)), (30, 20))
        return [one["sql"] for one in sent]

    def test_what_claims_say_themselves_is_found_by_few(self):
        # A savepoint, the limits, the query in all languages, claims, documents, the page and its
        # highlights; then the limits are handed back and the savepoint is released.
        self.assertEqual(len(self.statements("tanks")), 9)

    def test_so_is_what_else_they_are_found_by(self):
        for text in ("watcher", "panzer", "armoured cars"):
            with self.subTest(text):
                self.assertLessEqual(len(self.statements(text)), 11)

    def test_documents_cost_a_few_more(self):
        self.assertLessEqual(len(self.statements("howitzers")), 16)

    def test_facets_cost_few_more(self):
        with CaptureQueriesContext(connection) as sent:
            self.assertEqual(len(find_claims("tanks", within=self.within).facets), 5)
        # Their own savepoint and limits, then claims, topics, and actors and sources with names.
        self.assertEqual(len(sent), 9 + 4 + 6)

    def test_claims_that_are_gone_have_no_facets(self):
        self.assertEqual(facets_of([0], self.within), [])
