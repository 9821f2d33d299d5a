"""An index for what the figures ask the audit."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0007_corrections"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(
                condition=models.Q(
                    models.Q(("action", "insert"), ("after__has_key", "status"), _connector="OR"),
                    ("table_name", "claims_claim"),
                ),
                fields=["at"],
                name="auditentry_of_status",
            ),
        ),
    ]
