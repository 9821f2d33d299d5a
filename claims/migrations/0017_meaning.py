"""Vectors of what claims mean, beside the claims."""

from django.db import migrations

from claims.migrations.sql import read_sql


class Migration(migrations.Migration):
    dependencies = [("claims", "0016_imports")]

    operations = [
        migrations.AlterModelOptions(
            name="claimwording", options={"ordering": ["id"], "verbose_name": "other wording"}
        ),
        migrations.RunSQL(read_sql("0017_meaning.sql"), migrations.RunSQL.noop),
    ]
