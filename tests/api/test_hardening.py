"""What the API does with guessed tokens, unread bodies, days to come and merged claims."""

from datetime import timedelta

from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.models import ApiToken, Claim
from tests.api.base import API, ApiTestCase, client_of
from tests.factories import make_claim, make_source

FEW = {"anonymous": "2/min", "read": "99/min", "write": "1/min", "wrong_token": "3/min"}


class WrongTokenTests(ApiTestCase):
    def test_guessing_is_slowed_down(self):
        with override_settings(CLAIMS_API_RATES=FEW):
            self.stranger.credentials(HTTP_AUTHORIZATION="Token clb_guess")
            for _ in range(3):
                self.assertProblem(self.stranger.get(f"{API}/claims/"), 401)
            response = self.stranger.get(f"{API}/claims/")
            self.assertProblem(response, 429)
            self.assertGreaterEqual(int(response["Retry-After"]), 1)

    def test_an_expired_token_is_refused_and_its_row_kept(self):
        client = client_of(self.cast["ana"])
        yesterday = timezone.now() - timedelta(days=1)
        ApiToken.objects.filter(user=self.cast["ana"]).update(expiry=yesterday)
        response = client.get(f"{API}/claims/")
        self.assertProblem(response, 401)
        self.assertEqual(response["WWW-Authenticate"], "Token")
        self.assertEqual(ApiToken.objects.filter(user=self.cast["ana"]).count(), 2)

    def test_the_last_use_is_noted_once_a_minute(self):
        self.ana.get(f"{API}/claims/")
        noted = ApiToken.objects.get(user=self.cast["ana"]).last_used_at
        self.ana.get(f"{API}/claims/")
        self.assertIsNotNone(noted)
        self.assertEqual(ApiToken.objects.get(user=self.cast["ana"]).last_used_at, noted)


class RateTests(ApiTestCase):
    def test_strangers_and_writes_have_rates_of_their_own(self):
        with override_settings(CLAIMS_API_RATES=FEW):
            for left in (1, 0):
                response = self.stranger.get(f"{API}/claims/")
                self.assertEqual(response["RateLimit-Policy"], '"anonymous";q=2;w=60')
                self.assertTrue(response["RateLimit"].startswith(f'"anonymous";r={left};t='))
            self.assertProblem(self.stranger.get(f"{API}/claims/"), 429)
            body = {"text": "It is so."}
            self.assertEqual(self.ana.post(f"{API}/claims/", body, format="json").status_code, 201)
            self.assertProblem(self.ana.post(f"{API}/claims/", body, format="json"), 429)
            self.assertEqual(self.ana.get(f"{API}/claims/").status_code, 200)


class BodyTests(ApiTestCase):
    def test_a_body_without_length_is_refused_and_not_taken_for_empty(self):
        response = self.ana.post(
            f"{API}/topics/", {}, format="json", headers={"Transfer-Encoding": "chunked"}
        )
        self.assertProblem(response, 411)

    def test_names_the_place_of_what_can_not_be_kept(self):
        for text in ("a\\u0000b", "a\\ud800b"):
            raw = '{"text": "' + text + '"}'
            response = self.ana.generic("POST", f"{API}/claims/", raw, "application/json")
            self.assertProblem(response, 400, "/text")
        self.assertEqual(Claim.objects.count(), 0)

    def test_unknown_addresses_beside_the_version_are_problems_too(self):
        self.assertProblem(self.stranger.get("/api/v9/claims/"), 404)

    def test_what_has_happened_is_not_in_the_future(self):
        day = (timezone.now() + timedelta(days=3)).date().isoformat()
        body = {"title": "It", "url": "https://example.org/it", "published_on": day}
        body["source"] = str(make_source().public_id)
        response = self.ana.post(f"{API}/documents/", body, format="json")
        self.assertProblem(response, 400, "/published_on")


class MergedClaimTests(ApiTestCase):
    def test_leads_to_the_kept_claim_those_who_may_see_it(self):
        kept, merged = make_claim(), make_claim()
        Claim.objects.filter(pk=merged.pk).update(merged_into=kept)
        response = self.zoe.get(f"{API}/claims/{merged.ref}/?fields=ref")
        self.assertEqual(response.status_code, 308)
        self.assertTrue(response["Location"].endswith(f"/claims/{kept.ref}/?fields=ref"))
        self.assertProblem(self.stranger.get(f"{API}/claims/{merged.ref}/"), 404)


class QueryCountTests(ApiTestCase):
    def count(self, path: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            self.assertEqual(self.eda.get(f"{API}/{path}").status_code, 200)
        return len(queries)

    def test_lists_of_claims_ask_as_much_for_many_as_for_one(self):
        make_claim()
        path = "claims/?expand=appearances,evidence,assessment,links"
        self.count(path)
        one = self.count(path)
        for _ in range(20):
            make_claim()
        self.assertEqual(self.count(path), one)
