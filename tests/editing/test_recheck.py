"""What makes a published claim due for a re-check, and how it says why."""

from django.test import TestCase

from claims.editing.documents import retract_document
from claims.editing.evidence import withdraw_evidence
from claims.editing.links import judge_link
from claims.editing.sources import rate_source
from claims.models import Claim, ClaimLink
from claims.review import assessments, queue
from claims.review.rights import StepRefused
from tests.factories import NOW, TODAY, make_claim
from tests.review.base import Story


class RecheckTests(Story, TestCase):
    def assertDue(self, why):
        self.claim.refresh_from_db()
        self.assertEqual(self.claim.review_due_on, TODAY)
        self.assertIn(why, self.claim.due_reason)
        self.assertEqual(list(queue.due(TODAY)), [self.claim])

    def test_withdrawn_evidence_asks_for_it(self):
        self.published()
        withdraw_evidence(self.evidence, by=self.ana, at=NOW, reason="A forgery.")
        self.assertDue("withdrawn")

    def test_a_retracted_document_asks_for_it(self):
        self.published()
        retract_document(self.evidence.document, by=self.ana, at=NOW, reason="Taken back.")
        self.assertDue("retracted")

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
