"""Made-up claims obey the laws, are under audit and come out the same for the same seed."""

from io import StringIO
from unittest import mock

from django.core.management import CommandError, call_command
from django.db import connection

from claims.audit import verify_audit
from claims.models import Appearance, AuditEntry, Claim, Document, Evidence
from tests.base import AuditedTransactionTestCase


def make(count, **options):
    call_command("make_claims", count, stdout=StringIO(), stderr=StringIO(), **options)


class MakeClaimsTests(AuditedTransactionTestCase):
    def test_obeys_every_law_and_leaves_a_clean_trail(self):
        make(120)
        self.assertEqual(Claim.objects.count(), 120)
        self.assertEqual(Appearance.objects.count(), 240)
        self.assertEqual(Evidence.objects.count(), 120)
        self.assertEqual(Document.objects.count(), 36)
        self.assertTrue(Claim.objects.published().exists())
        self.assertGreater(Claim.objects.values("language").distinct().count(), 2)
        for claim in Claim.objects.published():
            self.assertEqual(claim.assessments.published().get().rating_id, claim.verdict_id)
        for claim in Claim.objects.all()[:20]:
            claim.full_clean()
        report = verify_audit()
        self.assertEqual(report.findings, [])
        signed = AuditEntry.objects.filter(table_name="claims_claim")
        self.assertEqual(set(signed.values_list("step", "actor_name")), {("load", "make_claims")})

    def test_counts_how_rare_words_are(self):
        make(30)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT claims, (SELECT max(claims) FROM claims_matchterm) FROM claims_matchcorpus"
            )
            claims, most = cursor.fetchone()
        self.assertEqual(claims, 30)
        self.assertGreater(most, 1)

    def test_makes_more_beside_what_is_there(self):
        make(30)
        make(30)
        self.assertEqual(Claim.objects.count(), 60)

    def test_writes_several_batches_at_once_and_tells_of_each(self):
        with mock.patch("claims.management.made.claims.BATCH", 20):
            errors = StringIO()
            call_command("make_claims", 50, stdout=StringIO(), stderr=errors)
        self.assertEqual(Claim.objects.count(), 50)
        self.assertEqual(len(errors.getvalue().splitlines()), 3)
        self.assertIn("50 claims after", errors.getvalue())
        self.assertEqual(verify_audit().findings, [])

    def test_says_the_same_for_the_same_seed_alone(self):
        make(10, seed=3)
        first = list(Claim.objects.order_by("id").values_list("text", flat=True))
        self._fixture_teardown()
        make(10, seed=3)
        self.assertEqual(list(Claim.objects.order_by("id").values_list("text", flat=True)), first)
        self._fixture_teardown()
        make(10, seed=4)
        again = Claim.objects.order_by("id").values_list("text", flat=True)
        self.assertNotEqual(list(again), first)

    def test_refuses_to_make_none(self):
        with self.assertRaises(CommandError):
            make(0)
