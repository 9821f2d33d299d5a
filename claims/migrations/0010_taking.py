"""An index for the first taking of each claim."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0009_rating_map"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(
                condition=models.Q(("step", "take"), ("table_name", "claims_claim")),
                fields=["claim_id", "id"],
                name="auditentry_of_taking",
            ),
        ),
    ]
