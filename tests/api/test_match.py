"""Asking over the API whether a claim has been recorded before."""

from claims.choices import Judgement, LinkKind
from claims.models import Claim
from tests.api.base import API, ApiTestCase, client_of
from tests.api.test_acts import ActCase
from tests.factories import NOW, make_claim, make_link

MATCH = f"{API}/claims/match/"


class MatchTests(ActCase):
    def setUp(self):
        super().setUp()
        Claim.objects.filter(pk=self.claim.pk).update(
            text="Koalas are functionally extinct after the bushfires."
        )
        self.claim.refresh_from_db()
        make_claim(text="The river rose by three metres in May.")

    def ask(self, client=None, **body):
        return (client or self.ana).post(MATCH, body, format="json")

    def test_answers_with_reference_text_score_and_reasons(self):
        answer = self.ask(text="Are the koalas extinct?")
        self.assertEqual(answer.status_code, 200, answer.content)
        (found,) = answer.json()["results"]
        self.assertEqual((found["ref"], found["text"]), (self.claim.ref, self.claim.text))
        self.assertTrue(0 < found["score"] <= 1)
        self.assertEqual(found["reasons"], ["rare words: koalas, extinct"])
        self.assertIsNone(found["verdict"])

    def test_several_texts_are_answered_in_their_order(self):
        answer = self.ask(texts=["koalas", "zebras"], limit=1).json()["results"]
        self.assertEqual([one["text"] for one in answer], ["koalas", "zebras"])
        self.assertEqual([len(one["results"]) for one in answer], [1, 0])

    def test_a_list_sent_as_text_is_several_texts(self):
        as_texts = self.ask(texts=["koalas", "zebras"]).json()
        self.assertEqual(self.ask(text=["koalas", "zebras"]).json(), as_texts)

    def test_a_recorded_claim_is_compared_with_the_others(self):
        twin = make_claim(text="The koalas were functionally extinct.")
        (found,) = self.ask(claim=self.claim.ref.lower()).json()["results"]
        self.assertEqual(found["ref"], twin.ref)
        make_link(
            twin, self.claim, kind=LinkKind.DUPLICATE, judgement=Judgement.REJECTED,
            decided_by=self.cast["ana"], decided_at=NOW,
        )  # fmt: skip
        self.assertEqual(self.ask(claim=self.claim.ref).json()["results"], [])

    def test_a_stranger_finds_what_is_published(self):
        question = {"text": "koalas functionally extinct"}
        self.assertEqual(self.ask(self.stranger, **question).json(), {"results": []})
        self.assertProblem(self.ask(self.stranger, claim=self.claim.ref), 400, "/claim")
        self.published()
        (found,) = self.ask(self.stranger, **question).json()["results"]
        self.assertEqual(found["ref"], self.claim.ref)
        self.assertIsNotNone(found["verdict"])

    def test_a_token_for_reading_may_ask(self):
        reader = client_of(self.cast["ana"], "read")
        self.assertEqual(self.ask(reader, text="koalas").status_code, 200)

    def test_what_can_not_be_asked_is_named(self):
        for body, field in (
            ({}, "/text"),
            ({"text": ""}, "/text"),
            ({"text": "a\x00b"}, "/text"),
            ({"text": "a" * 1_000_000}, "/text"),
            ({"text": 7}, "/text"),
            ({"text": "koalas", "texts": ["koalas"]}, "/texts"),
            ({"texts": []}, "/texts"),
            ({"texts": ["koalas"] * 21}, "/texts"),
            ({"texts": ["koalas " * 10_000] * 2}, "/texts"),
            ({"text": "koalas", "limit": 101}, "/limit"),
            ({"text": "koalas", "limit": 0}, "/limit"),
            ({"text": "koalas", "depth": 3}, "/depth"),
            ({"claim": "CLM-000000"}, "/claim"),
        ):
            with self.subTest(field=field, body=str(body)[:40]):
                self.assertProblem(self.ask(**body), 400, field)

    def test_asks_the_database_few_questions(self):
        self.ask(text="koalas")
        with self.assertNumQueries(14):
            self.ask(text="Are the koalas extinct?")


class WordingTests(ApiTestCase):
    def test_are_kept_and_matched(self):
        claim = make_claim(text="Koalas are functionally extinct after the bushfires.")
        body = {"claim": claim.ref, "text": "No marsupials are left", "language": "en"}
        answer = self.ana.post(f"{API}/wordings/", body, format="json")
        self.assertEqual(answer.status_code, 201, answer.content)
        again = self.ana.post(f"{API}/wordings/", body, format="json")
        self.assertEqual(again.status_code, 400, again.content)
        self.assertEqual(self.zoe.post(f"{API}/wordings/", body, format="json").status_code, 403)
        listed = self.zoe.get(f"{API}/wordings/?claim={claim.ref}").json()["results"]
        self.assertEqual([row["text"] for row in listed], ["No marsupials are left"])
        self.assertEqual(self.stranger.get(f"{API}/wordings/").json()["results"], [])
        found = self.ana.post(MATCH, {"text": "marsupials"}, format="json").json()["results"]
        self.assertEqual(found[0]["ref"], claim.ref)
