"""Whose turn it is, and two people who press at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection
from django.test import TestCase

from claims.models import Assessment
from claims.review import assessments, queue
from claims.review.rights import StepRefused
from tests.base import AuditedTransactionTestCase
from tests.factories import NOW, make_claim
from tests.review.base import Story


class QueueTests(Story, TestCase):
    def test_awaits_everybody_but_those_who_wrote_in_it(self):
        submitted = self.submitted()
        self.assertEqual(list(queue.awaiting(self.rui)), [submitted])
        self.assertEqual(list(queue.awaiting(self.ana)), [])
        assessments.approve(submitted, by=self.rui, at=NOW)
        self.assertEqual(list(queue.awaiting(self.rui)), [])

    def test_does_not_await_somebody_who_wrote_along(self):
        draft = self.draft()
        assessments.edit_draft(draft, by=self.rui, gaps="A second source.")
        submitted = assessments.submit(draft, by=self.ana, at=NOW)
        self.assertEqual(list(queue.awaiting(self.rui)), [])
        self.assertEqual(list(queue.awaiting(self.eda)), [submitted])

    def test_the_most_urgent_comes_first_then_the_oldest(self):
        make_claim()
        urgent = make_claim(priority="urgent")
        self.assertEqual(queue.take_next(by=self.rui, at=NOW), urgent)
        self.assertEqual(list(queue.mine(self.rui)), [urgent])


class AtOnceTests(Story, AuditedTransactionTestCase):
    def both(self, act, people):
        gate = Barrier(len(people))

        def run(person):
            try:
                gate.wait()
                return act(person)
            except StepRefused as refused:
                return refused
            finally:
                connection.close()

        with ThreadPoolExecutor(len(people)) as pool:
            return list(pool.map(run, people))

    def test_take_next_gives_each_a_different_claim(self):
        make_claim(), make_claim()
        taken = self.both(lambda who: queue.take_next(by=who, at=NOW), [self.ana, self.rui])
        self.assertEqual(len({claim.pk for claim in taken}), 2)

    def test_publishing_twice_publishes_once(self):
        submitted = self.submitted()
        assessments.approve(submitted, by=self.rui, at=NOW)
        answers = self.both(
            lambda who: assessments.publish(submitted, by=who, at=NOW), [self.eda, self.admin]
        )
        self.assertEqual(sum(isinstance(answer, StepRefused) for answer in answers), 1)
        self.assertEqual(Assessment.objects.published().count(), 1)
