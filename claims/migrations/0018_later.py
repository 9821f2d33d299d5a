"""What claims are found by can be written once for all that a transaction writes of them."""

from django.db import migrations

from claims.migrations.sql import read_sql


class Migration(migrations.Migration):
    dependencies = [("claims", "0017_meaning")]

    operations = [migrations.RunSQL(read_sql("0018_later.sql"), migrations.RunSQL.noop)]
