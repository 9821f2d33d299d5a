"""The life of a claim through the plain functions: who may, what is refused, what is kept."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import TestCase, override_settings

from claims.audit import verify_audit
from claims.choices import ClaimStatus, Confidence, DeclineReason, LinkKind
from claims.models import Assessment, Claim, ClaimLink, Rating, Review
from claims.review import assessments, workflow
from claims.review.rights import StepRefused
from tests.factories import (
    NOW,
    TODAY,
    make_appearance,
    make_claim,
    make_evidence,
    make_snapshot,
    make_source_rating,
)
from tests.review.base import Story


class TakeTests(Story, TestCase):
    def test_refuses_a_claim_that_somebody_holds(self):
        with self.assertRaisesMessage(StepRefused, "Ana holds this claim"):
            workflow.take(self.claim, by=self.rui, at=NOW)

    def test_refuses_a_viewer(self):
        with self.assertRaises(PermissionDenied):
            workflow.take(make_claim(), by=self.zoe, at=NOW)

    def test_release_makes_it_new_again(self):
        released = workflow.release(self.claim, by=self.ana, at=NOW)
        self.assertEqual((released.status, released.assignee), (ClaimStatus.NEW, None))

    def test_an_editor_assigns_it_to_somebody_else(self):
        assigned = workflow.assign(self.claim, to=self.rui, by=self.eda, at=NOW)
        self.assertEqual(assigned.assignee, self.rui)
        with self.assertRaisesMessage(StepRefused, "choose an active Analyst"):
            workflow.assign(self.claim, to=self.zoe, by=self.eda, at=NOW)


class DeclineTests(Story, TestCase):
    def test_needs_a_reason_of_the_house(self):
        with self.assertRaisesMessage(StepRefused, "Say why"):
            workflow.decline(self.claim, by=self.ana, why="", at=NOW)

    def test_is_undone_by_reconsidering(self):
        declined = workflow.decline(self.claim, by=self.ana, why=DeclineReason.OPINION, at=NOW)
        self.assertEqual(declined.status, ClaimStatus.DECLINED)
        self.assertEqual(workflow.reconsider(declined, by=self.ana, at=NOW).decline_reason, "")


class SubmitTests(Story, TestCase):
    def test_says_all_that_is_missing(self):
        claim = workflow.take(make_claim(), by=self.ana, at=NOW)
        draft = assessments.draft_assessment(claim, by=self.ana, at=NOW)
        with self.assertRaises(StepRefused) as refused:
            assessments.submit(draft, by=self.ana, at=NOW)
        for word in ("rating", "explanation", "confident", "appearance", "evidence"):
            self.assertIn(word, str(refused.exception))

    def test_refuses_high_confidence_on_one_origin_without_an_exception(self):
        draft = self.draft(confidence=Confidence.HIGH)
        with self.assertRaisesMessage(StepRefused, "two independent origins"):
            assessments.submit(draft, by=self.ana, at=NOW)
        assessments.edit_draft(draft, by=self.ana, confidence_exception="The treaty itself.")
        self.assertEqual(assessments.submit(draft, by=self.ana, at=NOW).round, 1)

    def test_freezes_what_it_cites(self):
        document = self.evidence.document
        make_source_rating(document.source, self.ana)
        make_snapshot(document)
        cited = self.submitted().cited.get()
        self.assertEqual(
            (cited.stance, cited.credibility, cited.source_grade, cited.snapshot_sha256),
            ("supports", 2, "B", "ab" * 32),
        )

    def test_refuses_somebody_who_did_not_write_in_it(self):
        draft = self.draft()
        with self.assertRaises(PermissionDenied):
            assessments.submit(draft, by=self.rui, at=NOW)


class ReviewTests(Story, TestCase):
    def test_refuses_everybody_who_wrote_in_it(self):
        draft = self.draft()
        assessments.edit_draft(draft, by=self.rui, gaps="A second witness.")
        submitted = assessments.submit(draft, by=self.ana, at=NOW)
        with self.assertRaisesMessage(PermissionDenied, "another Reviewer can"):
            assessments.approve(submitted, by=self.rui, at=NOW)
        with self.assertRaises(IntegrityError), transaction.atomic():
            Review.objects.create(
                assessment=submitted, round=1, reviewer=self.rui, decision="approve"
            )

    def test_sends_it_back_with_a_comment(self):
        submitted = self.submitted()
        with self.assertRaisesMessage(StepRefused, "what should change"):
            assessments.request_changes(submitted, by=self.rui, comment=" ", at=NOW)
        assessments.request_changes(submitted, by=self.rui, comment="Name the origin.", at=NOW)
        self.assertEqual(self.status(), ClaimStatus.RESEARCHING)
        again = assessments.submit(submitted, by=self.ana, at=NOW)
        self.assertEqual(again.round, 2)

    def test_answers_a_round_once(self):
        submitted = self.submitted()
        assessments.approve(submitted, by=self.rui, at=NOW)
        with self.assertRaisesMessage(StepRefused, "answered this round"):
            assessments.approve(submitted, by=self.rui, at=NOW)


class PublishTests(Story, TestCase):
    def test_keeps_the_verdict(self):
        published = self.published()
        claim = Claim.objects.get(pk=self.claim.pk)
        self.assertEqual((claim.status, claim.verdict), ("published", published.rating))
        self.assertEqual(verify_audit().findings, [])

    def test_needs_an_approval(self):
        submitted = self.submitted()
        with self.assertRaisesMessage(StepRefused, "0 of 1 approvals"):
            assessments.publish(submitted, by=self.eda, at=NOW)

    @override_settings(CLAIMS_APPROVALS=2)
    def test_needs_as_many_as_the_house_asks_for(self):
        submitted = self.submitted()
        assessments.approve(submitted, by=self.rui, at=NOW)
        with self.assertRaisesMessage(StepRefused, "1 of 2 approvals"):
            assessments.publish(submitted, by=self.eda, at=NOW)

    def test_refuses_confidential_evidence(self):
        submitted = self.submitted()
        assessments.approve(submitted, by=self.rui, at=NOW)
        self.evidence.visibility = "confidential"
        self.evidence.save()
        with self.assertRaisesMessage(StepRefused, "confidential"):
            assessments.publish(submitted, by=self.eda, at=NOW)

    def test_is_frozen_for_psql_too(self):
        published = self.published()
        with self.assertRaises(IntegrityError), transaction.atomic():
            Assessment.objects.filter(pk=published.pk).update(explanation="Otherwise.")

    def test_makes_what_it_contradicts_due(self):
        self.published()
        other = workflow.take(make_claim(), by=self.ana, at=NOW)
        make_appearance(other)
        ClaimLink.objects.create(
            a=other,
            b=self.claim,
            kind=LinkKind.CONTRADICTS,
            judgement="confirmed",
            decided_by=self.ana,
            decided_at=NOW,
        )
        draft = self.draft(other, make_evidence(other))
        assessments.submit(draft, by=self.ana, at=NOW)
        assessments.approve(draft, by=self.rui, at=NOW)
        assessments.publish(draft, by=self.eda, at=NOW)
        self.claim.refresh_from_db()
        self.assertEqual(self.claim.review_due_on, TODAY)
        self.assertIn(other.ref, self.claim.due_reason)


class CorrectTests(Story, TestCase):
    def test_supersedes_with_a_public_note(self):
        first = self.published()
        workflow.reopen(self.claim, by=self.ana, at=NOW)
        second = self.draft(rating=Rating.objects.get(code="false"))
        assessments.submit(second, by=self.ana, at=NOW)
        assessments.approve(second, by=self.rui, at=NOW)
        with self.assertRaisesMessage(StepRefused, "public note"):
            assessments.correct(second, by=self.eda, at=NOW)
        assessments.correct(second, by=self.eda, at=NOW, public_note="The treaty was older.")
        first.refresh_from_db()
        self.assertEqual(first.status, "superseded")
        self.assertEqual(verify_audit().findings, [])

    def test_reaffirming_and_retracting_end_a_recheck(self):
        self.published()
        workflow.reopen(self.claim, by=self.ana, at=NOW)
        self.assertEqual(workflow.reaffirm(self.claim, by=self.eda, at=NOW).status, "published")
        retracted = workflow.retract(self.claim, by=self.eda, at=NOW, public_note="We erred.")
        self.assertEqual((retracted.status, retracted.verdict), ("researching", None))
        self.assertEqual(verify_audit().findings, [])


class StepsForTests(Story, TestCase):
    def test_tells_each_person_what_they_may_do_now(self):
        self.submitted()
        self.assertTrue(workflow.steps_for(self.claim, self.rui)["approve"])
        self.assertTrue(workflow.steps_for(self.claim, self.ana)["withdraw"])
        self.assertFalse(workflow.steps_for(self.claim, self.zoe)["take"])
        self.assertIn("0 of 1", workflow.steps_for(self.claim, self.eda)["publish"].reason)
