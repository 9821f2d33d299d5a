"""Queries that are put together once give each asker what that asker may see, and no more."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.api.claim_reads import one_claim
from claims.api.compiled import Given, Statement, read_remembered
from claims.models import Claim, Topic
from tests.api.base import API, ApiTestCase
from tests.factories import make_claim, make_topic


class RememberedTests(ApiTestCase):
    def test_each_value_finds_its_own_row(self):
        first, second = make_claim(), make_claim()
        for claim in (first, second, first):
            found = read_remembered(one_claim, self.cast["ana"], ("text",), ref=claim.ref)
            self.assertEqual([(f'{{"text" : "{claim.text}"}}', claim.version)], found)

    def test_what_a_colleague_sees_is_not_remembered_for_a_stranger(self):
        claim = make_claim()
        for _ in range(2):
            self.assertEqual(self.ana.get(f"{API}/claims/{claim.ref}/?fields=ref").status_code, 200)
            self.assertEqual(self.stranger.get(f"{API}/claims/{claim.ref}/").status_code, 404)
            self.assertEqual(len(self.ana.get(f"{API}/claims/").json()["results"]), 1)
            self.assertEqual(self.stranger.get(f"{API}/claims/").json()["results"], [])

    def test_every_way_through_the_list_meets_every_claim_once(self):
        refs = [make_claim().ref for _ in range(5)]
        for ordering in ("created", "-created", "updated", "-updated", "due", "-due"):
            with self.subTest(ordering):
                page = self.ana.get(f"{API}/claims/?page_size=2&ordering={ordering}").json()
                first, met = page["results"], []
                while True:
                    met += [one["ref"] for one in page["results"]]
                    if not page["next"]:
                        break
                    page = self.ana.get(page["next"]).json()
                self.assertCountEqual(met, refs)
                back = self.ana.get(self.ana.get(page["previous"]).json()["previous"]).json()
                self.assertEqual(back["results"], first)

    def test_a_merged_claim_is_not_read_by_its_old_address(self):
        kept, merged = make_claim(), make_claim()
        Claim.objects.filter(pk=merged.pk).update(merged_into=kept)
        answer = self.ana.get(f"{API}/claims/{merged.ref}/?fields=ref")
        self.assertEqual(answer.status_code, 308)


class StatementTests(ApiTestCase):
    def test_given_values_take_their_places(self):
        topics = [make_topic(), make_topic()]
        rows = Topic.objects.filter(slug=Given("slug"), pk__gte=Given("least"))
        statement = Statement.of(rows.values_list("pk"))
        for topic in topics:
            found = statement.read({"least": topic.pk, "slug": topic.slug})
            self.assertEqual(found, [(topic.pk,)])
        self.assertEqual(statement.read({"least": topics[0].pk + 1, "slug": topics[0].slug}), [])

    def test_what_can_find_nothing_is_not_sent(self):
        with self.assertNumQueries(0):
            self.assertEqual(Statement.of(Topic.objects.none().values_list("pk")).read(), [])

    def test_whoever_reads_along_sees_the_values(self):
        topic = make_topic()
        statement = Statement.of(Topic.objects.filter(slug=Given("slug")).values_list("pk"))
        with CaptureQueriesContext(connection) as sent:
            statement.read({"slug": topic.slug})
        self.assertIn(f"'{topic.slug}'", sent.captured_queries[0]["sql"])
