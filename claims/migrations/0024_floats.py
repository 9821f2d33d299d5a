"""Matching counts in floating point throughout."""

from django.db import migrations

from claims.migrations.sql import read_sql


class Migration(migrations.Migration):
    dependencies = [("claims", "0023_first_look")]

    operations = [migrations.RunSQL(read_sql("0024_floats.sql"), migrations.RunSQL.noop)]
