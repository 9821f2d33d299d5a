"""Languages without a stemmer: what begins like a word is asked of their rows alone."""

from django.db import migrations

from claims.migrations.sql import read_sql


class Migration(migrations.Migration):
    dependencies = [("claims", "0018_later")]

    operations = [migrations.RunSQL(read_sql("0019_bent_words.sql"), migrations.RunSQL.noop)]
