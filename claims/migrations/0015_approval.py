"""A law for psql too: what is published was approved, and rests on what may be shown."""

from django.db import migrations

from claims.migrations.sql import read_sql


class Migration(migrations.Migration):
    dependencies = [("claims", "0014_wordings")]

    operations = [migrations.RunSQL(read_sql("0015_approval.sql"), migrations.RunSQL.noop)]
