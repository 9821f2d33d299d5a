"""Who is told of what, and that nobody is told of their own doing."""

from datetime import timedelta

from django.db import transaction
from django.test import TestCase

from claims.choices import Role
from claims.editing.claims import change_many
from claims.models import Claim, Comment, Notice
from claims.review import assessments, notices, workflow
from claims.review.rights import StepRefused
from tests.factories import NOW, TODAY, make_claim, make_user
from tests.review.base import Story

YESTERDAY = TODAY - timedelta(days=1)


class NoticeTestCase(Story, TestCase):
    def told(self, person) -> list[str]:
        """Return of what ``person`` was told, in order, and forget it."""
        rows = Notice.objects.filter(recipient=person).order_by("id")
        kinds = list(rows.values_list("kind", flat=True))
        rows.delete()
        return kinds


class ActTests(NoticeTestCase):
    def test_a_review_tells_the_other_side(self):
        submitted = self.submitted()
        self.assertEqual(Notice.objects.count(), 0)
        assessments.request_changes(submitted, by=self.rui, comment="Name the origin.", at=NOW)
        notice = Notice.objects.get()
        self.assertEqual((notice.recipient, notice.actor), (self.ana, self.rui))
        self.assertEqual((notice.kind, notice.text), ("changes_requested", "Name the origin."))
        self.assertEqual(self.told(self.ana), ["changes_requested"])
        assessments.submit(submitted, by=self.ana, at=NOW)
        self.assertEqual(self.told(self.rui), ["resubmitted"])
        assessments.approve(submitted, by=self.rui, at=NOW)
        self.assertEqual(self.told(self.ana), ["approved"])
        assessments.publish(submitted, by=self.eda, at=NOW)
        self.assertEqual((self.told(self.ana), self.told(self.rui)), (["published"], ["published"]))
        self.assertEqual(Notice.objects.filter(recipient=self.eda).count(), 0)

    def test_a_withdrawal_tells_who_has_answered(self):
        submitted = self.submitted()
        assessments.approve(submitted, by=self.rui, at=NOW)
        assessments.withdraw(submitted, by=self.ana, at=NOW, reason="I found more.")
        self.assertEqual(self.told(self.rui), ["withdrawn"])
        self.assertEqual(self.told(self.ana), ["approved"])

    def test_what_an_editor_does_to_others_work_is_told(self):
        draft = self.draft()
        assessments.abandon(draft, by=self.eda, at=NOW)
        self.assertEqual(self.told(self.ana), ["abandoned"])
        workflow.release(self.claim, by=self.eda, at=NOW)
        self.assertEqual(self.told(self.ana), ["unassigned"])
        workflow.take(self.claim, by=self.ana, at=NOW)
        workflow.decline(self.claim, by=self.eda, why="opinion", at=NOW)
        self.assertEqual(self.told(self.ana), ["declined"])

    def test_what_becomes_of_published_work_is_told_to_its_author(self):
        self.published()
        self.told(self.ana)
        workflow.reopen(self.claim, by=self.rui, at=NOW)
        workflow.reaffirm(self.claim, by=self.eda, at=NOW)
        workflow.retract(self.claim, by=self.eda, at=NOW, public_note="We erred.")
        self.assertEqual(self.told(self.ana), ["reopened", "reaffirmed", "retracted"])

    def test_a_correction_is_news_to_its_reviewers(self):
        self.published()
        workflow.reopen(self.claim, by=self.ana, at=NOW)
        second = self.draft(public_note="The treaty was older.")
        assessments.submit(second, by=self.ana, at=NOW)
        assessments.approve(second, by=self.rui, at=NOW)
        Notice.objects.all().delete()
        assessments.correct(second, by=self.eda, at=NOW)
        notice = Notice.objects.get(recipient=self.rui)
        self.assertEqual(notice.text, "True. The treaty was older.")

    def test_assigning_tells_both_holders_once(self):
        workflow.assign(self.claim, to=self.rui, by=self.eda, at=NOW)
        self.assertEqual(self.told(self.rui), ["assigned"])
        self.assertEqual(self.told(self.ana), ["unassigned"])
        workflow.assign(self.claim, to=self.rui, by=self.eda, at=NOW)
        self.assertEqual(self.told(self.rui), [])

    def test_many_assigned_at_once_are_told_in_few_queries(self):
        claims = [self.claim.pk, *(make_claim().pk for _ in range(5))]
        change_many(claims, by=self.eda, assignee=self.rui)
        self.assertEqual(self.told(self.rui), ["assigned"] * 6)
        self.assertEqual(self.told(self.ana), ["unassigned"])
        held = [(claim, None) for claim in Claim.objects.filter(pk__in=claims)]
        with self.assertNumQueries(2):
            notices.tell_of_holders(held, by=self.eda)

    def test_those_who_have_left_are_told_nothing(self):
        self.ana.is_active = False
        self.ana.save()
        workflow.assign(self.claim, to=self.rui, by=self.eda, at=NOW)
        self.assertEqual(self.told(self.ana), [])

    def test_what_is_refused_is_not_told(self):
        submitted = self.submitted()
        with self.assertRaises(StepRefused), transaction.atomic():
            assessments.publish(submitted, by=self.eda, at=NOW)
        self.assertEqual(Notice.objects.count(), 0)

    def test_a_long_reason_is_cut(self):
        workflow.assign(self.claim, to=self.rui, by=self.eda, at=NOW, reason="a" * 900)
        self.assertEqual(len(Notice.objects.filter(kind="assigned").get().text), 500)


class CommentTests(NoticeTestCase):
    def say(self, person):
        comment = Comment.objects.create(claim=self.claim, author=person, text="Look again.")
        notices.tell_of_comment(comment)

    def test_tells_the_holder_and_who_talked_before(self):
        self.say(self.rui)
        self.assertEqual(self.told(self.ana), ["comment"])
        self.say(self.ana)
        self.assertEqual((self.told(self.ana), self.told(self.rui)), ([], ["comment"]))


class DueTests(NoticeTestCase):
    def due_on(self, day):
        Claim.objects.filter(pk=self.claim.pk).update(review_due_on=day, due_reason="It moved.")

    def test_tells_once_for_each_date(self):
        self.published()
        Notice.objects.all().delete()
        self.due_on(TODAY)
        self.assertEqual(notices.tell_due(day=YESTERDAY), 0)
        self.assertEqual(notices.tell_due(day=TODAY), 1)
        self.assertEqual(notices.tell_due(day=TODAY), 0)
        notice = Notice.objects.get()
        self.assertEqual((notice.recipient, notice.actor), (self.ana, None))
        self.assertEqual((notice.due_on, notice.text), (TODAY, "It moved."))
        self.due_on(YESTERDAY)
        self.assertEqual(notices.tell_due(day=TODAY), 1)

    def test_tells_the_author_when_nobody_holds_it(self):
        self.published()
        Notice.objects.all().delete()
        Claim.objects.filter(pk=self.claim.pk).update(assignee=None)
        self.due_on(TODAY)
        notices.tell_due(day=TODAY)
        self.assertEqual(self.told(self.ana), ["due"])

    def test_goes_on_when_the_one_responsible_has_left(self):
        self.published()
        self.due_on(TODAY)
        self.ana.is_active = False
        self.ana.save()
        self.assertEqual(notices.tell_due(day=TODAY), 0)


class ReadTests(NoticeTestCase):
    def setUp(self):
        super().setUp()
        self.joe = make_user("joe", Role.ANALYST)
        for person in (self.ana, self.joe):
            notices.tell([person.pk], "comment", self.claim, by=self.rui)

    def test_marks_only_ones_own(self):
        count = notices.mark_read(Notice.objects.all(), by=self.ana, at=NOW)
        self.assertEqual(count, 1)
        self.assertEqual(Notice.objects.unread().get().recipient, self.joe)

    def test_prunes_what_was_read_long_ago(self):
        notices.mark_read(Notice.objects.all(), by=self.ana, at=NOW)
        self.assertEqual(notices.prune(at=NOW + timedelta(days=90), days=90), 0)
        self.assertEqual(notices.prune(at=NOW + timedelta(days=91), days=90), 1)
        self.assertEqual(Notice.objects.get().recipient, self.joe)

    def test_keeps_what_would_be_told_again(self):
        self.published()
        Notice.objects.all().delete()
        Claim.objects.filter(pk=self.claim.pk).update(review_due_on=TODAY)
        notices.tell_due(day=TODAY)
        notices.mark_read(Notice.objects.all(), by=self.ana, at=NOW)
        self.assertEqual(notices.prune(at=NOW + timedelta(days=999), days=90), 0)
        self.assertEqual(notices.tell_due(day=TODAY), 0)
        Claim.objects.filter(pk=self.claim.pk).update(review_due_on=None)
        self.assertEqual(notices.prune(at=NOW + timedelta(days=999), days=90), 1)
