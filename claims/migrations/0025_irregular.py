"""Matching takes irregular forms of English words for the regular one, and a small house is smoothed."""

from django.db import migrations

from claims.migrations.sql import read_sql


class Migration(migrations.Migration):
    dependencies = [("claims", "0024_floats")]

    operations = [migrations.RunSQL(read_sql("0025_irregular.sql"), migrations.RunSQL.noop)]
