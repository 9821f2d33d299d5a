"""Triggers: the laws of more than one row, and the audit of every record table."""

from django.db import migrations

from claims.migrations.sql import read_sql

# Table, key column, column that leads to the claim, columns left out, secret columns.
WATCHED = [
    ("claims_user", "id", "", "{last_login}", "{password}"),
    ("claims_user_groups", "id", "", "{}", "{}"),
    ("claims_user_user_permissions", "id", "", "{}", "{}"),
    ("claims_actor", "id", "", "{}", "{}"),
    ("claims_actorname", "id", "", "{}", "{}"),
    ("claims_actormerge", "id", "", "{}", "{}"),
    ("claims_source", "id", "", "{}", "{}"),
    ("claims_sourcerating", "id", "", "{}", "{}"),
    ("claims_document", "id", "", "{}", "{}"),
    ("claims_snapshot", "id", "", "{}", "{}"),
    ("claims_topic", "id", "", "{}", "{}"),
    ("claims_claim", "id", "id", "{}", "{}"),
    ("claims_claim_topics", "id", "claim_id", "{}", "{}"),
    ("claims_claim_subjects", "id", "claim_id", "{}", "{}"),
    ("claims_comment", "id", "claim_id", "{}", "{}"),
    ("claims_appearance", "id", "claim_id", "{}", "{}"),
    ("claims_origin", "id", "", "{}", "{}"),
    ("claims_evidence", "id", "claim_id", "{}", "{}"),
    ("claims_rating", "id", "", "{}", "{}"),
    ("claims_assessment", "id", "claim_id", "{}", "{}"),
    ("claims_assessmentevidence", "id", "claim_id", "{}", "{}"),
    ("claims_review", "id", "", "{}", "{}"),
    ("claims_claimlink", "id", "a_id", "{}", "{}"),
    ("claims_claimmerge", "id", "kept_id", "{}", "{}"),
    ("claims_apitoken", "token_key", "", "{last_used_at}", "{digest}"),
]


def watch(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        for arguments in WATCHED:
            cursor.execute("SELECT claims_audit_watch(%s::regclass, %s, %s, %s, %s)", arguments)


class Migration(migrations.Migration):
    dependencies = [("claims", "0001_records")]

    operations = [
        migrations.RunSQL(read_sql("0002_laws.sql"), migrations.RunSQL.noop),
        migrations.RunSQL(read_sql("0003_audit.sql"), migrations.RunSQL.noop),
        migrations.RunPython(watch, migrations.RunPython.noop),
    ]
