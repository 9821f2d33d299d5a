"""What other publishers' words mean on our scale, with a first map of 57 of them.

The map is a proposal for editors to change. Each row keeps where it comes from: the label maps
of X-FACT (MIT), the defaults of the Dega CMS (Apache-2.0), and publishers' own pages. Rows
whose meaning is not known are left out; a label without a row waits in the queue.
"""

import csv
from pathlib import Path

import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import claims.models.base

DATA = Path(__file__).parent / "data" / "0009_rating_map.csv"
# What has no place on the scale, but is known to be no verdict.
NO_RATING = {"not_a_claim", "in_progress"}


def watch(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "CREATE TRIGGER claims_touch BEFORE UPDATE ON claims_ratingmapping FOR EACH ROW"
            " WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION claims_touch()"
        )
        cursor.execute(
            "SELECT claims_audit_watch('claims_ratingmapping'::regclass, 'id', '', '{}', '{}')"
        )


def seed(apps, schema_editor):
    ratings = {rating.code: rating for rating in apps.get_model("claims", "Rating").objects.all()}
    RatingMapping = apps.get_model("claims", "RatingMapping")
    with DATA.open(encoding="utf-8", newline="") as file:
        rows = [
            RatingMapping(
                # A name in brackets is a scheme that many publishers share, and no host.
                site="" if row["site"].startswith("(") else row["site"],
                label=row["label"],
                language=row["label_language"],
                label_english=row["label_english"],
                rating=ratings.get(row["normalised"]),
                no_rating=row["normalised"] in NO_RATING,
                source=row["source"],
                licence=row["source_licence"],
            )
            for row in csv.DictReader(file)
            if row["normalised"] in ratings or row["normalised"] in NO_RATING
        ]
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('claims.actor_name', 'Claimbook', true),"
            " set_config('claims.reason', 'The rating map as it is shipped', true)"
        )
    RatingMapping.objects.bulk_create(rows, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0008_figures"),
    ]

    operations = [
        migrations.CreateModel(
            name="RatingMapping",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("version", models.PositiveIntegerField(db_default=1, editable=False)),
                (
                    "public_id",
                    models.UUIDField(
                        db_default=claims.models.base.Uuid7(), editable=False, unique=True
                    ),
                ),
                (
                    "site",
                    claims.models.base.CleanCharField(
                        blank=True,
                        help_text="The publisher's host without www; empty for any publisher that has no row of its own for the label.",
                        max_length=253,
                    ),
                ),
                ("publisher_name", claims.models.base.CleanCharField(blank=True, max_length=300)),
                (
                    "label",
                    claims.models.base.CleanCharField(
                        help_text="The publisher's own word; case and closing stops make no difference.",
                        max_length=500,
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        max_length=35,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
                                "Give a language tag such as en, uk or zh-Hans.",
                            )
                        ],
                    ),
                ),
                (
                    "label_english",
                    claims.models.base.CleanCharField(
                        blank=True, max_length=300, verbose_name="in English"
                    ),
                ),
                (
                    "no_rating",
                    models.BooleanField(
                        default=False,
                        help_text="It is no verdict, such as “not a claim” or “in progress”.",
                        verbose_name="means no rating",
                    ),
                ),
                (
                    "seen_count",
                    models.PositiveIntegerField(
                        default=0,
                        editable=False,
                        help_text="By imports, before it was decided.",
                        verbose_name="times met",
                    ),
                ),
                (
                    "last_seen_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="last met"
                    ),
                ),
                (
                    "source",
                    claims.models.base.CleanCharField(
                        blank=True, help_text="Where the meaning was taken from.", max_length=500
                    ),
                ),
                (
                    "licence",
                    claims.models.base.CleanCharField(
                        blank=True, help_text="Of that source.", max_length=100
                    ),
                ),
                ("note", claims.models.base.CleanTextField(blank=True, max_length=2000)),
                (
                    "rating",
                    models.ForeignKey(
                        blank=True,
                        help_text="What it means on our scale.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mappings",
                        to="claims.rating",
                    ),
                ),
            ],
            options={
                "ordering": ["site", "label", "id"],
                "indexes": [
                    models.Index(fields=["-seen_count", "-id"], name="ratingmapping_most_met"),
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(
                            claims.models.base.Plain("label"), "gin_trgm_ops"
                        ),
                        name="ratingmapping_label_trigrams",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("label__regex", "\\S")),
                        name="ratingmapping_label_not_blank",
                        violation_error_code="ratingmapping_label_not_blank",
                        violation_error_message="Give the label.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("site", ""),
                            (
                                "site__regex",
                                "^(?!www\\.)([a-z0-9_]([a-z0-9_-]*[a-z0-9_])?\\.)+[a-z0-9-]+$",
                            ),
                            _connector="OR",
                        ),
                        name="ratingmapping_site_is_normal",
                        violation_error_code="ratingmapping_site_is_normal",
                        violation_error_message="Give the bare host in lower case, such as example.org.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("rating__isnull", True), ("no_rating", False), _connector="OR"
                        ),
                        name="ratingmapping_one_meaning",
                        violation_error_message="Choose a rating, or that it means no rating, not both.",
                    ),
                ],
            },
        ),
        # By itself, so that it stands before the rows come.
        migrations.AddConstraint(
            model_name="ratingmapping",
            constraint=models.UniqueConstraint(
                models.F("site"),
                claims.models.base.Fold("label"),
                name="ratingmapping_once_per_site",
                violation_error_code="unique",
                violation_error_message="This publisher's label is in the map already.",
            ),
        ),
        migrations.RunPython(watch, migrations.RunPython.noop),
        migrations.RunPython(seed, migrations.RunPython.noop),
    ]
