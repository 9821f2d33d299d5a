"""Matching counts in floating point throughout."""

from django.db import migrations

from claims.migrations.sql import read_sql


class Migration(migrations.Migration):
    dependencies = [("claims", "0022_in_sight")]

    operations = [migrations.RunSQL(read_sql("0023_floats.sql"), migrations.RunSQL.noop)]
