"""Indexes for the lists that people read, in the order in which they read them."""

from datetime import date

from django.db import migrations, models
from django.db.models.functions import Coalesce

from claims.migrations.sql import read_sql


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0011_exports"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="appearance",
            index=models.Index(fields=["actor", "claim"], name="appearance_by_actor"),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                fields=["status", "updated_at", "id"], name="claim_by_status_and_change"
            ),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                condition=models.Q(("verdict__isnull", False)),
                fields=["verdict", "updated_at", "id"],
                name="claim_by_verdict_and_change",
            ),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                Coalesce("review_due_on", models.Value(date(9999, 12, 31))),
                models.F("id"),
                name="claim_by_due_day",
            ),
        ),
        migrations.RunSQL(
            read_sql("0012_queues.sql"),
            "DROP INDEX claim_topics_newest; DROP INDEX claim_subjects_newest",
        ),
    ]
