"""Searches and queues are served by indexes: no plan reads all claims, nor all their words.

The planner is asked as the program asks it: its costs are left as they are, and there are rows
enough for a scan to be dear.
"""

import json
from unittest.mock import patch

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from claims.models import Claim
from claims.review import queue
from claims.review.audience import sight_of
from claims.search import candidates
from claims.search.fulltext import find_claims, fitting_claims
from claims.search.limits import BY_INDEX, local_settings
from tests.factories import TODAY, make_actor, make_cast, make_source, make_topic

# What grows with the number of claims.
LARGE = {
    "claims_appearance",
    "claims_claim",
    "claims_claim_topics",
    "claims_claimwords",
    "claims_documentwords",
}
WORDS = {"claims_claimwords", "claims_documentwords"}
# These are found by the index of words alone.
RARE = ("number77", "number77 class27", '"number77 of class27"')
CLAIMS = 5000
_CLAIMS = """
    INSERT INTO claims_claim (text, language, kind, context, place, status, happened_precision,
        decline_reason, priority, due_reason, assignee_id)
    SELECT 'Everybody reads claim number' || number || ' of class' || number %% 50,
        CASE number %% 100 WHEN 0 THEN 'uk' ELSE 'en' END, 'state', '', '',
        CASE number %% 4 WHEN 0 THEN 'new' ELSE 'researching' END, 'day', '', 'normal', '',
        CASE number %% 200 WHEN 1 THEN %s::bigint WHEN 0 THEN NULL ELSE %s END
    FROM generate_series(1, %s) AS number
"""
_DOCUMENTS = """
    INSERT INTO claims_document (source_id, title, kind, url, canonical_url, citation, language,
        published_precision, body, retraction_reason)
    SELECT %s, 'Report ' || number, 'report', '', '', 'In the drawer.', 'en', 'day',
        'It tells of matter' || number, ''
    FROM generate_series(1, %s) AS number
"""
_APPEARANCES = """
    INSERT INTO claims_appearance (claim_id, document_id, actor_id, attribution, act, quote,
        prefix, suffix, locator, said_precision)
    SELECT id, (SELECT max(id) FROM claims_document) - id %% 2000,
        CASE id %% 500 WHEN 0 THEN %s::bigint ELSE %s END, '', 'asserts', '', '', '', '', 'day'
    FROM claims_claim
"""
_TOPICS = """
    INSERT INTO claims_claim_topics (claim_id, topic_id)
    SELECT id, CASE id %% 500 WHEN 0 THEN %s::bigint ELSE %s END FROM claims_claim
"""


def scans(node, may_walk):
    """Yield the tables that a plan reads from end to end; walking an index in order until enough
    was found counts only when it may not."""
    relation = node.get("Relation Name")
    walks = relation in WORDS and not ({"Index Cond", "Recheck Cond"} & set(node))
    if node["Node Type"] == "Seq Scan" or (walks and not may_walk):
        yield relation
    for part in node.get("Plans", ()):
        yield from scans(part, may_walk)


class PlanTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.cast = make_cast()
        ana, zoe = cls.cast["ana"], cls.cast["zoe"]
        rare, common = make_actor(name="Seldom Heard"), make_actor(name="Always Heard")
        few, many = make_topic(slug="few"), make_topic(slug="many")
        with connection.cursor() as cursor:
            cursor.execute(_CLAIMS, [ana.pk, zoe.pk, CLAIMS])
            cursor.execute(_DOCUMENTS, [make_source().pk, CLAIMS])
            cursor.execute(_APPEARANCES, [rare.pk, common.pk])
            cursor.execute(_TOPICS, [few.pk, many.pk])
            cursor.execute("ANALYZE")

    def assert_no_scan(self, label, queries, may_walk=True):
        plans = ""
        for statement in queries:
            if not statement.lstrip("(\n ").upper().startswith(("SELECT", "WITH")):
                continue
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}")
                (found,) = cursor.fetchone()
            plan = found if isinstance(found, list) else json.loads(found)
            told = json.dumps(plan)
            plans += told
            scanned = set(scans(plan[0]["Plan"], may_walk)) & LARGE
            self.assertEqual(scanned, set(), f"{label}: {statement}\n{told[:3000]}")
        return plans

    def test_of_searches(self):
        within = sight_of(self.cast["zoe"])
        for text in (
            *RARE,
            "number7*",
            "class7 -number57",
            "everybody reads",
            "everybody -number5000",
            "actor:seldom",
            "everybody actor:seldom",
            "topic:few",
            "everybody topic:few",
            "lang:uk",
            "everybody lang:uk",
            "everybody status:new",
            "matter4077",
        ):
            # As far from the newest to the oldest as among very many claims.
            with (
                self.subTest(text),
                patch.object(candidates, "WINDOWS", (64, 512)),
                patch.object(candidates, "MOST_RANKED", 10),
            ):
                with CaptureQueriesContext(connection) as found:
                    self.assertTrue(find_claims(text, within=within, with_facets=False).hits)
                with CaptureQueriesContext(connection) as listed:
                    rows = fitting_claims(within.claims, text, within=within)
                    self.assertTrue(list(rows.order_by("-pk")[:10]))
                with local_settings(BY_INDEX):
                    plans = self.assert_no_scan(text, [one["sql"] for one in found], may_walk=False)
                if text in RARE:
                    self.assertIn("claimwords_words", plans)
                self.assert_no_scan(text, [listed[-1]["sql"]])

    def test_of_queues(self):
        zoe = self.cast["ana"]
        queues = {
            "mine": queue.mine(zoe).order_by("-pk"),
            "unassigned": queue.unassigned().order_by("-pk"),
            "due": queue.due(TODAY),
            "newest": Claim.objects.live().order_by("-pk"),
            "published": Claim.objects.published().order_by("-pk"),
            "by status": Claim.objects.live().filter(status="new").order_by("-pk"),
            "by verdict": Claim.objects.published().filter(verdict=1).order_by("-pk"),
            "by language": Claim.objects.live().filter(language="uk").order_by("-pk"),
            "by topic": Claim.objects.live().filter(topics__slug="few").order_by("-pk"),
            "last changed": Claim.objects.live().order_by("-updated_at", "-pk"),
        }
        for name, rows in queues.items():
            with self.subTest(name):
                self.assert_no_scan(name, [str(self.sql(rows[:50]))])

    def sql(self, rows):
        with CaptureQueriesContext(connection) as queries:
            list(rows)
        return queries[0]["sql"]
