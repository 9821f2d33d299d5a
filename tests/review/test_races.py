"""Two people press at the same moment: one wins, the other is told why not, nothing doubles."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.conf import settings
from django.core.cache import cache
from django.db import connections
from django.test import override_settings

from claims.audit import verify_audit
from claims.choices import Role
from claims.models import Assessment, AuditEntry, Claim, Review
from claims.review import assessments, workflow
from tests.base import AuditedTransactionTestCase
from tests.factories import NOW, make_appearance, make_claim, make_evidence, make_user
from tests.review.base import Story
from tests.review.faces import DONE, FACES, REFUSED, Faces, newest_of

# Each pair of faces that two people may press at.
PAIRS = [(one, other) for one in FACES for other in FACES if one <= other]


@override_settings(CLAIMS_API_RATES=dict.fromkeys(settings.CLAIMS_API_RATES, "1000000/min"))
class RaceTests(Story, AuditedTransactionTestCase):
    def setUp(self):
        super().setUp()
        cache.clear()
        self.people = {
            "ana": self.ana,
            "rui": self.rui,
            "eda": self.eda,
            "bob": make_user("bob", Role.ANALYST),
            "ivo": make_user("ivo", Role.REVIEWER),
            "eve": make_user("eve", Role.EDITOR),
        }
        given = {
            "request_changes": {"comment": "Name the page."},
            "decline": {"why": "opinion"},
            "retract": {"public_note": "The record was forged."},
        }
        self.faces = Faces(self.people, given)

    def press(self, claim, *presses):
        """Have all press at once and return how it went, in order of the presses."""
        gate = Barrier(len(presses))
        assessment = newest_of(claim)

        def one(face, act, name):
            try:
                gate.wait()
                return self.faces.press(face, act, name, claim, assessment)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(len(presses)) as pool:
            answers = [pool.submit(one, *press) for press in presses]
            return [answer.result() for answer in answers]

    def race(self, make, one, other):
        """Let two people race over each pair of faces and yield the claim each time: one wins."""
        for faces in PAIRS:
            claim = make()
            presses = [(face, *press) for face, press in zip(faces, (one, other), strict=True)]
            with self.subTest(faces=faces):
                self.assertEqual(sorted(self.press(claim, *presses)), sorted([DONE, REFUSED]))
                yield Claim.objects.get(pk=claim.pk)
        self.assertEqual(verify_audit().findings, [])

    def steps(self, claim, step):
        moved = AuditEntry.objects.filter(
            table_name="claims_claim", row_id=str(claim.pk), step=step, after__has_key="status"
        )
        return moved.count()

    def made(self, *, draft=False, submit=False, approve=False):
        def make():
            claim = workflow.take(make_claim(), by=self.ana, at=NOW)
            make_appearance(claim)
            row = self.draft(claim, make_evidence(claim)) if draft else None
            if submit:
                assessments.submit(row, by=self.ana, at=NOW)
            if approve:
                assessments.approve(row, by=self.rui, at=NOW)
            return claim

        return make

    def test_for_a_new_claim(self):
        for claim in self.race(make_claim, ("take", "ana"), ("take", "bob")):
            self.assertIn(claim.assignee, (self.ana, self.people["bob"]))
            self.assertEqual(self.steps(claim, "take"), 1)

    def test_between_taking_and_declining(self):
        for claim in self.race(make_claim, ("take", "ana"), ("decline", "bob")):
            self.assertEqual(self.steps(claim, "take") + self.steps(claim, "decline"), 1)

    def test_to_draft(self):
        for claim in self.race(self.made(), ("draft", "ana"), ("draft", "bob")):
            self.assertEqual(claim.assessments.count(), 1)

    def test_of_one_who_presses_submit_twice(self):
        for claim in self.race(self.made(draft=True), ("submit", "ana"), ("submit", "ana")):
            self.assertEqual(newest_of(claim).round, 1)

    def test_of_one_who_approves_twice(self):
        make = self.made(draft=True, submit=True)
        for claim in self.race(make, ("approve", "rui"), ("approve", "rui")):
            self.assertEqual(Review.objects.filter(assessment__claim=claim).count(), 1)

    def test_between_reviewers_who_want_changes(self):
        make = self.made(draft=True, submit=True)
        for claim in self.race(make, ("request_changes", "rui"), ("request_changes", "ivo")):
            self.assertEqual(Review.objects.filter(assessment__claim=claim).count(), 1)
            self.assertEqual((claim.status, newest_of(claim).round), ("researching", 1))

    def test_to_publish(self):
        make = self.made(draft=True, submit=True, approve=True)
        for claim in self.race(make, ("publish", "eda"), ("publish", "eve")):
            self.assertEqual(Assessment.objects.published().filter(claim=claim).count(), 1)
            self.assertEqual(self.steps(claim, "publish"), 1)

    def test_between_publishing_and_sending_back(self):
        make = self.made(draft=True, submit=True, approve=True)
        for claim in self.race(make, ("publish", "eda"), ("request_changes", "ivo")):
            self.assertIn(claim.status, ("published", "researching"))
            self.assertEqual(claim.verdict is not None, claim.status == "published")
