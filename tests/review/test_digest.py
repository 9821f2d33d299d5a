"""The daily mail: who gets it, what it says, and above all what it does not say."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO
from smtplib import SMTPException

from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import TestCase, override_settings

from claims import tasks
from claims.choices import NoticeKind
from claims.models import Claim, Notice, User
from claims.review import digest, notices, workflow
from tests.base import AuditedTransactionTestCase
from tests.factories import NOW, TODAY, make_claim
from tests.review.base import Story

SITE = "https://claims.example.org"
ADDRESSES = digest.Addresses(
    notices=f"{SITE}/desk/notices/", preferences=f"{SITE}/desk/preferences/"
)
SWITCHED_ON = override_settings(CLAIMS_DIGEST=True, CLAIMS_SITE_URL=SITE)


class DeafServer(EmailBackend):
    """A mail server that takes nothing, as seen by whoever sends."""

    def send_messages(self, messages):
        raise SMTPException("4.2.1 try again")


class DigestTestCase(Story, TestCase):
    def setUp(self):
        super().setUp()
        User.objects.update(wants_digest=True)
        for name in ("ana", "rui"):
            User.objects.filter(username=name).update(email=f"{name}@example.org")
        self.ana.refresh_from_db()

    def tell(self, claim=None, **fields):
        given = {"by": self.rui, "text": "The source is Mr. X."} | fields
        notices.tell([self.ana.pk], NoticeKind.COMMENT, claim or self.claim, **given)

    def run_command(self, *options) -> str:
        out = StringIO()
        call_command("send_digest", *options, stdout=out)
        return out.getvalue()


class WhoTests(DigestTestCase):
    def test_goes_to_those_who_want_it_and_have_something_to_read(self):
        self.assertEqual(digest.people_to_mail(), [])
        self.tell()
        self.assertEqual(digest.people_to_mail(), [self.ana])
        for change in (
            {"wants_digest": False},
            {"wants_digest": True, "email": ""},
            {"email": "ana@example.org", "is_active": False},
        ):
            User.objects.filter(pk=self.ana.pk).update(**change)
            self.assertEqual(digest.people_to_mail(), [], change)

    def test_goes_to_nobody_who_lost_their_role(self):
        self.tell()
        self.ana.groups.clear()
        self.assertEqual(digest.people_to_mail(), [])

    def test_goes_to_nobody_who_has_read_all(self):
        self.tell()
        notices.mark_read(Notice.objects.all(), by=self.ana, at=NOW)
        self.assertEqual(digest.people_to_mail(), [])


@SWITCHED_ON
class WhatTests(DigestTestCase):
    def mailed(self) -> str:
        (message,) = mail.outbox
        ((page, kind),) = message.alternatives
        self.assertEqual(kind, "text/html")
        return "\n".join(map(str, (message.subject, message.body, page)))

    def test_names_the_claim_and_leads_to_it(self):
        self.tell()
        self.run_command()
        text = self.mailed()
        address = f"{SITE}/desk/notices/{Notice.objects.get().public_id}/"
        for expected in ("Claimbook: 1 new notice\n", self.claim.ref, "by Rui", address):
            self.assertIn(expected, text)
        (message,) = mail.outbox
        self.assertEqual(message.to, ["ana@example.org"])
        self.assertIn("/desk/preferences/", message.extra_headers["List-Unsubscribe"])

    def test_says_no_words_that_are_not_public(self):
        self.tell()
        self.run_command()
        text = self.mailed()
        self.assertNotIn(self.claim.text, text)
        self.assertNotIn("Mr. X", text)

    def test_says_the_words_of_a_published_claim(self):
        published = self.published()
        Notice.objects.all().delete()
        Claim.objects.filter(pk=published.claim_id).update(text="It <b>rained</b> & hailed.")
        self.tell()
        self.run_command()
        (message,) = mail.outbox
        self.assertIn("It <b>rained</b> & hailed.", message.body)
        self.assertIn("It &lt;b&gt;rained&lt;/b&gt; &amp; hailed.", message.alternatives[0][0])

    def test_names_so_many_and_counts_the_rest(self):
        for _ in range(digest.MOST_NAMED + 2):
            self.tell()
        self.run_command()
        text = self.mailed()
        self.assertIn("Claimbook: 52 new notices", text)
        self.assertEqual(mail.outbox[0].body.count("* Comment:"), digest.MOST_NAMED)
        self.assertIn("And 2 more", text)


@SWITCHED_ON
class OnceTests(DigestTestCase):
    def test_tells_of_nothing_twice(self):
        self.tell()
        self.assertEqual(self.run_command(), "1 of 1 mails sent.\n")
        self.assertEqual(self.run_command(), "0 of 0 mails sent.\n")
        self.tell(make_claim())
        self.run_command()
        self.assertEqual(len(mail.outbox), 2)
        self.assertNotIn(self.claim.ref, mail.outbox[1].body)

    def test_tries_again_after_a_failure(self):
        self.tell()
        deaf = override_settings(EMAIL_BACKEND=f"{__name__}.DeafServer")
        with deaf, self.assertRaises(CommandError):
            self.run_command()
        self.assertEqual(Notice.objects.filter(mailed_at=None).count(), 1)
        self.assertEqual(self.run_command(), "1 of 1 mails sent.\n")

    def test_a_dry_run_sends_and_keeps_nothing(self):
        self.tell()
        printed = self.run_command("--dry-run")
        self.assertIn("To: ana@example.org", printed)
        self.assertIn(self.claim.ref, printed)
        self.assertEqual(mail.outbox, [])
        self.assertEqual(Notice.objects.filter(mailed_at=None).count(), 1)


class TaskTests(DigestTestCase):
    def test_sends_nothing_unless_switched_on(self):
        self.tell()
        tasks.send_digest(timestamp=0)
        self.assertEqual(mail.outbox, [])
        with self.assertRaisesMessage(CommandError, "CLAIMS_DIGEST=true"):
            self.run_command()
        with SWITCHED_ON:
            tasks.send_digest(timestamp=0)
        self.assertEqual(len(mail.outbox), 1)

    def test_tells_what_is_due_and_forgets_what_is_old(self):
        self.published()
        Notice.objects.all().delete()
        self.tell()
        notices.mark_read(Notice.objects.all(), by=self.ana, at=NOW - timedelta(days=365))
        workflow.reopen(self.claim, by=self.ana, at=NOW)
        workflow.reaffirm(self.claim, by=self.eda, at=NOW, next_due_on=TODAY)
        Notice.objects.unread().delete()
        tasks.keep_notices(timestamp=0)
        self.assertEqual([notice.kind for notice in Notice.objects.all()], ["due"])


@SWITCHED_ON
class TwoWorkersTests(Story, AuditedTransactionTestCase):
    def test_send_one_mail_and_tell_once_of_what_is_due(self):
        published = self.published()
        Notice.objects.all().delete()
        Claim.objects.filter(pk=published.claim_id).update(review_due_on=TODAY)
        User.objects.filter(pk=self.ana.pk).update(wants_digest=True, email="ana@example.org")
        self.ana.refresh_from_db()

        def work(_number):
            try:
                notices.tell_due(day=TODAY)
                return digest.send_digest(self.ana, at=NOW, addresses=ADDRESSES)
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as workers:
            sent = list(workers.map(work, range(4)))
        self.assertEqual(Notice.objects.filter(kind="due").count(), 1)
        self.assertEqual((sum(sent), len(mail.outbox)), (1, 1))
