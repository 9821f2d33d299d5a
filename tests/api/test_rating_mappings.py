"""The rating map over the API."""

from claims.models import Rating, RatingMapping
from tests.api.base import API, ApiTestCase


class RatingMappingTests(ApiTestCase):
    url = f"{API}/rating-mappings/"

    def test_an_editor_empties_the_queue(self):
        waiting = RatingMapping.objects.create(site="checks.example", label="Odd", seen_count=3)
        queue = self.zoe.get(self.url, {"state": "unknown"}).json()["results"]
        self.assertEqual([row["label"] for row in queue], ["Odd"])
        self.assertEqual((queue[0]["rating"], queue[0]["seen_count"]), (None, 3))
        one = f"{self.url}{waiting.public_id}/"
        answer = self.eda.patch(one, {"rating": "false"}, format="json", headers={"If-Match": "*"})
        self.assertEqual((answer.status_code, answer.json()["rating"]), (200, "false"))
        self.assertEqual(self.zoe.get(self.url, {"state": "unknown"}).json()["results"], [])
        waiting.refresh_from_db()
        self.assertEqual(waiting.rating, Rating.objects.get(code="false"))

    def test_finds_rows_and_refuses_what_breaks_a_law(self):
        mapped = self.zoe.get(self.url, {"site": "politifact.com", "rating": "false"}).json()
        self.assertIn("pants on fire!", [row["label"] for row in mapped["results"]])
        again = {"site": "www.politifact.com", "label": "Pants on fire", "rating": "true"}
        self.assertProblem(self.eda.post(self.url, again, format="json"), 400)
        both = {"site": "checks.example", "label": "x", "rating": "true", "no_rating": True}
        self.assertProblem(self.eda.post(self.url, both, format="json"), 400)

    def test_is_no_affair_of_strangers(self):
        self.assertProblem(self.stranger.get(self.url), 401)
        self.assertProblem(self.ana.post(self.url, {"label": "x"}, format="json"), 403)
