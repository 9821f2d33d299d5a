"""What has happened lies in the past, and the re-check clock runs by triggers."""

import datetime

import django.db.models.expressions
import django.db.models.functions.datetime
from django.db import migrations, models

import claims.models.base
from claims.migrations.sql import read_sql


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0005_search"),
    ]

    operations = [
        migrations.AlterField(
            model_name="appearance",
            name="said_on",
            field=models.DateField(
                blank=True, null=True, validators=[claims.models.base.not_to_come]
            ),
        ),
        migrations.AlterField(
            model_name="document",
            name="published_on",
            field=models.DateField(
                blank=True, null=True, validators=[claims.models.base.not_to_come]
            ),
        ),
        migrations.AlterField(
            model_name="document",
            name="retracted_on",
            field=models.DateField(
                blank=True, null=True, validators=[claims.models.base.not_to_come]
            ),
        ),
        migrations.AlterField(
            model_name="snapshot",
            name="captured_at",
            field=models.DateTimeField(validators=[claims.models.base.not_to_come]),
        ),
        migrations.AlterField(
            model_name="sourcerating",
            name="rated_at",
            field=models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(),
                validators=[claims.models.base.not_to_come],
            ),
        ),
        migrations.AddConstraint(
            model_name="appearance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("said_on__isnull", True),
                    (
                        "said_on__lte",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.functions.datetime.Now(),
                            "+",
                            models.Value(datetime.timedelta(seconds=50400)),
                        ),
                    ),
                    _connector="OR",
                ),
                name="appearance_was_said",
                violation_error_code="future",
                violation_error_message="What has happened does not lie in the future.",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("published_on__isnull", True),
                    (
                        "published_on__lte",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.functions.datetime.Now(),
                            "+",
                            models.Value(datetime.timedelta(seconds=50400)),
                        ),
                    ),
                    _connector="OR",
                ),
                name="document_was_published",
                violation_error_code="future",
                violation_error_message="What has happened does not lie in the future.",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("retracted_on__isnull", True),
                    (
                        "retracted_on__lte",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.functions.datetime.Now(),
                            "+",
                            models.Value(datetime.timedelta(seconds=50400)),
                        ),
                    ),
                    _connector="OR",
                ),
                name="document_was_retracted",
                violation_error_code="future",
                violation_error_message="What has happened does not lie in the future.",
            ),
        ),
        migrations.AddConstraint(
            model_name="snapshot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("captured_at__isnull", True),
                    (
                        "captured_at__lte",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.functions.datetime.Now(),
                            "+",
                            models.Value(datetime.timedelta(seconds=50400)),
                        ),
                    ),
                    _connector="OR",
                ),
                name="snapshot_was_captured",
                violation_error_code="future",
                violation_error_message="What has happened does not lie in the future.",
            ),
        ),
        migrations.AddConstraint(
            model_name="sourcerating",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("rated_at__isnull", True),
                    (
                        "rated_at__lte",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.functions.datetime.Now(),
                            "+",
                            models.Value(datetime.timedelta(seconds=50400)),
                        ),
                    ),
                    _connector="OR",
                ),
                name="source_rating_was_given",
                violation_error_code="future",
                violation_error_message="What has happened does not lie in the future.",
            ),
        ),
        migrations.RunSQL(read_sql("0006_recheck.sql"), migrations.RunSQL.noop),
    ]
