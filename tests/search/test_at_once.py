"""Two people add to one claim at the same time: it is found by what both of them added."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from claims.models import ClaimWords
from tests.base import AuditedTransactionTestCase
from tests.factories import make_claim, make_document

ADD = """
    INSERT INTO claims_appearance (claim_id, document_id, attribution, act, quote, prefix, suffix,
        locator, said_precision)
    VALUES (%s, %s, 'Somebody', 'asserts', %s, '', '', %s, 'day')
"""


class AtOnceTests(AuditedTransactionTestCase):
    def test_what_both_added_is_found(self):
        claim, document = make_claim(), make_document()
        first, second = self.link(), self.link()
        first.execute(ADD, [claim.pk, document.pk, "A zeppelin was seen.", "first"])
        with ThreadPoolExecutor(1) as other:
            # It waits for the first to end, having begun before.
            added = other.submit(
                second.execute, ADD, [claim.pk, document.pk, "A tank was seen.", "second"]
            )
            self.assertRaises(TimeoutError, added.result, timeout=1)
            first.commit()
            added.result(timeout=30)
        second.commit()
        words = str(ClaimWords.objects.get(claim=claim).words)
        self.assertIn("'zeppelin'", words)
        self.assertIn("'tank'", words)

    def test_what_is_put_off_is_written_before_the_transaction_ends(self):
        claim, document = make_claim(), make_document()
        with self.link() as link:
            link.execute("SET LOCAL claims.index_later = on")
            link.execute(ADD, [claim.pk, document.pk, "A zeppelin was seen.", "first"])
            link.execute(ADD, [claim.pk, document.pk, "A tank was seen.", "second"])
            found = "SELECT words::text FROM claims_claimwords WHERE claim_id = %s"
            self.assertNotIn("zeppelin", link.execute(found, [claim.pk]).fetchone()[0])
        words = str(ClaimWords.objects.get(claim=claim).words)
        self.assertIn("'zeppelin'", words)
        self.assertIn("'tank'", words)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM claims_indexlater")
            self.assertEqual(cursor.fetchone(), (0,))
