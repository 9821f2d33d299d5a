"""The history of a record, and what stood in public at a moment."""

from datetime import UTC, datetime, timedelta

from django.test import TestCase

from claims.audit import acting
from claims.audit.history import history_of, history_of_claim, published_as_of
from claims.choices import Visibility
from claims.models import Assessment, AssessmentEvidence, AuditEntry, Claim, Evidence, Review
from tests.factories import (
    NOW,
    make_appearance,
    make_assessment,
    make_claim,
    make_evidence,
    make_link,
    make_topic,
    make_user,
)

EVERYTHING = tuple(Visibility.values)


class HistoryTests(TestCase):
    def test_of_a_record_is_its_own_newest_first(self):
        topic, _ = make_topic(), make_topic()
        topic.name = "Another"
        topic.save()
        self.assertEqual([entry.action for entry in history_of(topic)], ["update", "insert"])

    def test_of_a_claim_holds_all_that_belongs_to_it_and_nothing_else(self):
        claim, other = make_claim(), make_claim()
        make_appearance(claim)
        claim.topics.add(make_topic())
        make_link(other, claim)
        make_appearance(other)
        entries = history_of_claim(claim, visibilities=EVERYTHING)
        self.assertEqual(
            sorted(entry.table_name for entry in entries),
            ["claims_appearance", "claims_claim", "claims_claim_topics", "claims_claimlink"],
        )

    def test_of_a_claim_outlives_what_was_removed(self):
        claim = make_claim()
        make_appearance(claim).delete()
        actions = [
            entry.action
            for entry in history_of_claim(claim, visibilities=EVERYTHING)
            if entry.table_name == "claims_appearance"
        ]
        self.assertEqual(actions, ["delete", "insert"])

    def test_hides_evidence_that_ever_was_beyond_the_reader(self):
        claim = make_claim()
        seen = make_evidence(claim, visibility="public")
        for visibility in ("internal", "confidential"):
            evidence = make_evidence(claim, visibility=visibility)
            Evidence.objects.filter(pk=evidence.pk).update(visibility="public")
        draft = make_assessment(claim, make_user("ana"))
        AssessmentEvidence.objects.create(assessment=draft, evidence=evidence, claim=claim)
        entries = history_of_claim(claim, visibilities=("public",))
        told = {entry.row_id for entry in entries if entry.table_name == "claims_evidence"}
        self.assertEqual(told, {str(seen.pk)})
        self.assertNotIn("claims_assessmentevidence", {entry.table_name for entry in entries})
        inside = history_of_claim(claim, visibilities=("public", "internal"))
        self.assertEqual(
            len({entry.row_id for entry in inside if entry.table_name == "claims_evidence"}), 2
        )


class AsOfTests(TestCase):
    def test_answers_what_stood_in_public_at_each_moment(self):
        ana, rui = make_user("ana"), make_user("rui")
        claim = make_claim()
        draft = make_assessment(claim, ana)

        def approve(assessment):
            Review.objects.create(assessment=assessment, round=1, reviewer=rui, decision="approve")

        row = Assessment.objects.filter(pk=draft.pk)
        now = datetime.now(UTC)
        with acting(ana):
            row.update(status="submitted", round=1, submitted_at=now)
            approve(draft)
            row.update(status="published", published_at=now)
            Claim.objects.filter(pk=claim.pk).update(status="published", verdict=draft.rating_id)
        self.assertIsNone(published_as_of(claim, now - timedelta(seconds=1)))
        self.assertEqual(published_as_of(claim, now), draft)
        self.assertEqual(published_as_of(claim, now + timedelta(days=1)), draft)
        with acting(ana):
            row.update(status="superseded")
            correction = make_assessment(claim, ana, supersedes=draft, public_note="Mended.")
            later = Assessment.objects.filter(pk=correction.pk)
            moment = datetime.now(UTC)
            later.update(status="submitted", round=1, submitted_at=moment)
            approve(correction)
            later.update(status="published", published_at=moment)
        self.assertEqual(published_as_of(claim, now), draft)
        self.assertEqual(published_as_of(claim, moment), correction)
        with acting(ana):
            later.update(status="retracted")
            Claim.objects.filter(pk=claim.pk).update(status="researching", verdict=None)
        ended = AuditEntry.objects.filter(table_name="claims_assessment").first().at
        self.assertEqual(published_as_of(claim, moment), correction)
        self.assertIsNone(published_as_of(claim, ended))

    def test_answers_nothing_for_a_claim_never_published(self):
        self.assertIsNone(published_as_of(make_claim(), NOW))
