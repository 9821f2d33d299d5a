"""A search ends in time: with what it has by then, or with a sentence that says what to do."""

from unittest.mock import patch

from django.db import connection
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL
from django.test import TestCase, override_settings

from claims.models import Claim
from claims.review.audience import sight_of
from claims.search import candidates
from claims.search.fulltext import find_claims, fitting_claims
from claims.search.limits import Clock, SearchTooSlow
from tests.factories import make_cast, make_claim


@override_settings(CLAIMS_SEARCH_SECONDS=1)
class LimitTests(TestCase):
    def setUp(self):
        self.claims = [make_claim(text=f"Tanks number {number}.") for number in range(4)]
        self.within = sight_of(make_cast()["zoe"])

    def slow_up_to(self, claim):
        """Return the sight of somebody for whom it takes a minute to look at each older claim."""
        slow = RawSQL(
            "CASE WHEN claims_claim.id > %s THEN true ELSE pg_sleep(60) IS NULL END",
            [claim.pk],
            output_field=BooleanField(),
        )
        return self.within._replace(claims=Claim.objects.filter(slow))

    def test_what_was_found_in_time_stands(self):
        with patch.object(candidates, "WINDOWS", (2,)):
            results = find_claims("tanks", within=self.slow_up_to(self.claims[1]))
        self.assertEqual({hit.claim for hit in results.hits}, set(self.claims[2:]))
        self.assertTrue(results.is_capped)

    def test_the_newest_are_ranked_when_more_fit(self):
        with patch.object(candidates, "MOST_RANKED", 2):
            results = find_claims("tanks", within=self.within)
        self.assertEqual({hit.claim for hit in results.hits}, set(self.claims[2:]))
        self.assertEqual((results.total, results.is_capped), (2, True))

    def test_without_anything_it_says_what_to_do(self):
        sight = self.slow_up_to(self.claims[3])
        self.assertRaisesMessage(SearchTooSlow, "more words", find_claims, "tanks", within=sight)
        self.assertRaises(SearchTooSlow, fitting_claims, sight.claims, "tanks", within=sight)

    def test_what_is_left_is_for_all_statements_together(self):
        nap = "SELECT pg_sleep(0.4)"
        with self.assertRaises(SearchTooSlow), Clock().running(), connection.cursor() as cursor:
            for _ in range(5):
                cursor.execute(nap)

    def test_lists_of_very_many_are_read_in_time_as_well(self):
        slow = RawSQL("pg_sleep(60) IS NOT NULL", [], output_field=BooleanField())
        with patch.object(candidates, "MOST_RANKED", 2):
            rows = fitting_claims(Claim.objects.live(), "tanks", within=self.within)
        self.assertEqual(set(rows), set(self.claims))
        with self.assertRaises(SearchTooSlow), Clock().running():
            list(rows.filter(slow))

    def test_leaves_no_setting_behind(self):
        def settings():
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT current_setting('statement_timeout'), current_setting('jit'),"
                    " current_setting('enable_seqscan')"
                )
                return cursor.fetchone()

        before = settings()
        find_claims("tanks", within=self.within)
        self.assertEqual(settings(), before)
        self.test_without_anything_it_says_what_to_do()
        self.assertEqual(settings(), before)
        find_claims("tnaks", within=self.within)
        self.assertEqual(settings(), before)
