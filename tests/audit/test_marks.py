"""Marks in the audit tell of every change that came after them, in whatever order it ended."""

from django.db import transaction

from claims.audit.marks import has_changed_since, mark_audit
from tests.base import AuditedTransactionTestCase
from tests.factories import make_topic

ADD = "INSERT INTO claims_topic (name, slug) VALUES (%s, %s)"


class MarkTests(AuditedTransactionTestCase):
    def test_nothing_has_changed_until_something_does(self):
        make_topic()
        mark = mark_audit()
        self.assertFalse(has_changed_since(mark))
        make_topic()
        self.assertTrue(has_changed_since(mark))
        self.assertFalse(has_changed_since(mark_audit()))

    def test_what_began_before_and_ends_after_newer_entries_counts(self):
        early, late = self.link(), self.link()
        early.execute(ADD, ["Early", "early"])
        late.execute(ADD, ["Late", "late"])
        late.commit()
        mark = mark_audit()
        self.assertFalse(has_changed_since(mark))
        early.commit()
        self.assertTrue(has_changed_since(mark))

    def test_what_was_given_up_does_not_count(self):
        link = self.link()
        mark = mark_audit()
        link.execute(ADD, ["Given up", "given-up"])
        link.rollback()
        self.assertFalse(has_changed_since(mark))

    def test_a_mark_of_a_transaction_that_has_written_is_for_it_alone(self):
        with transaction.atomic():
            make_topic()
            mark = mark_audit()
            self.assertFalse(has_changed_since(mark))
            make_topic()
            self.assertTrue(has_changed_since(mark))
            mark = mark_audit()
        self.assertTrue(has_changed_since(mark))

    def test_another_server_has_changed(self):
        self.assertTrue(has_changed_since(mark_audit()._replace(server=1)))
