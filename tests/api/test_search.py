"""Searching over the API: shape, pages, refusals."""

from base64 import urlsafe_b64decode
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

from django.db import connection
from django.db.models import BooleanField, Value
from django.db.models.expressions import RawSQL
from django.test.utils import override_settings

from claims.api.views.claims import ClaimView
from claims.search import candidates
from claims.search.rebuild import learn_words
from tests.api.base import API, ApiTestCase
from tests.factories import make_appearance, make_claim


class SearchTests(ApiTestCase):
    def search(self, query, client=None):
        response = (client or self.ana).get(f"{API}/search/", query)
        self.assertEqual(response.status_code, 200, response.content)
        return response.json()

    def test_answers_with_claims_highlights_facets_and_a_suggestion(self):
        claim = make_claim(text="Tanks <b>crossed</b> the river.")
        quoted = make_claim(text="Something else.")
        make_appearance(quoted, quote="They said that tanks were seen there.")
        learn_words()
        body = self.search({"q": "tank"})
        self.assertEqual([one["ref"] for one in body["results"]], [claim.ref, quoted.ref])
        first, second = body["results"]
        self.assertEqual(
            first["highlight"],
            [
                {"text": "Tanks", "is_match": True},
                {"text": " <b>crossed</b> the river.", "is_match": False},
            ],
        )
        self.assertEqual((first["found_in"], second["found_in"]), ("", "quote"))
        self.assertIn({"text": "tanks", "is_match": True}, second["excerpt"])
        self.assertEqual((body["total"], body["total_is_capped"]), (2, False))
        facets = {facet["name"]: facet["values"] for facet in body["facets"]}
        self.assertEqual(facets["status"], [{"label": "New", "claims": 2, "term": "status:new"}])
        self.assertEqual(self.search({"q": "tnaks crossed"})["did_you_mean"], "tanks crossed")
        self.assertEqual(self.search({"q": "tank"}, self.stranger)["results"], [])

    def test_every_facet_term_narrows_to_its_count(self):
        make_appearance(make_claim(text="Tanks here.", language="uk"))
        make_appearance(make_claim(text="Tanks there."))
        for facet in self.search({"q": "tanks"})["facets"]:
            for value in facet["values"]:
                with self.subTest(term=value["term"]):
                    narrowed = self.search({"q": f"tanks {value['term']}"})
                    self.assertEqual(narrowed["total"], value["claims"])

    def test_pages_follow_each_other_without_gaps(self):
        refs = {make_claim(text=f"Tanks number {number}.").ref for number in range(5)}
        for ordering in ("best", "newest"):
            seen = []
            address = f"{API}/search/?q=tanks&page_size=2&facets=false&ordering={ordering}"
            while address:
                body = self.ana.get(address).json()
                seen += [one["ref"] for one in body["results"]]
                address = body["next"]
            with self.subTest(ordering):
                self.assertEqual((len(seen), set(seen)), (5, refs))

    def test_refuses_what_it_does_not_know_by_name(self):
        for query, pointer in (
            ({}, "/q"),
            ({"q": "a\x00b"}, "/q"),
            ({"q": "a", "colour": "red"}, "/colour"),
            ({"q": "a", "page_size": "many"}, "/page_size"),
            ({"q": "a", "ordering": "worst"}, "/ordering"),
            ({"q": "a", "facets": "perhaps"}, "/facets"),
            ({"q": "a", "fields": "secret"}, "/fields"),
        ):
            with self.subTest(query):
                self.assertProblem(self.ana.get(f"{API}/search/", query), 400, pointer)

    def test_cursors_go_on_where_the_page_ended_and_tell_nothing(self):
        claims = [make_claim(text=f"Tanks, seen {number} times.") for number in range(3)]
        seen, query = [], {"q": "tanks", "page_size": 1}
        while True:
            answer = self.search(query)
            seen += [one["ref"] for one in answer["results"]]
            if not answer["next"]:
                break
            cursor = parse_qs(urlsplit(answer["next"]).query)["cursor"][0]
            self.assertNotIn(str(claims[-1].pk).encode(), urlsafe_b64decode(cursor + "==="))
            query["cursor"] = cursor
        self.assertCountEqual(seen, [claim.ref for claim in claims])
        listed = self.ana.get(f"{API}/claims/?page_size=1").json()["next"]
        other = parse_qs(urlsplit(listed).query)["cursor"][0]
        for cursor in ("x", "1-7", "²-²", "9" * 9999, other):
            with self.subTest(cursor[:20]):
                response = self.ana.get(f"{API}/search/", {"q": "tanks", "cursor": cursor})
                self.assertProblem(response, 400, "/cursor")

    def test_says_why_when_time_runs_out_and_leaves_no_limit_behind(self):
        with override_settings(CLAIMS_SEARCH_SECONDS=0):
            response = self.ana.get(f"{API}/search/", {"q": "tanks"})
            self.assertProblem(response, 400, "/q")
            response = self.ana.get(f"{API}/claims/", {"q": "tanks"})
            self.assertProblem(response, 400, "/q")
        self.search({"q": "tanks"})
        with connection.cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            self.assertEqual(cursor.fetchone()[0], "0")

    @override_settings(CLAIMS_SEARCH_SECONDS=1)
    def test_pages_of_very_many_are_read_in_time(self):
        for number in range(3):
            make_claim(text=f"Tanks number {number}.")

        def slowly(view, rows, *, whole):
            slow = RawSQL("pg_sleep(60) IS NOT NULL", [], output_field=BooleanField())
            return rows.filter(slow).annotate(json=Value("{}"))

        with patch.object(candidates, "MOST_RANKED", 1), patch.object(ClaimView, "in_json", slowly):
            response = self.ana.get(f"{API}/claims/", {"q": "tanks"})
        self.assertProblem(response, 400, "/q")
