"""The words that claims and documents are found by, kept by triggers."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

from claims.migrations.sql import read_sql


class Migration(migrations.Migration):
    dependencies = [("claims", "0004_notices")]

    operations = [
        migrations.CreateModel(
            name="ClaimWords",
            fields=[
                (
                    "claim",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="index",
                        serialize=False,
                        to="claims.claim",
                    ),
                ),
                ("words", django.contrib.postgres.search.SearchVectorField()),
                (
                    "said_on",
                    models.DateField(help_text="When it was first said, or else recorded."),
                ),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=True,
                        fields=["words"],
                        gin_pending_list_limit=512,
                        name="claimwords_words",
                    ),
                    models.Index(fields=["said_on"], name="claimwords_said_on"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[("word", models.TextField(primary_key=True, serialize=False))],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass("word", "gin_trgm_ops"),
                        name="searchword_trigrams",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DocumentWords",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "document_id",
                        "part",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("part", models.PositiveSmallIntegerField()),
                ("words", django.contrib.postgres.search.SearchVectorField()),
                (
                    "document",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="index",
                        to="claims.document",
                    ),
                ),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=True,
                        fields=["words"],
                        gin_pending_list_limit=512,
                        name="documentwords_words",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(fields=["language", "-id"], name="claim_by_language"),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(fields=["language"], name="document_by_language"),
        ),
        migrations.RunSQL(read_sql("0005_search.sql"), migrations.RunSQL.noop),
    ]
