"""A first look at many texts reads less; matching asks what searching does for languages."""

from django.db import migrations

from claims.migrations.sql import read_sql


class Migration(migrations.Migration):
    dependencies = [("claims", "0022_in_sight")]

    operations = [migrations.RunSQL(read_sql("0023_first_look.sql"), migrations.RunSQL.noop)]
