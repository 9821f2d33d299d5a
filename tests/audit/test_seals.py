"""Seals and what verification finds: every way to bend the past that we could think of."""

import contextlib
import importlib.util
import threading
from datetime import datetime, timedelta, timezone
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, connection, connections, transaction

from claims.audit import acting, seal_audit, seals, verify_audit
from claims.audit.proofs import NotSealed, check_proof, prove_entry
from claims.audit.seals import hash_of_seal
from claims.models import AuditEntry, AuditSeal, Claim, Topic
from tests.base import AuditedTransactionTestCase
from tests.factories import NOW, make_claim, make_topic, make_user

_path = Path(settings.BASE_DIR) / "docs" / "check_proof.py"
_spec = importlib.util.spec_from_file_location("check_proof", _path)
assert _spec and _spec.loader
stand_alone = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(stand_alone)


def as_owner(*statements):
    """Run statements as the owner of the database may: with every trigger of ours silenced."""
    with transaction.atomic(), connection.cursor() as cursor:
        tables = ["claims_auditentry", "claims_auditseal", "claims_topic", "claims_claim"]
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def newest():
    return AuditEntry.objects.order_by("-id").first().pk


def problems():
    return [(finding.entry_id, finding.problem) for finding in verify_audit().findings]


def _end_transactions(connection, enough):
    """Begin and end transactions on the server, one after the other, until ``enough`` is set."""
    while not enough.is_set():
        connection.execute(
            "DO $$ BEGIN FOR i IN 1..1000 LOOP PERFORM pg_current_xact_id(); COMMIT;"
            " END LOOP; END $$"
        )


class SealTests(AuditedTransactionTestCase):
    def test_takes_each_entry_once(self):
        make_topic()
        (first,) = seal_audit(at=NOW)
        make_topic()
        (second,) = seal_audit(at=NOW)
        self.assertEqual(second.previous_hash, first.seal_hash)
        self.assertEqual(second.from_xid, first.until_xid)
        self.assertEqual(
            first.entry_ids + second.entry_ids,
            list(AuditEntry.objects.order_by("id").values_list("pk", flat=True)),
        )
        self.assertTrue(verify_audit().is_clean)

    def test_makes_no_seal_over_nothing(self):
        seal_audit(at=NOW)
        self.assertEqual(seal_audit(at=NOW), [])

    def test_has_the_same_hash_in_whatever_zone_the_clock_was_read(self):
        make_topic()
        (seal,) = seal_audit(at=NOW.astimezone(timezone(timedelta(hours=9))))
        self.assertEqual(hash_of_seal(AuditSeal.objects.get()), seal.seal_hash)
        self.assertEqual(problems(), [])

    def test_leaves_a_transaction_that_is_still_open_to_the_next(self):
        seal_audit(at=NOW)
        written, go_on = threading.Event(), threading.Event()

        def write_slowly():
            try:
                with transaction.atomic():
                    make_topic(slug="slow")
                    written.set()
                    go_on.wait(20)
            finally:
                connections.close_all()

        slow = threading.Thread(target=write_slowly)
        slow.start()
        written.wait(20)
        make_topic(slug="quick")
        seal_audit(at=NOW)
        go_on.set()
        slow.join()
        open_until_now = AuditEntry.objects.get(after__slug="slow").pk
        self.assertEqual(problems(), [])
        with self.assertRaises(NotSealed):
            prove_entry(open_until_now)
        seal_audit(at=NOW)
        self.assertEqual(problems(), [])
        self.assertEqual(verify_audit().unsealed, 0)
        self.assertEqual(check_proof(prove_entry(open_until_now)), "")

    def test_does_not_wait_for_other_databases_of_the_server(self):
        other = self.link(dbname="postgres")
        other.execute("SELECT pg_current_xact_id()")
        make_topic()
        (seal,) = seal_audit(at=NOW)
        self.assertEqual(seal.entry_ids[-1], newest())
        self.assertEqual(problems(), [])

    def test_is_not_held_up_by_what_ends_in_another_database_meanwhile(self):
        enough = threading.Event()
        with contextlib.ExitStack() as stack:
            for _ in range(4):
                other = self.link(dbname="postgres", autocommit=True)
                busy = threading.Thread(target=_end_transactions, args=(other, enough))
                busy.start()
                stack.callback(busy.join)
            stack.callback(enough.set)
            for _ in range(500):
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
                    next_xid = cursor.fetchone()[0]
                # With a single look, up to one in five was held up.
                self.assertGreaterEqual(seals.first_open()[1], next_xid)

    def test_two_sealers_at_once_make_one_chain(self):
        made = []

        def write_and_seal(number):
            try:
                for i in range(5):
                    make_topic(slug=f"t-{number}-{i}", name=f"T {number} {i}")
                    made.extend(seal_audit(at=NOW))
            finally:
                connections.close_all()

        threads = [threading.Thread(target=write_and_seal, args=(number,)) for number in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        seal_audit(at=NOW)
        self.assertEqual(Topic.objects.count(), 15)
        self.assertEqual(problems(), [])
        self.assertEqual(verify_audit().unsealed, 0)

    def test_a_transaction_rolled_back_leaves_nothing_to_seal(self):
        seal_audit(at=NOW)
        with self.assertRaises(ZeroDivisionError), transaction.atomic():
            make_topic()
            raise ZeroDivisionError
        self.assertEqual(seal_audit(at=NOW), [])
        self.assertEqual(problems(), [])

    def test_can_be_neither_changed_nor_removed(self):
        make_topic()
        seal_audit(at=NOW)
        for act in (
            lambda: AuditSeal.objects.update(root="0" * 64),
            lambda: AuditSeal.objects.all().delete(),
        ):
            with self.assertRaisesMessage(IntegrityError, "append-only"), transaction.atomic():
                act()

    def test_seals_what_another_server_wrote_before_a_restore(self):
        make_topic()
        as_owner("UPDATE claims_auditentry SET cluster = 42")
        make_topic()
        seals = seal_audit(at=NOW)
        self.assertEqual(len(seals), 2)
        self.assertEqual(seals[0].cluster, 42)
        self.assertEqual(problems(), [])
        self.assertEqual(seal_audit(at=NOW), [])


class TamperTests(AuditedTransactionTestCase):
    """The owner of the database silences the triggers and bends the past."""

    def setUp(self):
        with acting(make_user("ana"), reason="to begin with"):
            self.topic = make_topic(name="First", slug="first")
            make_topic(name="Second", slug="second")
            Topic.objects.filter(pk=self.topic.pk).update(name="First again")
        self.changed = newest()

    def assert_named(self, entry_id, *words):
        found = [problem for named, problem in problems() if named == entry_id]
        self.assertTrue(found, f"entry {entry_id} is not named in {problems()}")
        for word in words:
            self.assertTrue(any(word in problem for problem in found), found)

    def test_a_trail_left_alone_is_clean(self):
        self.assertEqual(problems(), [])
        seal_audit(at=NOW)
        self.assertEqual(problems(), [])

    def test_a_sealed_entry_altered_in_any_column(self):
        seal_audit(at=NOW)
        for change in (
            "actor_name = 'Rui'",
            "actor_id = 1 + coalesce(actor_id, 0)",
            "at = at + interval '1 microsecond'",
            "reason = 'another'",
            "step = 'take'",
            "request_id = 'r'",
            "claim_id = 7",
            """after = '{"name": "Another"}'""",
            """before = '{"name": "Another"}'""",
            "table_name = 'claims_actor'",
            "row_id = '77'",
            "xid = xid + 1",
            "cluster = cluster + 1",
        ):
            with self.subTest(change):
                as_owner("CREATE TABLE kept AS TABLE claims_auditentry")
                as_owner(f"UPDATE claims_auditentry SET {change} WHERE id = {self.changed}")
                self.assert_named(self.changed)
                as_owner(
                    "DELETE FROM claims_auditentry",
                    "INSERT INTO claims_auditentry SELECT * FROM kept",
                    "DROP TABLE kept",
                )
        self.assertEqual(problems(), [])

    def test_a_sealed_entry_removed(self):
        seal_audit(at=NOW)
        as_owner(f"DELETE FROM claims_auditentry WHERE id = {self.changed}")
        self.assert_named(self.changed, "removed after seal 1")

    def test_an_entry_slipped_in_among_sealed_ones(self):
        seal_audit(at=NOW)
        as_owner(
            "INSERT INTO claims_auditentry (at, cluster, xid, actor_name, reason, step,"
            " request_id, table_name, row_id, action, before, after)"
            " SELECT at, cluster, xid, 'Eda', '', '', '', table_name, row_id, action,"
            f" before, after FROM claims_auditentry WHERE id = {self.changed}"
        )
        self.assert_named(newest(), "slipped in after seal 1")

    def test_two_sealed_entries_swapped(self):
        seal_audit(at=NOW)
        other = self.changed - 1
        as_owner(
            f"UPDATE claims_auditentry SET id = -1 WHERE id = {self.changed}",
            f"UPDATE claims_auditentry SET id = {self.changed} WHERE id = {other}",
            f"UPDATE claims_auditentry SET id = {other} WHERE id = -1",
        )
        self.assert_named(self.changed, "altered")
        self.assert_named(other, "altered")

    def test_an_entry_altered_before_it_was_sealed(self):
        as_owner(
            """UPDATE claims_auditentry SET after = after || '{"name": "Bent"}'"""
            f" WHERE id = {self.changed}"
        )
        seal_audit(at=NOW)
        self.assert_named(self.changed, "differs from its trail in name")

    def test_the_before_of_an_entry_altered_before_it_was_sealed(self):
        as_owner(
            """UPDATE claims_auditentry SET before = before || '{"name": "Bent"}'"""
            f" WHERE id = {self.changed}"
        )
        self.assert_named(self.changed, "does not continue the entry before it")

    def test_an_entry_removed_before_it_was_sealed(self):
        as_owner(f"DELETE FROM claims_auditentry WHERE id = {self.changed}")
        self.assertTrue(any("differs from its trail" in problem for _, problem in problems()))

    def test_an_entry_about_a_row_that_never_was(self):
        as_owner(
            "INSERT INTO claims_auditentry (at, cluster, xid, actor_name, reason, step,"
            " request_id, table_name, row_id, action, before, after)"
            " SELECT at, cluster, xid, 'Eda', '', '', '', 'claims_topic', '999', 'insert',"
            f""" NULL, '{{"id": 999}}' FROM claims_auditentry WHERE id = {self.changed}"""
        )
        self.assert_named(newest(), "is gone without a trail")

    def test_an_entry_from_a_transaction_that_has_not_happened(self):
        as_owner(f"UPDATE claims_auditentry SET xid = xid + 100000 WHERE id = {self.changed}")
        self.assert_named(self.changed, "has not happened yet")

    def test_records_changed_made_and_removed_with_the_triggers_off(self):
        seal_audit(at=NOW)
        as_owner(
            f"UPDATE claims_topic SET name = 'Quietly' WHERE id = {self.topic.pk}",
            "DELETE FROM claims_topic WHERE slug = 'second'",
            "INSERT INTO claims_topic (name, slug) VALUES ('Unseen', 'unseen')",
        )
        found = " / ".join(problem for _, problem in problems())
        for words in ("differs from its trail in name", "is gone", "stands there without a trail"):
            self.assertIn(words, found)
        self.assert_named(self.changed, "differs")

    def test_a_seal_altered(self):
        seal_audit(at=NOW)
        make_topic()
        seal_audit(at=NOW)
        for change, words in (
            ("sealed_at = sealed_at - interval '1 day'", "its hash does not fit"),
            ("leaves = set_byte(leaves, 0, 255 - get_byte(leaves, 0))", "do not give its root"),
            ("entry_ids = entry_ids[2:]", "its hash does not fit"),
            (f"root = '{'0' * 64}'", "do not give its root"),
            (f"seal_hash = '{'0' * 64}'", "its hash does not fit"),
            ("from_xid = from_xid + 1", "does not begin where"),
            ("until_xid = until_xid - 1", "does not begin where"),
        ):
            with self.subTest(change):
                as_owner("CREATE TABLE kept AS TABLE claims_auditseal")
                as_owner(
                    f"UPDATE claims_auditseal SET {change} WHERE number = 1"
                    if "from_xid" not in change
                    else f"UPDATE claims_auditseal SET {change} WHERE number = 2"
                )
                self.assertIn(words, " / ".join(problem for _, problem in problems()))
                as_owner(
                    "DELETE FROM claims_auditseal",
                    "INSERT INTO claims_auditseal SELECT * FROM kept",
                    "DROP TABLE kept",
                )
        self.assertEqual(problems(), [])

    def test_a_seal_removed(self):
        for _ in range(3):
            make_topic()
            seal_audit(at=NOW)
        last = AuditSeal.objects.get(number=3).seal_hash
        as_owner("DELETE FROM claims_auditseal WHERE number = 2")
        self.assertIn("seal 2 was removed", " / ".join(problem for _, problem in problems()))
        as_owner("DELETE FROM claims_auditseal WHERE number = 3")
        self.assertTrue(verify_audit().is_clean, "the newest seal can only be missed from outside")
        self.assertFalse(verify_audit(expected_hash=last).is_clean)

    def test_a_past_rewritten_whole_is_known_by_a_hash_kept_outside(self):
        (seal,) = seal_audit(at=NOW)
        self.assertTrue(verify_audit(expected_hash=seal.seal_hash).is_clean)
        as_owner(
            "DELETE FROM claims_auditseal",
            f"UPDATE claims_auditentry SET actor_name = 'Rui' WHERE id = {self.changed}",
        )
        seal_audit(at=NOW)
        self.assertTrue(verify_audit().is_clean)
        self.assertFalse(verify_audit(expected_hash=seal.seal_hash).is_clean)


class StepTests(AuditedTransactionTestCase):
    """Steps that CLAIM_STEPS does not know are named, sealed or not."""

    def test_a_status_set_behind_the_acts(self):
        claim = make_claim()
        Claim.objects.filter(pk=claim.pk).update(status="researching")
        self.assertEqual(
            problems(), [(newest(), "the status went from new to researching without a step")]
        )

    def test_a_step_that_leads_elsewhere(self):
        claim = make_claim()
        with acting(None, step="publish"):
            Claim.objects.filter(pk=claim.pk).update(status="researching")
        self.assertEqual(
            problems(), [(newest(), "no step 'publish' leads from new to researching")]
        )

    def test_a_step_of_the_table(self):
        claim = make_claim()
        with acting(None, step="take"):
            Claim.objects.filter(pk=claim.pk).update(status="researching")
        self.assertEqual(problems(), [])

    def test_a_claim_that_begins_midway_unless_loaded(self):
        with acting(None, step="load"):
            make_claim(status="researching")
        self.assertEqual(problems(), [])
        make_claim(status="researching")
        self.assertEqual(problems(), [(newest(), "a claim began its life as researching")])


class ProofTests(AuditedTransactionTestCase):
    def setUp(self):
        for number in range(7):
            make_topic(name=f"Тема {number} “quoted”", slug=f"t{number}")
        (self.seal,) = seal_audit(at=datetime(2025, 5, 8, 12, 0, 0, 5, tzinfo=NOW.tzinfo))

    def test_holds_for_every_entry_here_and_in_the_stand_alone_script(self):
        for entry_id in self.seal.entry_ids:
            proof = prove_entry(entry_id)
            self.assertEqual(check_proof(proof), "")
            self.assertEqual(stand_alone.check(proof, self.seal.seal_hash), "")

    def test_breaks_when_anything_in_it_is_changed(self):
        proof = prove_entry(self.seal.entry_ids[-2])
        step = proof["path"][0]
        turned = {"left": "right", "right": "left"}[step["side"]]
        forged = [
            proof | {"entry": proof["entry"].replace("Тема", "Tema")},
            proof | {"path": proof["path"][1:]},
            proof | {"path": [step | {"side": turned}, *proof["path"][1:]]},
            proof | {"seal": proof["seal"] | {"number": 2}},
            proof | {"seal": proof["seal"] | {"root": "0" * 64}},
            proof | {"seal_hash": "0" * 64},
        ]
        for one in forged:
            self.assertNotEqual(check_proof(one), "")
            self.assertNotEqual(stand_alone.check(one), "")
        self.assertNotEqual(stand_alone.check(proof, "0" * 64), "")

    def test_says_when_there_is_nothing_to_prove(self):
        make_topic(slug="open")
        for entry_id in (newest(), 10**9):
            with self.assertRaises(NotSealed):
                prove_entry(entry_id)

    def test_is_refused_when_it_is_no_proof(self):
        for nonsense in ({}, {"seal": 1}, {"seal": {}, "path": [1], "entry": ""}):
            self.assertNotEqual(check_proof(nonsense), "")
