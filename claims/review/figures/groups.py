"""What was published, by what it is about, who said it and where: is everybody looked at alike?"""

from collections import defaultdict
from typing import Any

from django.db.models import BigIntegerField, Count, F, Model, QuerySet
from django.db.models.functions import Coalesce

from claims.choices import AppearanceAct
from claims.models import Actor, Appearance, Assessment, Claim, Source, Topic
from claims.review.figures.shapes import Figure, Scope, rating_columns

MOST_GROUPS = 20

_CLAIMING = (AppearanceAct.ASSERTS, AppearanceAct.REPEATS)
_CARRYING = (*_CLAIMING, AppearanceAct.REPORTS)


def by_topic(scope: Scope) -> Figure:
    """Count the claims whose verdict was published in these months, by topic and verdict."""
    rows = Claim.topics.through.objects.filter(claim__in=_standing(scope))
    return _figure(
        rows.annotate(group=F("topic_id")),
        Topic,
        name="topics",
        title="Verdicts by topic",
        says="Claims whose verdict was published in these months and stands, by topic. A claim "
        "with several topics counts in each.",
        row_label="Topic",
    )


def by_affiliation(scope: Scope) -> Figure:
    """Count them by the body that those belong to who asserted or repeated the claim."""
    rows = Appearance.objects.filter(
        claim__in=_standing(scope), act__in=_CLAIMING, actor__isnull=False
    )
    group = Coalesce("actor__parent_id", "actor_id", output_field=BigIntegerField())
    return _figure(
        rows.annotate(group=group),
        Actor,
        name="affiliations",
        title="Verdicts by claimant's affiliation",
        says="The same claims by who asserted or repeated them: under the party or body that the "
        "claimant is part of, or under their own name. A claim of several counts in each.",
        row_label="Party or body",
    )


def by_source(scope: Scope) -> Figure:
    """Count them by the sources in whose documents they were asserted, repeated or reported."""
    rows = Appearance.objects.filter(claim__in=_standing(scope), act__in=_CARRYING)
    return _figure(
        rows.annotate(group=F("document__source_id")),
        Source,
        name="sources",
        title="Verdicts by source",
        says="The same claims by the source of the documents in which they were asserted, "
        "repeated or reported. A claim in several counts in each.",
        row_label="Source",
    )


def _standing(scope: Scope) -> QuerySet[Claim, Any]:
    published = Assessment.objects.published().filter(
        published_at__gte=scope.since, published_at__lt=scope.until
    )
    return scope.claims().filter(pk__in=published.values("claim")).values("pk")


def _figure(
    rows: QuerySet[Any], kind: type[Model], *, name: str, title: str, says: str, row_label: str
) -> Figure:
    """Return the largest groups of ``rows`` with how many claims each has of each verdict.

    ``rows`` have ``group``, the id of a ``kind``, and ``claim``.
    """
    claims = Count("claim", distinct=True)
    largest = rows.order_by().values_list("group").annotate(count=claims)
    totals = dict(largest.order_by("-count", "group")[:MOST_GROUPS])
    counts: defaultdict[tuple[int, int | None], float] = defaultdict(float)
    within = rows.filter(group__in=totals).order_by()
    for group, rating, count in within.values_list("group", "claim__verdict").annotate(
        count=claims
    ):
        counts[group, rating] = float(count)
    names = kind._default_manager.in_bulk(list(totals))
    ratings = rating_columns(rating for _, rating in counts)
    return Figure(
        name=name,
        title=title,
        says=f"{says} The {MOST_GROUPS} largest are shown.",
        row_label=row_label,
        columns=[column for _, column in ratings],
        rows=[(str(names[group]), [counts[group, pk] for pk, _ in ratings]) for group in totals],
        shape="groups",
    )
