"""Who wrote in an assessment is found by its row, whoever else is named in the audit."""

from django.db import migrations

from claims.migrations.sql import read_sql


class Migration(migrations.Migration):
    dependencies = [("claims", "0025_irregular")]

    operations = [migrations.RunSQL(read_sql("0026_writers.sql"), migrations.RunSQL.noop)]
