"""What makes a published claim due for a re-check, and how it says why."""

from datetime import date, timedelta

from django.test import TestCase
from django.utils import timezone

from claims.audit import acting, verify_audit
from claims.editing.documents import retract_document
from claims.editing.evidence import withdraw_evidence
from claims.editing.links import judge_link
from claims.editing.sources import rate_source
from claims.models import AuditEntry, Claim, ClaimLink, Document, Evidence
from claims.review import assessments, queue, workflow
from claims.review.rights import StepRefused
from tests.factories import (
    NOW,
    TODAY,
    make_appearance,
    make_claim,
    make_evidence,
    make_source_rating,
)
from tests.review.base import Story


class RecheckTests(Story, TestCase):
    def assertDue(self, why, day=TODAY):
        self.claim.refresh_from_db()
        self.assertEqual(self.claim.review_due_on, day)
        self.assertIn(why, self.claim.due_reason)
        self.assertEqual(list(queue.due(day)), [self.claim])

    def test_withdrawn_evidence_asks_for_it(self):
        self.published()
        withdraw_evidence(self.evidence, by=self.ana, at=NOW, reason="A forgery.")
        self.assertDue("withdrawn")

    def test_a_retracted_document_asks_for_it(self):
        self.published()
        retract_document(self.evidence.document, by=self.ana, at=NOW, reason="Taken back.")
        # The day on which it was noticed, however long ago it happened.
        self.assertDue("retracted", timezone.localdate())

    def test_a_downgraded_source_asks_for_it_and_an_upgraded_one_does_not(self):
        self.published()
        source = self.evidence.document.source
        for grade in ("C", "B"):
            rate_source(source, by=self.ana, at=NOW, grade=grade, rationale="Its record.")
        self.assertIsNone(Claim.objects.get(pk=self.claim.pk).review_due_on)
        rate_source(source, by=self.ana, at=NOW, grade="D", rationale="Its record.")
        self.assertDue("graded D")

    def test_judging_needs_an_answer(self):
        link = ClaimLink.objects.create(a=self.claim, b=make_claim(), kind="contradicts")
        with self.assertRaises(StepRefused):
            judge_link(link, by=self.ana, at=NOW, judgement="suggested")
        judged = judge_link(link, by=self.ana, at=NOW, judgement="unsure")
        self.assertEqual((judged.judgement, judged.decided_by), ("unsure", self.ana))

    def test_publishing_refuses_evidence_withdrawn_since(self):
        submitted = self.submitted()
        assessments.approve(submitted, by=self.rui, at=NOW)
        withdraw_evidence(self.evidence, by=self.ana, at=NOW, reason="A forgery.")
        with self.assertRaisesMessage(StepRefused, "withdrawn since"):
            assessments.publish(submitted, by=self.eda, at=NOW)


class BehindTheActsTests(Story, TestCase):
    """The clock hears of it whoever changed the records: an import, the API, psql."""

    def setUp(self):
        super().setUp()
        self.published()
        self.source = self.evidence.document.source

    def due(self):
        return Claim.objects.values_list("review_due_on", "due_reason").get(pk=self.claim.pk)

    def test_of_evidence_that_was_withdrawn(self):
        Evidence.objects.update(withdrawn_at=NOW, withdrawn_reason="A forgery.")
        title = self.evidence.document.title
        self.assertEqual(
            self.due(), (TODAY, f"Evidence that it rests on was withdrawn: “{title}”.")
        )

    def test_without_naming_what_is_confidential(self):
        Evidence.objects.update(visibility="confidential")
        Evidence.objects.update(withdrawn_at=NOW, withdrawn_reason="A forgery.")
        self.assertEqual(self.due()[1], "Evidence that it rests on was withdrawn: confidential.")

    def test_of_a_document_that_was_retracted(self):
        Document.objects.update(retracted_on=TODAY, retraction_reason="Taken back.")
        self.assertIn("was retracted", self.due()[1])

    def rate(self, grade, days=0):
        make_source_rating(self.source, self.ana, grade=grade, rated_at=NOW + timedelta(days=days))

    def test_of_a_source_that_lost_its_grade(self):
        for grade, days in (("C", 0), ("B", 1), ("F", 2)):
            self.assertEqual(self.due(), (None, ""))
            self.rate(grade, days)
        self.assertIn("is graded F now", self.due()[1])

    def test_of_no_source_that_was_judged_at_last_or_long_ago(self):
        for grade, days in (("F", 0), ("E", 1), ("A", 3), ("E", 2)):
            self.rate(grade, days)
        self.assertEqual(self.due(), (None, ""))

    def test_adds_its_reasons_up_and_says_none_twice(self):
        Claim.objects.filter(pk=self.claim.pk).update(review_due_on=date(2030, 1, 1))
        self.rate("A")
        self.rate("C", 1)
        Document.objects.update(retracted_on=TODAY, retraction_reason="Taken back.")
        Document.objects.update(retracted_on=None, retraction_reason="")
        Document.objects.update(retracted_on=TODAY, retraction_reason="Taken back.")
        day, reason = self.due()
        self.assertEqual(day, TODAY + timedelta(days=1))
        self.assertEqual(len(reason.split("\n")), 2, reason)

    def test_of_two_published_claims_that_contradict_each_other(self):
        other = workflow.take(make_claim(), by=self.ana, at=NOW)
        make_appearance(other)
        judged = {"judgement": "confirmed", "decided_by": self.ana, "decided_at": NOW}
        link = ClaimLink.objects.create(a=other, b=self.claim, kind="related", **judged)
        draft = assessments.submit(self.draft(other, make_evidence(other)), by=self.ana, at=NOW)
        assessments.approve(draft, by=self.rui, at=NOW)
        assessments.publish(draft, by=self.eda, at=NOW)
        self.assertEqual(self.due(), (None, ""))
        ClaimLink.objects.filter(pk=link.pk).update(kind="contradicts")
        self.assertEqual(
            self.due(), (TODAY, f"It was found to contradict {other.ref}, which is published too.")
        )
        other.refresh_from_db()
        self.assertIn(self.claim.ref, other.due_reason)

    def test_is_signed_by_who_changed_what_it_rests_on(self):
        with acting(self.rui, reason="A forgery."):
            Evidence.objects.update(withdrawn_at=NOW, withdrawn_reason="A forgery.")
        entry = AuditEntry.objects.filter(table_name="claims_claim").latest("id")
        self.assertEqual((entry.actor_name, entry.reason), ("Rui", "A forgery."))
        self.assertEqual(verify_audit().findings, [])

    def test_leaves_claims_alone_that_are_not_published(self):
        workflow.retract(self.claim, by=self.eda, at=NOW, public_note="We erred.")
        Evidence.objects.update(withdrawn_at=NOW, withdrawn_reason="A forgery.")
        self.assertEqual(self.due(), (None, ""))
