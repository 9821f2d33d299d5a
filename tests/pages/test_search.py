"""The search of the public pages."""

from django.test import override_settings

from tests.factories import make_claim, make_evidence
from tests.pages.base import PagesTestCase


class SearchTests(PagesTestCase):
    def ask(self, text, **more):
        return self.client.get("/search/", {"q": text, **more})

    def test_finds_what_is_published_and_shows_where(self):
        found = self.published(text="The river Lethe rises <fast>.")
        make_claim(text="The river Lethe is secret.")
        answer = self.ask("lethe")
        self.assertContains(answer, "The river <mark>Lethe</mark> rises &lt;fast&gt;.")
        self.assertContains(answer, f"/claims/{found.ref}/")
        self.assertNotContains(answer, "is secret")
        self.assertContains(answer, 'value="lethe"')
        self.assertContains(answer, "1 claim<")

    def test_finds_nothing_by_what_stays_in_the_house(self):
        claim = self.published()
        make_evidence(claim, visibility="internal", quote="a secret of Acheron")
        self.assertContains(self.ask("acheron"), "No published claim fits")

    def test_leads_on_by_facets_and_pages(self):
        for number in range(3):
            self.publish(self.ready(text=f"The river is {number} fathoms deep."), "true")
        self.publish(self.ready(text="The river is dry."), "false")
        self.assertContains(self.ask("river"), "?q=river+verdict%3Afalse")
        self.assertContains(self.ask("river verdict:false"), "1 claim<")

    def test_says_when_there_is_nothing_and_what_was_odd(self):
        self.assertContains(self.ask("zzz"), "No published claim fits")
        self.assertContains(self.ask(""), "Type words")
        self.assertContains(self.ask("after:soon"), "is no date")

    def test_takes_any_text(self):
        for text in ("\x00", "'; DROP TABLE", "%%%", "a" * 100_000, "<b>", "\u202e", "-- OR"):
            with self.subTest(text=text[:10]):
                self.assertEqual(self.ask(text, after="x").status_code, 200)

    @override_settings(CLAIMS_SEARCH_SECONDS=0)
    def test_says_that_it_takes_too_long(self):
        self.assertContains(self.ask("river"), "takes too long", status_code=503)

    @override_settings(CLAIMS_API_RATES={"anonymous": "2/min"})
    def test_one_address_can_only_ask_so_often(self):
        for _ in range(2):
            self.assertEqual(self.ask("river").status_code, 200)
        answer = self.ask("river")
        self.assertContains(answer, "Too many searches", status_code=429)
        self.assertEqual((answer["Retry-After"], answer["Cache-Control"]), ("60", "no-cache"))
        self.assertEqual(self.ask("").status_code, 200)
