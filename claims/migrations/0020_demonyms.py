"""Matching takes what is named after a country for its name."""

from django.db import migrations

from claims.migrations.sql import read_sql


class Migration(migrations.Migration):
    dependencies = [("claims", "0019_bent_words")]

    operations = [migrations.RunSQL(read_sql("0020_demonyms.sql"), migrations.RunSQL.noop)]
