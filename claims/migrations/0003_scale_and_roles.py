"""The default rating scale and the groups that are roles."""

from django.db import migrations

# Code, label, ordinal (None off the true-false axis), colour, what it means.
SCALE = [
    (
        "true",
        "True",
        5,
        "#15803d",
        "The claim is accurate and nothing significant is missing.",
    ),
    (
        "mostly_true",
        "Mostly true",
        4,
        "#4d7c0f",
        "The claim is accurate in substance but needs clarification or additional information.",
    ),
    (
        "mixed",
        "Mixed",
        3,
        "#a16207",
        "The claim is partly accurate and partly not, in about equal measure.",
    ),
    (
        "misleading",
        "Misleading",
        2,
        "#c2410c",
        "The parts may be accurate, but what is left out or how they are put gives a wrong idea.",
    ),
    (
        "mostly_false",
        "Mostly false",
        2,
        "#b91c1c",
        "The claim holds something accurate but is wrong in substance.",
    ),
    ("false", "False", 1, "#7f1d1d", "The claim is not accurate."),
    (
        "unproven",
        "Unproven",
        None,
        "#475569",
        "What is known supports neither the claim nor its opposite.",
    ),
    (
        "outdated",
        "Outdated",
        None,
        "#57534e",
        "The claim was accurate once and no longer is.",
    ),
    (
        "satire",
        "Satire",
        None,
        "#6d28d9",
        "The claim was made in jest and taken in earnest.",
    ),
    (
        "altered",
        "Altered",
        None,
        "#9d174d",
        "A picture, recording or document was changed so that it shows what did not happen.",
    ),
]

# As they stood when this migration was written; claims/choices.py holds the words in use.
ROLES = ["Viewer", "Analyst", "Reviewer", "Editor", "Administrator"]


def seed(apps, schema_editor):
    Rating = apps.get_model("claims", "Rating")
    Rating.objects.bulk_create(
        Rating(
            code=code,
            label=label,
            ordinal=ordinal,
            colour=colour,
            description=text,
            position=i,
        )
        for i, (code, label, ordinal, colour, text) in enumerate(SCALE, start=1)
    )
    Group = apps.get_model("auth", "Group")
    for role in ROLES:
        Group.objects.get_or_create(name=role)


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0002_laws"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
