"""Merging claims and actors, and undoing it."""

from django.core.exceptions import PermissionDenied
from django.test import TestCase

from claims.editing.merges import merge_actors, merge_claims, undo_merge
from claims.review import assessments, workflow
from claims.review.rights import StepRefused
from tests.factories import (
    NOW,
    make_actor,
    make_appearance,
    make_cast,
    make_claim,
    make_document,
    make_evidence,
    make_topic,
)


class MergeClaimsTests(TestCase):
    def setUp(self):
        self.cast = make_cast()
        self.eda = self.cast["eda"]
        self.kept, self.merged = make_claim(), make_claim()

    def merge(self, kept=None, merged=None):
        return merge_claims(kept or self.kept, merged or self.merged, by=self.eda, at=NOW)

    def test_moves_what_hangs_on_it_and_puts_it_back(self):
        appearance, evidence = make_appearance(self.merged), make_evidence(self.merged)
        topic = make_topic()
        self.merged.topics.add(topic)
        merge = self.merge()
        self.assertEqual(list(self.kept.appearances.all()), [appearance])
        self.assertEqual(list(self.kept.evidence.all()), [evidence])
        self.assertEqual(list(self.kept.topics.all()), [topic])
        undone = undo_merge(merge, by=self.eda, at=NOW)
        self.assertEqual(undone.left, [])
        self.assertEqual(list(self.merged.appearances.all()), [appearance])
        self.assertEqual(list(self.kept.topics.all()), [])
        self.merged.refresh_from_db()
        self.assertIsNone(self.merged.merged_into)

    def test_leaves_an_appearance_that_is_there_already(self):
        actor, document = make_actor(), make_document()
        make_appearance(self.kept, actor=actor, document=document)
        twin = make_appearance(self.merged, actor=actor, document=document)
        merge = self.merge()
        self.assertEqual(merge.moved["left"], [["claims_appearance", "claim", twin.pk]])
        self.assertEqual(list(self.merged.appearances.all()), [twin])

    def test_flattens_chains_and_undoes_them_in_order(self):
        first = self.merge()
        top = make_claim()
        second = self.merge(top, self.kept)
        self.merged.refresh_from_db()
        self.assertEqual(self.merged.merged_into, top)
        with self.assertRaisesMessage(StepRefused, "later merge"):
            undo_merge(first, by=self.eda, at=NOW)
        undo_merge(second, by=self.eda, at=NOW)
        undo_merge(first, by=self.eda, at=NOW)
        self.merged.refresh_from_db()
        self.assertIsNone(self.merged.merged_into)

    def test_refuses_a_claim_with_an_open_assessment(self):
        taken = workflow.take(self.merged, by=self.cast["ana"], at=NOW)
        assessments.draft_assessment(taken, by=self.cast["ana"], at=NOW)
        with self.assertRaisesMessage(StepRefused, "abandons it first"):
            self.merge()

    def test_refuses_an_analyst(self):
        with self.assertRaises(PermissionDenied):
            merge_claims(self.kept, self.merged, by=self.cast["ana"], at=NOW)


class MergeActorsTests(TestCase):
    def test_keeps_the_other_name_until_undone(self):
        eda = make_cast()["eda"]
        kept, merged = make_actor(name="Government of Ukraine"), make_actor(name="Kyiv")
        appearance = make_appearance(make_claim(), actor=merged)
        merge = merge_actors(kept, merged, by=eda, at=NOW)
        appearance.refresh_from_db()
        self.assertEqual(appearance.actor, kept)
        self.assertEqual(kept.names.get().name, "Kyiv")
        undo_merge(merge, by=eda, at=NOW)
        appearance.refresh_from_db()
        self.assertEqual((appearance.actor, kept.names.count()), (merged, 0))
