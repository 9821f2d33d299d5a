"""The lists that people read are read by index: no list walks through all claims, or sorts them.

In a table as small as a test's, PostgreSQL would rather walk. So walking and sorting are priced
out, and what remains of them is there because no index can do it.
"""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.models import Claim
from tests.api.base import API, ApiTestCase
from tests.factories import make_actor, make_appearance, make_claim, make_topic

INNER = ("SubPlan", "InitPlan")


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the nodes of a plan, without those of expressions that each shown row has."""
    yield plan
    for inner in plan.get("Plans", []):
        if inner["Parent Relationship"] not in INNER:
            yield from nodes(inner)


class PlanTests(ApiTestCase):
    def setUp(self):
        super().setUp()
        self.topic, self.actor = make_topic(), make_actor()
        for _ in range(4):
            claim = make_claim(
                assignee=self.cast["ana"],
                review_due_on=timezone.localdate() - timedelta(days=1),
            )
            claim.topics.add(self.topic)
            claim.subjects.add(self.actor)
            make_appearance(claim, actor=self.actor)
        self.browser = self.client
        self.cast["eda"].is_staff = True
        self.cast["eda"].save()
        self.browser.force_login(
            self.cast["eda"], backend="django.contrib.auth.backends.ModelBackend"
        )

    def plans(self, client: Any, address: str) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        """Yield the statements about claims that ``address`` sends, and their plans' nodes."""
        with CaptureQueriesContext(connection) as sent:
            answer = client.get(address)
        self.assertEqual(answer.status_code, 200, answer.content[:300])
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
            for one in sent.captured_queries:
                if 'FROM "claims_claim"' in one["sql"] and one["sql"].startswith("SELECT"):
                    cursor.execute(f"EXPLAIN (FORMAT JSON) {one['sql']}")
                    plan = cursor.fetchone()[0]
                    plan = plan if isinstance(plan, list) else json.loads(plan)
                    yield one["sql"], list(nodes(plan[0]["Plan"]))

    def check(self, client: Any, address: str, *, sorts: bool = False) -> None:
        """Fail when a statement walks through the claims, or has to sort what it found."""
        found = list(self.plans(client, address))
        self.assertTrue(found, "no statement asks for claims")
        for sql, plan in found:
            walks = [n for n in plan if n["Node Type"] == "Seq Scan" and _is_claims(n)]
            self.assertFalse(walks, sql)
            if "COUNT(" not in sql and not sorts:
                kinds = {n["Node Type"] for n in plan}
                self.assertFalse(kinds & {"Sort", "Incremental Sort"}, sql)

    def test_lists_of_the_api(self):
        for query in (
            "",
            "ordering=-updated",
            "ordering=due",
            "status=new",
            "status=new&ordering=-updated",
            "verdict=true",
            "verdict=true&ordering=-updated",
            f"topic={self.topic.slug}",
            f"subject={self.actor.public_id}",
            "assignee=me&status=new",
            "priority=urgent",
            "updated_since=2020-01-01T00:00:00Z&ordering=updated",
            "count=capped",
        ):
            with self.subTest(query):
                # By topic and subject the order comes out of another table.
                by_another = query.startswith(("topic", "subject", "ordering=due"))
                self.check(self.ana, f"{API}/claims/?{query}", sorts=by_another)

    def test_what_few_claims_fit_is_gathered_by_index(self):
        for query in (
            f"actor={self.actor.public_id}",
            f"status=new&topic={self.topic.slug}&ordering=-updated",
        ):
            with self.subTest(query):
                self.check(self.ana, f"{API}/claims/?{query}", sorts=True)

    def test_pages_far_into_a_list(self):
        first = self.ana.get(f"{API}/claims/?page_size=2").json()
        self.check(self.ana, first["next"])

    def test_a_single_claim(self):
        ref = Claim.objects.values_list("ref", flat=True)[0]
        self.check(self.ana, f"{API}/claims/{ref}/", sorts=True)

    def test_queues_of_the_desk(self):
        for name in ("mine", "unassigned", "review", "due", "all"):
            with self.subTest(name):
                self.check(self.browser, f"/desk/queues/{name}/", sorts=True)

    def test_lists_of_the_admin(self):
        for query in ("", "?status=new", "?verdict__id__exact=1", "?priority=urgent"):
            with self.subTest(query):
                self.check(self.browser, f"/admin/claims/claim/{query}", sorts=True)


def _is_claims(node: dict[str, Any]) -> bool:
    return node.get("Relation Name") == "claims_claim"
