"""An index over the few assessments that corrected another or were taken back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0006_recheck"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="assessment",
            index=models.Index(
                condition=models.Q(
                    ("supersedes__isnull", False), ("status", "retracted"), _connector="OR"
                ),
                fields=["id"],
                name="assessment_corrections",
            ),
        ),
    ]
