"""What the trigger writes down, whoever changes a record and by whatever road."""

from django.db import IntegrityError, connection, transaction
from django.test import TestCase

from claims.audit import acting
from claims.checks import NOT_AUDITED, check_schema
from claims.choices import Scope
from claims.models import ApiToken, AuditEntry, Claim, Topic
from tests.factories import PASSWORD, make_actor, make_claim, make_link, make_topic, make_user

# The audit itself has guards of its own.
UNWATCHED = {"claims_auditentry", "claims_auditseal", *NOT_AUDITED}


def entries_of(table, row_id=None):
    found = AuditEntry.objects.filter(table_name=table).order_by("id")
    return list(found if row_id is None else found.filter(row_id=str(row_id)))


def run_sql(sql, parameters=None):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


class CoverageTests(TestCase):
    def test_every_table_of_the_app_is_watched_unless_listed(self):
        with connection.cursor() as cursor:
            # Of the database, since not every table has a model.
            cursor.execute("SELECT tablename FROM pg_tables WHERE tablename LIKE 'claims\\_%'")
            tables = {table for (table,) in cursor.fetchall()}
            cursor.execute(
                "SELECT tgrelid::regclass::text, array_agg(tgname::text) FROM pg_trigger"
                " WHERE tgname LIKE 'claims\\_audit\\_%' AND tgenabled = 'O' GROUP BY 1"
            )
            watched = {table: set(names) for table, names in cursor.fetchall()}
        every_way = {
            "claims_audit_insert",
            "claims_audit_update",
            "claims_audit_delete",
            "claims_audit_truncate",
        }
        self.assertEqual({table for table in tables if watched.get(table) != every_way}, UNWATCHED)

    def test_the_check_of_a_whole_database_finds_nothing_missing(self):
        self.assertEqual(check_schema(databases=["default"]), [])

    def test_the_check_names_a_table_whose_trigger_is_off(self):
        run_sql("ALTER TABLE claims_topic DISABLE TRIGGER claims_audit_update")
        (error,) = check_schema(databases=["default"])
        self.assertIn("Changes of claims_topic are not audited: 1", error.msg)

    def test_groups_that_are_roles_are_watched_through_their_members(self):
        ana = make_user("ana")
        ana.groups.add(1)
        (entry,) = entries_of("claims_user_groups")
        self.assertEqual(entry.after["user_id"], ana.pk)


class RoadTests(TestCase):
    """Each road by which a row can be written leaves an entry."""

    def test_save_writes_the_whole_row_and_then_what_changed(self):
        claim = make_claim(place="Kyiv")
        claim.refresh_from_db()
        claim.place = "Lviv"
        claim.save()
        inserted, updated = entries_of("claims_claim", claim.pk)
        self.assertEqual(inserted.action, "insert")
        self.assertEqual(inserted.after["text"], claim.text)
        self.assertIsNone(inserted.before)
        self.assertEqual(inserted.claim_id, claim.pk)
        self.assertEqual(updated.before, {"place": "Kyiv", "version": 1})
        self.assertEqual(updated.after, {"place": "Lviv", "version": 2})

    def test_a_save_that_changes_nothing_writes_nothing(self):
        claim = make_claim()
        Claim.objects.filter(pk=claim.pk).update(place="")
        self.assertEqual(len(entries_of("claims_claim", claim.pk)), 1)

    def test_bulk_create(self):
        made = Topic.objects.bulk_create(Topic(name=f"T{i}", slug=f"t{i}") for i in range(5))
        found = entries_of("claims_topic")
        self.assertEqual([int(entry.row_id) for entry in found], [topic.pk for topic in made])

    def test_query_set_update(self):
        topics = [make_topic(), make_topic()]
        Topic.objects.filter(pk=topics[1].pk).update(parent=topics[0])
        entry = entries_of("claims_topic", topics[1].pk)[-1]
        self.assertEqual(entry.after["parent_id"], topics[0].pk)

    def test_raw_sql(self):
        topic = make_topic()
        run_sql("UPDATE claims_topic SET name = 'By hand' WHERE id = %s", [topic.pk])
        run_sql("DELETE FROM claims_topic WHERE id = %s", [topic.pk])
        _, updated, deleted = entries_of("claims_topic", topic.pk)
        self.assertEqual(updated.after["name"], "By hand")
        self.assertTrue(updated.actor_name.startswith("database role "))
        self.assertIsNone(updated.actor_id)
        self.assertEqual(deleted.before["name"], "By hand")
        self.assertIsNone(deleted.after)

    def test_copy(self):
        with (
            connection.cursor() as cursor,
            cursor.copy("COPY claims_topic (name, slug) FROM STDIN") as copy,
        ):
            copy.write_row(("Copied", "copied"))
        self.assertEqual(entries_of("claims_topic")[-1].after["name"], "Copied")

    def test_insert_or_update(self):
        topic = make_topic(slug="same")
        run_sql(
            "INSERT INTO claims_topic (name, slug) VALUES ('Other', 'same')"
            " ON CONFLICT (slug) DO UPDATE SET name = excluded.name"
        )
        self.assertEqual(entries_of("claims_topic", topic.pk)[-1].after["name"], "Other")

    def test_rows_that_go_with_their_claim(self):
        claim = make_claim()
        claim.topics.add(make_topic())
        link_id = claim.topics.through.objects.get().pk
        claim_id = claim.pk
        claim.delete()
        entry = entries_of("claims_claim_topics", link_id)[-1]
        self.assertEqual((entry.action, entry.claim_id), ("delete", claim_id))

    def test_a_changed_key_is_one_row_less_and_one_more(self):
        topic = make_topic()
        run_sql("UPDATE claims_topic SET id = 900000 WHERE id = %s", [topic.pk])
        self.assertEqual(entries_of("claims_topic", topic.pk)[-1].action, "delete")
        self.assertEqual(entries_of("claims_topic", 900000)[-1].action, "insert")
        self.assertEqual(entries_of("claims_topic", 900000)[-1].after["name"], topic.name)

    def test_swapped_keys_are_told_as_what_each_row_became(self):
        one, two = make_actor(name="One"), make_actor(name="Two")
        run_sql("SET CONSTRAINTS ALL IMMEDIATE")
        run_sql(
            "UPDATE claims_actor SET name = CASE id WHEN %s THEN 'Two' ELSE 'One' END", [one.pk]
        )
        self.assertEqual(entries_of("claims_actor", one.pk)[-1].after["name"], "Two")
        self.assertEqual(entries_of("claims_actor", two.pk)[-1].after["name"], "One")

    def test_truncate_is_refused(self):
        for table in ("claims_claim", "claims_topic", "claims_auditentry", "claims_auditseal"):
            with (
                self.subTest(table),
                self.assertRaisesMessage(IntegrityError, "emptied at one stroke"),
                transaction.atomic(),
            ):
                run_sql(f"TRUNCATE {table} CASCADE")

    def test_a_writer_in_another_time_zone_writes_the_same_moments(self):
        run_sql("SET LOCAL timezone = 'Asia/Tokyo'")
        claim = make_claim()
        (entry,) = entries_of("claims_claim", claim.pk)
        run_sql("SET LOCAL timezone = 'UTC'")
        self.assertTrue(entry.after["created_at"].endswith("+00:00"), entry.after["created_at"])

    def test_numbers_with_fractions_are_kept_to_the_digit(self):
        link = make_link(make_claim(), make_claim(), score="0.1000")
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT after ->> 'score' FROM claims_auditentry"
                " WHERE table_name = 'claims_claimlink' AND row_id = %s",
                [str(link.pk)],
            )
            self.assertEqual(cursor.fetchone()[0], "0.1000")


class SecretTests(TestCase):
    def test_neither_password_nor_token_digest_reaches_the_audit(self):
        ana = make_user("ana")
        ana.set_password("another long password")
        ana.save()
        token, _ = ApiToken.objects.create(user=ana, name="t", scopes=[Scope.READ])
        ana.refresh_from_db()
        with connection.cursor() as cursor:
            cursor.execute("SELECT string_agg(entry::text, ' ') FROM claims_auditentry AS entry")
            everything = cursor.fetchone()[0]
        for secret in (ana.password, token.digest, PASSWORD):
            self.assertNotIn(secret, everything)
        self.assertEqual(entries_of("claims_user", ana.pk)[-1].after["password"], "(secret)")

    def test_a_sign_in_or_use_of_a_token_is_no_change(self):
        ana = make_user("ana")
        before = AuditEntry.objects.count()
        run_sql("UPDATE claims_user SET last_login = now() WHERE id = %s", [ana.pk])
        self.assertEqual(AuditEntry.objects.count(), before)


class SigningTests(TestCase):
    def test_signs_with_person_reason_step_and_request(self):
        ana = make_user("ana", last_name="Lima")
        with acting(ana, reason="why", step="take", request_id="r-1"):
            topic = make_topic()
        (entry,) = entries_of("claims_topic", topic.pk)
        self.assertEqual(
            (entry.actor_id, entry.actor_name, entry.reason, entry.step, entry.request_id),
            (ana.pk, "Ana Lima", "why", "take", "r-1"),
        )

    def test_hands_the_outer_signature_back(self):
        ana, rui = make_user("ana"), make_user("rui")
        with acting(ana, reason="outer"):
            with acting(rui, reason="inner"):
                inner = make_topic()
            outer = make_topic()
        after = make_topic()
        self.assertEqual(entries_of("claims_topic", inner.pk)[0].actor_name, "Rui")
        self.assertEqual(entries_of("claims_topic", outer.pk)[0].actor_name, "Ana")
        self.assertEqual(entries_of("claims_topic", outer.pk)[0].reason, "outer")
        self.assertIsNone(entries_of("claims_topic", after.pk)[0].actor_id)

    def test_hands_the_outer_signature_back_after_a_failure(self):
        ana, rui = make_user("ana"), make_user("rui")
        with acting(ana):
            with self.assertRaises(ZeroDivisionError), acting(rui):
                lost = make_topic()
                raise ZeroDivisionError
            kept = make_topic()
        self.assertEqual(entries_of("claims_topic", lost.pk), [])
        self.assertEqual(entries_of("claims_topic", kept.pk)[0].actor_name, "Ana")

    def test_a_savepoint_rolled_back_leaves_no_entry(self):
        with transaction.atomic():
            sid = transaction.savepoint()
            topic = make_topic()
            transaction.savepoint_rollback(sid)
        self.assertEqual(entries_of("claims_topic", topic.pk), [])

    def test_keeps_a_nul_out_of_the_signature(self):
        with acting(None, name="loader\x00", reason="\x00why"):
            topic = make_topic()
        self.assertEqual(entries_of("claims_topic", topic.pk)[0].actor_name, "loader")


class GuardTests(TestCase):
    """Nobody writes in the audit but its trigger."""

    def test_refuses_update_delete_and_insert(self):
        make_topic()
        for sql in (
            "UPDATE claims_auditentry SET actor_name = 'Nobody'",
            "DELETE FROM claims_auditentry",
            "INSERT INTO claims_auditentry (at, cluster, xid, actor_name, reason, step,"
            " request_id, table_name, row_id, action, after)"
            " VALUES (now(), 1, 1, 'Eda', '', '', '', 'claims_claim', '1', 'insert', '{}')",
        ):
            with self.subTest(sql), self.assertRaises(IntegrityError), transaction.atomic():
                run_sql(sql)
