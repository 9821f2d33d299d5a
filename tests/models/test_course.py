"""Laws of more than one row, or of the row as it was: triggers, gone at with raw updates."""

import re
from datetime import timedelta
from functools import partial

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import TestCase
from django.utils import timezone

from claims.audit import acting
from claims.models import (
    Actor,
    Assessment,
    AssessmentEvidence,
    Claim,
    ClaimLink,
    Document,
    Evidence,
    Rating,
    Review,
    Snapshot,
    SourceRating,
)
from tests.factories import (
    NOW,
    make_actor,
    make_appearance,
    make_assessment,
    make_claim,
    make_document,
    make_evidence,
    make_link,
    make_snapshot,
    make_source,
    make_source_rating,
    make_user,
)


class LawCase(TestCase):
    def refused(self, law, act):
        """Do ``act`` and check that the database refuses it in the name of ``law``."""
        with self.assertRaises(IntegrityError) as caught, transaction.atomic():
            act()
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        self.assertEqual(caught.exception.__cause__.diag.constraint_name, law)


class AssessmentTests(LawCase):
    @classmethod
    def setUpTestData(cls):
        cls.ana, cls.rui = make_user("ana"), make_user("rui")
        cls.claim = make_claim()
        cls.evidence = make_evidence(cls.claim)
        cls.draft = make_assessment(cls.claim, cls.ana)
        cls.cited = AssessmentEvidence.objects.create(
            assessment=cls.draft, evidence=cls.evidence, claim=cls.claim
        )
        cls.row = Assessment.objects.filter(pk=cls.draft.pk)

    def submit(self):
        self.row.update(status="submitted", round=1, submitted_at=NOW)

    def approve(self):
        Review.objects.get_or_create(
            assessment=self.draft, round=1, reviewer=self.rui, decision="approve"
        )

    def publish(self):
        self.submit()
        self.approve()
        self.row.update(status="published", published_at=NOW)
        Claim.objects.filter(pk=self.claim.pk).update(
            status="published", verdict=self.draft.rating_id
        )

    def test_is_submitted_before_it_is_published(self):
        self.refused(
            "assessment_course",
            lambda: self.row.update(
                status="published", round=1, submitted_at=NOW, published_at=NOW
            ),
        )

    def test_keeps_its_content_under_review(self):
        self.submit()
        for changed in (
            {"explanation": "Another."},
            {"rating": Rating.objects.get(code="false")},
            {"confidence": "high"},
            {"author": self.rui},
            {"headline": "New"},
        ):
            with self.subTest(changed):
                self.refused("assessment_frozen", lambda c=changed: self.row.update(**c))

    def test_keeps_its_content_for_ever_once_published(self):
        self.publish()
        for changed in (
            {"explanation": "Another."},
            {"round": 2},
            {"published_at": None, "status": "draft"},
            {"status": "submitted", "published_at": None},
            {"status": "abandoned", "published_at": None},
        ):
            with self.subTest(changed):
                self.refused("assessment_frozen", lambda c=changed: self.row.update(**c))

    def publish_alone(self):
        self.row.update(status="published", published_at=NOW)

    def test_is_published_once_others_have_approved_its_round(self):
        self.submit()
        self.refused("assessment_approved", self.publish_alone)
        self.approve()
        self.row.update(status="draft")
        self.row.update(status="submitted", round=2)
        self.refused("assessment_approved", self.publish_alone)

    def test_of_an_urgent_claim_takes_two_approvals(self):
        Claim.objects.filter(pk=self.claim.pk).update(priority="urgent")
        self.submit()
        self.approve()
        self.refused("assessment_approved", self.publish_alone)
        eda = make_user("eda")
        Review.objects.create(assessment=self.draft, round=1, reviewer=eda, decision="approve")
        self.publish()

    def test_is_published_on_what_stands_and_may_be_shown(self):
        self.submit()
        self.approve()
        rows = Evidence.objects.filter(pk=self.evidence.pk)
        for spoiled, mended in (
            ({"visibility": "confidential"}, {"visibility": "public"}),
            (
                {"withdrawn_at": NOW, "withdrawn_reason": "A forgery."},
                {"withdrawn_at": None, "withdrawn_reason": ""},
            ),
        ):
            rows.update(**spoiled)
            self.refused("assessment_rests_on_what_stands", self.publish_alone)
            rows.update(**mended)

    def test_may_be_superseded_but_not_stand_again(self):
        self.publish()
        self.row.update(status="superseded")
        Claim.objects.filter(pk=self.claim.pk).update(status="researching", verdict=None)
        self.refused("assessment_frozen", lambda: self.row.update(status="published"))

    def test_is_sent_back_or_published_from_review_and_nothing_else(self):
        self.submit()
        for status in ("abandoned", "superseded"):
            with self.subTest(status):
                self.refused("assessment_course", lambda s=status: self.row.update(status=s))

    def test_stays_with_its_claim_number_and_rounds(self):
        other = make_claim()
        for changed in ({"claim": other}, {"number": 9}):
            with self.subTest(changed):
                self.refused("assessment_stays", lambda c=changed: self.row.update(**c))
        self.submit()
        self.refused("assessment_stays", lambda: self.row.update(round=0))

    def test_is_kept_once_it_was_submitted(self):
        self.submit()
        self.refused("assessment_kept", lambda: self.row._raw_delete("default"))
        self.row.update(status="draft")
        self.refused("assessment_kept", lambda: self.row._raw_delete("default"))

    def test_keeps_what_it_cites_from_submission_on(self):
        self.submit()
        more = make_evidence(self.claim)
        for act in (
            lambda: AssessmentEvidence.objects.filter(pk=self.cited.pk).update(stance="refutes"),
            lambda: AssessmentEvidence.objects.filter(pk=self.cited.pk)._raw_delete("default"),
            lambda: AssessmentEvidence.objects.create(
                assessment=self.draft, evidence=more, claim=self.claim
            ),
        ):
            self.refused("assessmentevidence_frozen", act)

    def test_cites_evidence_of_its_own_claim_alone(self):
        foreign = make_evidence(make_claim())
        self.refused(
            "assessmentevidence_of_the_evidences_claim",
            lambda: AssessmentEvidence.objects.create(
                assessment=self.draft, evidence=foreign, claim=self.claim
            ),
        )
        self.refused(
            "assessmentevidence_of_the_assessments_claim",
            lambda: AssessmentEvidence.objects.create(
                assessment=self.draft, evidence=foreign, claim=foreign.claim
            ),
        )

    def test_cited_evidence_can_not_be_removed_with_its_claim(self):
        with (
            self.assertRaises(IntegrityError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("DELETE FROM claims_evidence WHERE id = %s", [self.evidence.pk])
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    def test_gives_the_claim_its_verdict_and_no_other(self):
        law = "claim_verdict_is_published_rating"
        self.submit()
        self.approve()
        published = {"status": "published", "published_at": NOW}
        self.refused(law, lambda: self.row.update(**published))
        self.refused(
            law,
            lambda: Claim.objects.filter(pk=self.claim.pk).update(
                status="published", verdict=self.draft.rating_id
            ),
        )
        self.publish()
        another = Rating.objects.get(code="false")
        claim = Claim.objects.filter(pk=self.claim.pk)
        self.refused(law, lambda: claim.update(verdict=another))
        self.refused(law, lambda: claim.update(status="new", verdict=None))
        self.refused(law, lambda: self.row.update(status="retracted"))


class ReviewTests(LawCase):
    @classmethod
    def setUpTestData(cls):
        cls.ana, cls.rui, cls.eda = make_user("ana"), make_user("rui"), make_user("eda")
        cls.claim = make_claim()
        with acting(cls.ana):
            cls.draft = make_assessment(cls.claim, cls.ana)
        cls.row = Assessment.objects.filter(pk=cls.draft.pk)

    def answer(self, by, **fields):
        return Review.objects.bulk_create(
            [
                Review(
                    assessment=self.draft,
                    reviewer=by,
                    **{"round": 1, "decision": "approve"} | fields,
                )
            ]
        )

    def submit(self):
        self.row.update(status="submitted", round=1, submitted_at=NOW)

    def test_answers_the_open_round_alone(self):
        self.refused("review_of_open_round", lambda: self.answer(self.rui))
        self.submit()
        self.refused("review_of_open_round", lambda: self.answer(self.rui, round=2))
        self.answer(self.rui)

    def test_comes_from_another_than_the_author(self):
        self.submit()
        self.refused("review_by_another", lambda: self.answer(self.ana))

    def test_comes_from_nobody_who_wrote_in_it(self):
        with acting(self.rui):
            self.row.update(explanation="Better so.")
        evidence = make_evidence(self.claim)
        with acting(self.eda):
            AssessmentEvidence.objects.create(
                assessment=self.draft, evidence=evidence, claim=self.claim
            )
        self.submit()
        self.refused("review_by_another", lambda: self.answer(self.rui))
        self.refused("review_by_another", lambda: self.answer(self.eda))
        self.answer(make_user("zoe"))

    def test_is_given_once_a_round_and_never_changed(self):
        self.submit()
        self.answer(self.rui)
        self.refused("review_once_per_round", lambda: self.answer(self.rui))
        law = "claims_review_append_only"
        self.refused(law, lambda: Review.objects.update(comment="Well."))
        self.refused(law, lambda: Review.objects.all()._raw_delete("default"))


class MergeTests(LawCase):
    def test_points_to_a_live_record_without_chains(self):
        for make, model, table in (
            (make_claim, Claim, "claims_claim"),
            (make_actor, Actor, "claims_actor"),
        ):
            one, two, three = make(), make(), make()
            rows = model.objects.all()
            rows.filter(pk=one.pk).update(merged_into=two)
            for row, target in ((two, three), (three, one)):
                with self.subTest(table, row=row.pk):
                    self.refused(
                        f"{table}_no_merge_chains",
                        partial(rows.filter(pk=row.pk).update, merged_into=target),
                    )


class AppendOnlyTests(LawCase):
    def test_holds_for_ratings_of_sources(self):
        make_source_rating(make_source(), make_user("ana"))
        law = "claims_sourcerating_append_only"
        self.refused(law, lambda: SourceRating.objects.update(grade="A"))
        self.refused(law, lambda: SourceRating.objects.all()._raw_delete("default"))

    def test_holds_for_snapshots_but_for_their_state(self):
        make_snapshot(make_document())
        Snapshot.objects.update(state="lost")
        law = "claims_snapshot_append_only"
        self.refused(law, lambda: Snapshot.objects.update(sha256="cd" * 32))
        self.refused(law, lambda: Snapshot.objects.update(state="stored", byte_size=1))
        self.refused(law, lambda: Snapshot.objects.all()._raw_delete("default"))


class LinkTests(LawCase):
    def test_judged_by_a_person_does_not_fall_back_to_a_suggestion(self):
        link = make_link(make_claim(), make_claim())
        row = ClaimLink.objects.filter(pk=link.pk)
        row.update(judgement="rejected", decided_by=make_user("ana"), decided_at=NOW)
        self.refused(
            "claimlink_judgement_kept",
            lambda: row.update(judgement="suggested", decided_by=None, decided_at=None),
        )
        row.update(judgement="unsure")


class EvidenceTests(LawCase):
    def test_that_was_submitted_stays_the_word_of_its_document(self):
        claim = make_claim()
        evidence = make_evidence(claim)
        draft = make_assessment(claim, make_user("ana"))
        cited = AssessmentEvidence.objects.create(assessment=draft, evidence=evidence, claim=claim)
        rows = Evidence.objects.filter(pk=evidence.pk)
        rows.update(document=make_document())
        AssessmentEvidence.objects.filter(pk=cited.pk).update(
            stance="supports", credibility=2, frozen_at=NOW
        )
        self.refused("evidence_cited_stays", lambda: rows.update(document=make_document()))
        rows.update(locator="p. 2")


class FutureTests(TestCase):
    def test_allows_for_time_zones_but_for_no_more(self):
        now = timezone.now()
        make_appearance(make_claim(), said_on=(now + timedelta(hours=12)).date())
        with self.assertRaises(ValidationError) as caught:
            make_appearance(make_claim(), said_on=(now + timedelta(days=2)).date())
        self.assertEqual(caught.exception.message_dict["said_on"], ["This lies in the future."])


class StampTests(TestCase):
    def test_counts_versions_and_moves_the_moment_whoever_writes(self):
        document = make_document()
        document.refresh_from_db()
        with connection.cursor() as cursor:
            cursor.execute("UPDATE claims_document SET title = 'B' WHERE id = %s", [document.pk])
        changed = Document.objects.get(pk=document.pk)
        self.assertEqual((document.version, changed.version), (1, 2))
        self.assertGreater(changed.updated_at, document.updated_at)

    def test_counts_no_version_when_nothing_changed(self):
        document = make_document(title="Same")
        Document.objects.filter(pk=document.pk).update(title="Same")
        self.assertEqual(Document.objects.get(pk=document.pk).version, 1)


class ReferenceTests(TestCase):
    def test_is_short_unlike_its_neighbour_and_never_twice(self):
        claims = Claim.objects.bulk_create(Claim(text=f"Claim {i}") for i in range(500))
        refs = [claim.ref for claim in claims]
        self.assertEqual(len(set(refs)), 500)
        for ref in refs:
            self.assertTrue(re.fullmatch(r"CLM-[0-9A-HJKMNP-TV-Z]{6}", ref), ref)
        self.assertNotEqual(refs, sorted(refs))

    def test_has_a_public_id_that_is_a_uuid_of_version_7(self):
        with connection.cursor() as cursor:
            cursor.execute("SELECT claims_uuid7() FROM generate_series(1, 100)")
            made = [row[0] for row in cursor.fetchall()]
        self.assertEqual(len(set(made)), 100)
        for one in made:
            self.assertEqual((one.version, one.variant), (7, "specified in RFC 4122"))


class FoldTests(TestCase):
    CASES = (
        ("  The   Bridge\n was closed. ", "the bridge was closed"),
        ("“Quoted” «words» 'here'", "quoted words here"),
        ("МІСТ ЗАКРИТО!", "міст закрито"),
        ("ﬁnal", "final"),
        ("Café", "café"),
        ("Cafe\u0301", "café"),
    )

    def test_evens_out_what_does_not_tell_claims_apart(self):
        for typed, folded in self.CASES:
            with self.subTest(typed), connection.cursor() as cursor:
                cursor.execute("SELECT claims_fold(%s)", [typed])
                self.assertEqual(cursor.fetchone()[0], folded)

    def test_keeps_what_does(self):
        for one, other in (("café", "cafe"), ("5 men", "6 men"), ("no war", "war")):
            with self.subTest(one), connection.cursor() as cursor:
                cursor.execute("SELECT claims_fold(%s) = claims_fold(%s)", [one, other])
                self.assertFalse(cursor.fetchone()[0])
