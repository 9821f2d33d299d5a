"""Who may see a claim that a search found is told by an index alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0021_compared"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                fields=["id"], include=("merged_into", "verdict"), name="claim_in_sight"
            ),
        ),
    ]
