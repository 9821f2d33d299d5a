"""What a database role can do that serves Claimbook without owning its tables."""

import psycopg
from django.db import connection

from claims.audit import verify_audit
from claims.models import AuditEntry, Topic
from project.cluster import SUPERUSER
from tests.base import AuditedTransactionTestCase
from tests.factories import make_topic

ROLE = "claims_test_server"


class ServingRoleTests(AuditedTransactionTestCase):
    """The role is taken on with SET ROLE: PostgreSQL then asks for its rights alone."""

    def setUp(self):
        # Roles belong to the whole server: each of several test databases has one of its own.
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_database()")
            self.role = f"{ROLE}_{cursor.fetchone()[0]}"
        make_topic(slug="kept", name="Kept")
        given = connection.get_connection_params()
        self.link = psycopg.connect(
            **{name: given[name] for name in ("dbname", "password", "host", "port")},
            user=SUPERUSER,
            autocommit=True,
        )
        self.addCleanup(self._remove_role)
        self.link.execute(f'CREATE ROLE "{self.role}"')
        self.link.execute("SELECT claims_grant(%s)", [self.role])
        self.link.execute(f'SET ROLE "{self.role}"')

    def _remove_role(self):
        self.link.execute("RESET ROLE")
        self.link.execute(f'DROP OWNED BY "{self.role}"')
        self.link.execute(f'DROP ROLE "{self.role}"')
        self.link.close()

    def test_reads_and_writes_records_under_audit(self):
        self.link.execute("INSERT INTO claims_topic (name, slug) VALUES ('Served', 'served')")
        self.link.execute("UPDATE claims_topic SET name = 'Served well' WHERE slug = 'served'")
        topic = Topic.objects.get(slug="served")
        told = AuditEntry.objects.filter(table_name="claims_topic", row_id=str(topic.pk))
        self.assertEqual(sorted(told.values_list("action", flat=True)), ["insert", "update"])
        self.assertTrue(verify_audit().is_clean)

    def test_can_switch_off_or_rewrite_nothing(self):
        forbidden = [
            "ALTER TABLE claims_topic DISABLE TRIGGER USER",
            "ALTER TABLE claims_auditentry DISABLE TRIGGER claims_keep",
            "DROP TRIGGER claims_audit_insert ON claims_topic",
            "TRUNCATE claims_topic CASCADE",
            "TRUNCATE claims_auditentry",
            "DELETE FROM claims_auditentry",
            "UPDATE claims_auditentry SET actor_name = 'Nobody'",
            "UPDATE claims_auditseal SET root = ''",
            "DELETE FROM claims_auditseal",
            "INSERT INTO claims_auditentry (at, cluster, xid, actor_name, reason, step,"
            " request_id, table_name, row_id, action, after)"
            " VALUES (now(), 1, 1, 'Eda', '', '', '', 'claims_claim', '1', 'insert', '{}')",
            "SELECT setval('claims_auditentry_id_seq', 1)",
            "SET session_replication_role = replica",
            "DROP FUNCTION claims_audit()",
            "CREATE OR REPLACE FUNCTION claims_audit() RETURNS trigger LANGUAGE plpgsql"
            " AS 'BEGIN RETURN NULL; END'",
            "CREATE TABLE public.mine (id bigint)",
            "SELECT claims_grant('postgres')",
        ]
        for sql in forbidden:
            with self.subTest(sql), self.assertRaises(psycopg.errors.InsufficientPrivilege):
                self.link.execute(sql)

    def test_can_not_have_the_trigger_lie_about_a_table_of_its_own(self):
        self.link.execute("CREATE TEMP TABLE claims_claim (id bigint)")
        with self.assertRaises(psycopg.errors.InsufficientPrivilege):
            self.link.execute(
                "CREATE TRIGGER forge AFTER INSERT ON pg_temp.claims_claim"
                " REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT"
                " EXECUTE FUNCTION claims_audit('id', 'id', '{}', '{}')"
            )

    def test_can_not_lead_the_trigger_to_another_audit_table(self):
        before = AuditEntry.objects.count()
        self.link.execute("CREATE TEMP TABLE claims_auditentry (id bigint)")
        self.link.execute("SET search_path = pg_temp, public")
        self.link.execute("INSERT INTO public.claims_topic (name, slug) VALUES ('A', 'a')")
        self.assertEqual(AuditEntry.objects.count(), before + 1)

    def test_can_not_hide_a_law_behind_a_temporary_table(self):
        """A merge chain stays refused though another claims_actor stands in front."""
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO claims_actor (name, kind, description, country, wikidata_id)"
                " VALUES ('a', 'group', '', '', ''), ('b', 'group', '', '', ''),"
                " ('c', 'group', '', '', '') RETURNING id"
            )
            a, b, c = (row[0] for row in cursor.fetchall())
            cursor.execute("UPDATE claims_actor SET merged_into_id = %s WHERE id = %s", [b, a])
        self.link.execute("CREATE TEMP TABLE claims_actor (id bigint, merged_into_id bigint)")
        with self.assertRaisesRegex(psycopg.IntegrityError, "no chains"):
            self.link.execute(
                "UPDATE public.claims_actor SET merged_into_id = %s WHERE id = %s", [c, b]
            )
