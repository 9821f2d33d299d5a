"""Claims are found by their other wordings as well."""

from django.db import migrations

from claims.migrations.sql import read_sql


class Migration(migrations.Migration):
    dependencies = [("claims", "0013_matching")]

    operations = [migrations.RunSQL(read_sql("0014_wordings.sql"), migrations.RunSQL.noop)]
