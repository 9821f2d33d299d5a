"""Whose turn it is, as the queues show it."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.models import Claim
from claims.review import workflow
from tests.desk.base import DeskTestCase
from tests.factories import NOW, make_claim, make_evidence, make_origin, make_topic


class QueueTests(DeskTestCase):
    def refs(self, name: str, **query) -> list[str]:
        answer = self.client.get(self.url("queue", name=name), query)
        self.assertEqual(answer.status_code, 200)
        return [claim.ref for claim in answer.context["claims"]]

    def test_shows_each_claim_to_those_whose_turn_it_is(self):
        taken, waiting = self.taken(), make_claim()
        submitted = self.submitted().claim
        published = self.published().claim
        Claim.objects.filter(pk=published.pk).update(
            review_due_on=timezone.localdate() - timedelta(days=1)
        )
        self.as_("ana")
        self.assertEqual(self.refs("mine"), [submitted.ref, taken.ref])
        self.assertEqual(self.refs("unassigned"), [waiting.ref])
        self.assertEqual(self.refs("review"), [])
        self.assertEqual(self.refs("due"), [published.ref])
        self.assertEqual(len(self.refs("all")), 4)
        self.as_("rui")
        self.assertEqual(self.refs("review"), [submitted.ref])

    def test_narrows_by_what_the_address_says(self):
        topic = make_topic(name="Rain", slug="rain")
        wet, dry = make_claim(text="It rained in Évora.", priority="high"), make_claim()
        wet.topics.add(topic)
        self.as_("zoe")
        for query in ({"q": "evora"}, {"q": wet.ref}, {"topic": "rain"}, {"priority": "high"}):
            self.assertEqual(self.refs("all", **query), [wet.ref], query)
        self.assertEqual(self.refs("all", status="new"), [dry.ref, wet.ref])
        self.assertEqual(self.refs("all", status="nonsense"), [])
        self.assertEqual(self.refs("all", language="no such thing"), [])

    def test_narrows_by_verdict_language_and_holder(self):
        held, free = self.taken(language="uk"), make_claim()
        true = self.published().claim
        self.as_("ana")
        self.assertEqual(self.refs("all", verdict="true"), [true.ref])
        self.assertEqual(self.refs("all", language="uk"), [held.ref])
        self.assertEqual(self.refs("all", holder="nobody"), [free.ref])
        self.assertEqual(self.refs("all", holder="me"), [true.ref, held.ref])
        self.assertEqual(self.refs("all", holder="@ana"), [true.ref, held.ref])
        self.assertEqual(self.refs("all", holder="@zoe"), [])

    def test_tells_documents_and_independent_origins_within_clearance(self):
        claim = make_claim()
        for visibility in ("public", "confidential"):
            make_evidence(claim, origin=make_origin(), visibility=visibility)
        page = self.url("queue", name="all")
        self.assertContains(self.as_("ana").get(page), "2 documents, 2 independent origins")
        self.assertContains(self.as_("zoe").get(page), "1 document, 1 independent origin")

    def test_keeps_the_chosen_filters_alone_in_the_address(self):
        query = {"q": "rain", "status": "", "priority": "high"}
        htmx = {"HX-Request": "true"}
        page = self.url("queue", name="all")
        answer = self.as_("ana").get(page, query, headers=htmx)
        self.assertEqual(answer["HX-Push-Url"], f"{page}?q=rain&priority=high")
        self.assertEqual(self.client.get(page, headers=htmx)["HX-Push-Url"], page)

    def test_answers_whoever_narrows_with_the_list_alone(self):
        claim = make_claim()
        page = self.url("queue", name="all")
        whole = self.as_("ana").get(page)
        with CaptureQueriesContext(connection) as sent:
            part = self.client.get(page, headers={"HX-Request": "true"})
        self.assertEqual([one for one in sent if one["sql"].startswith("SELECT COUNT")], [])
        self.assertContains(part, claim.text)
        self.assertTrue(part.content.strip().startswith(b'<div id="list"'))
        self.assertIn(part.content.strip(), whole.content)

    def test_leads_through_all_pages_without_repeating(self):
        made = [make_claim().ref for _ in range(30)]
        self.as_("zoe")
        first = self.client.get(self.url("queue", name="all"), {"status": "new"})
        second = self.client.get(self.url("queue", name="all") + first.context["next"])
        seen = [claim.ref for page in (first, second) for claim in page.context["claims"]]
        self.assertEqual(seen, made[::-1])
        self.assertIn("status=new", first.context["next"])
        self.assertEqual(second.context["next"], "")

    def test_pages_the_due_ones_by_day(self):
        day = timezone.localdate()
        made = []
        for number in range(27):
            claim = self.published().claim
            Claim.objects.filter(pk=claim.pk).update(review_due_on=day - timedelta(days=number % 3))
            made.append(claim.pk)
        self.as_("zoe")
        first = self.client.get(self.url("queue", name="due"))
        second = self.client.get(self.url("queue", name="due") + first.context["next"])
        seen = [claim.pk for page in (first, second) for claim in page.context["claims"]]
        self.assertCountEqual(seen, made)
        days = [claim.review_due_on for p in (first, second) for claim in p.context["claims"]]
        self.assertEqual(days, sorted(days))

    def test_asks_no_more_of_the_database_for_more_claims(self):
        make_claim()
        self.as_("rui").get(self.url("queue", name="all"))
        with self.assertNumQueries(14):
            self.client.get(self.url("queue", name="all"))
        for _ in range(5):
            workflow.take(make_claim(), by=self.cast["ana"], at=NOW)
        with self.assertNumQueries(14):
            self.client.get(self.url("queue", name="all"))

    def test_knows_no_other_queue(self):
        answer = self.as_("zoe").get(self.url("queue", name="lost"))
        self.assertEqual(answer.status_code, 404)


class TakeNextTests(DeskTestCase):
    def test_gives_the_most_urgent_claim(self):
        make_claim()
        urgent = make_claim(priority="urgent")
        answer = self.as_("ana").post(self.url("take_next"))
        self.assertRedirects(answer, self.url("claim", ref=urgent.ref))
        urgent.refresh_from_db()
        self.assertEqual(urgent.assignee, self.cast["ana"])

    def test_says_when_nothing_waits(self):
        answer = self.as_("ana").post(self.url("take_next"), follow=True)
        self.assertContains(answer, "No new claim is waiting.")

    def test_refuses_a_viewer(self):
        claim = make_claim()
        self.assertEqual(self.as_("zoe").post(self.url("take_next")).status_code, 403)
        claim.refresh_from_db()
        self.assertIsNone(claim.assignee)
