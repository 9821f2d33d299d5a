"""The figures over the API: the numbers of the desk, for colleagues alone."""

from django.utils import timezone

from claims.review.figures import FIGURES
from tests.api.base import API, ApiTestCase
from tests.factories import make_claim


class FiguresApiTests(ApiTestCase):
    def test_gives_all_and_one(self):
        make_claim()
        month = f"{timezone.localdate():%Y-%m}"
        results = self.zoe.get(f"{API}/figures/").json()["results"]
        self.assertEqual([figure["name"] for figure in results], list(FIGURES))
        one = self.zoe.get(f"{API}/figures/status/?since={month}").json()
        self.assertEqual((one["since"], one["until"], one["columns"][0]), (month, month, "New"))
        self.assertEqual(one["rows"], [{"label": month, "numbers": [1, 0, 0, 0, 0, 0]}])
        self.assertEqual(results[0]["rows"][-1], one["rows"][0])

    def test_is_for_colleagues(self):
        self.assertProblem(self.stranger.get(f"{API}/figures/"), 401)
        self.cast["zoe"].groups.clear()
        self.assertProblem(self.zoe.get(f"{API}/figures/status/"), 403)

    def test_names_what_is_wrong(self):
        for query, pointer in (
            ("since=May", "/since"),
            ("since=2999-01", "/since"),
            ("since=1990-01", "/since"),
            ("topic=lost", "/topic"),
            ("month=2026-01", "/month"),
        ):
            self.assertProblem(self.zoe.get(f"{API}/figures/status/?{query}"), 400, pointer)
        self.assertProblem(self.zoe.get(f"{API}/figures/lost/"), 404)
