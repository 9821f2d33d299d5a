"""How the work goes from month to month."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    Aggregate,
    Count,
    DateTimeField,
    Exists,
    F,
    FloatField,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
)
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Greatest, TruncMonth

from claims.choices import AssessmentStatus, ClaimStatus
from claims.models import Assessment, AuditEntry, Claim
from claims.review.figures.shapes import Column, Figure, Scope, rating_columns


class _Quartiles(Aggregate):
    """The values below which a quarter, half and three quarters of the values lie."""

    function = "percentile_cont"
    template = "%(function)s(ARRAY[0.25, 0.5, 0.75]) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = ArrayField(FloatField())


class _Days(Func):
    """How many days lie between two moments, the later one first."""

    template = "(extract(epoch FROM %(expressions)s) / 86400.0)"
    arg_joiner = " - "
    output_field = FloatField()


# Of two acts in one transaction the audit may date the earlier one later than the other says.
_CLOCKS_APART = timedelta(hours=1)

# The colours of the statuses in the house's set of twelve.
_TONES = {
    ClaimStatus.NEW: 11,
    ClaimStatus.RESEARCHING: 3,
    ClaimStatus.IN_REVIEW: 9,
    ClaimStatus.PUBLISHED: 1,
    ClaimStatus.RECHECKING: 4,
    ClaimStatus.DECLINED: 7,
}


def claims_by_status(scope: Scope) -> Figure:
    """Count the claims in each status at the end of each month.

    From how they stand now, the steps that the audit has written down since are taken back.
    """
    counts = Counter(dict(scope.claims().values_list("status").annotate(Count("pk"))))
    steps: defaultdict[date, Counter[str]] = defaultdict(Counter)
    for month, was, became, count in _steps(scope):
        steps[month][became] += count
        steps[month][was] -= count
    rows: list[tuple[str, list[float | None]]] = []
    later = sorted(month for month in steps if month > scope.last)
    for month in later:
        counts.subtract(steps[month])
    for month in reversed(scope.months):
        rows.insert(0, (f"{month:%Y-%m}", [float(counts[status]) for status in ClaimStatus]))
        counts.subtract(steps[month])
    return Figure(
        name="status",
        title="Claims by status",
        says="How many claims stood in each status when the month ended.",
        row_label="Month",
        columns=[Column(str(status.label), _TONES[status]) for status in ClaimStatus],
        rows=rows,
        shape="stacked",
    )


def _steps(scope: Scope) -> Iterable[tuple[date, str, str, int]]:
    """Return how often claims went from one status ('' when new) to another in each month."""
    entries = AuditEntry.objects.filter(
        Q(action="insert") | Q(after__has_key="status"),
        table_name=Claim._meta.db_table,
        at__gte=scope.since,
        claim_id__in=scope.claims().values("pk"),
    )
    rows = (
        entries.order_by()
        .annotate(month=TruncMonth("at"), was=KT("before__status"), became=KT("after__status"))
        .values_list("month", "was", "became")
        .annotate(count=Count("pk"))
    )
    return [(month.date(), was or "", became, count) for month, was, became, count in rows]


def published_by_verdict(scope: Scope) -> Figure:
    """Count the assessments published in each month, by their rating."""
    rows = (
        _published_in(scope)
        .annotate(month=TruncMonth("published_at"))
        .values_list("month", "rating")
        .annotate(count=Count("pk"))
    )
    counts = {(month.date(), rating): count for month, rating, count in rows}
    ratings = rating_columns({rating for _, rating in counts})
    return Figure(
        name="verdicts",
        title="Published by verdict",
        says="How many assessments were published in the month, corrections among them.",
        row_label="Month",
        columns=[column for _, column in ratings],
        rows=[
            (f"{month:%Y-%m}", [float(counts.get((month, pk), 0)) for pk, _ in ratings])
            for month in scope.months
        ],
        shape="stacked",
    )


def _published_in(scope: Scope) -> QuerySet[Assessment]:
    return (
        Assessment.objects.once_published()
        .filter(
            published_at__gte=scope.since,
            published_at__lt=scope.until,
            claim__in=scope.claims(),
        )
        .order_by()
    )


def days_to_publish(scope: Scope) -> Figure:
    """Measure the days from a claim's first taking to its first publication, by the month of
    that: lower quartile, median, upper quartile and how many were measured.

    The taking is the step that the audit holds. What was loaded without steps, or published
    elsewhere before it was taken here, is not measured.
    """
    columns = [
        Column("Lower quartile", 11),
        Column("Median", 11),
        Column("Upper quartile", 11),
        Column("Claims", 7),
    ]
    nothing = [None] * len(columns)
    measured = _measured(scope)
    return Figure(
        name="days",
        title="Days from taken to published",
        says="From the first taking of a claim to its first publication: half of them took no "
        "longer than the median, and half lie between the quartiles.",
        row_label="Month",
        columns=columns,
        rows=[(f"{month:%Y-%m}", [*measured.get(month, nothing)]) for month in scope.months],
        shape="spread",
    )


def _measured(scope: Scope) -> dict[date, list[float]]:
    taken = AuditEntry.objects.filter(
        claim_id=OuterRef("claim_id"), table_name=Claim._meta.db_table, step="take"
    ).order_by("id")
    earlier = Assessment.objects.once_published().filter(
        claim=OuterRef("claim"), number__lt=OuterRef("number")
    )
    rows = (
        _published_in(scope)
        .filter(~Exists(earlier))
        .annotate(
            taken_at=Subquery(taken.values("at")[:1], output_field=DateTimeField()),
            month=TruncMonth("published_at"),
        )
        .filter(taken_at__lte=F("published_at") + _CLOCKS_APART)
        .annotate(days=Greatest(_Days(F("published_at"), F("taken_at")), 0.0))
        .values_list("month")
        .annotate(quartiles=_Quartiles("days"), count=Count("pk"))
    )
    return {
        month.date(): [*(round(days, 1) for days in quartiles), float(count)]
        for month, quartiles, count in rows
    }


def corrections(scope: Scope) -> Figure:
    """Count in each month the assessments that took the place of a published one, and those
    that were taken back."""
    corrected = _published_in(scope).filter(supersedes__isnull=False)
    told = AuditEntry.objects.filter(
        table_name=Assessment._meta.db_table,
        row_id=Cast(OuterRef("pk"), TextField()),
        after__status=AssessmentStatus.RETRACTED,
    ).order_by("id")
    retracted = (
        Assessment.objects.filter(status=AssessmentStatus.RETRACTED, claim__in=scope.claims())
        .order_by()
        .annotate(at=Subquery(told.values("at")[:1], output_field=DateTimeField()))
        .filter(at__gte=scope.since, at__lt=scope.until)
    )
    months = [_by_month(corrected, "published_at"), _by_month(retracted, "at")]
    return Figure(
        name="corrections",
        title="Corrections and retractions",
        says="How many published assessments were corrected or taken back in the month.",
        row_label="Month",
        columns=[Column("Corrections", 4), Column("Retractions", 6)],
        rows=[
            (f"{month:%Y-%m}", [float(counts.get(month, 0)) for counts in months])
            for month in scope.months
        ],
        shape="stacked",
    )


def _by_month(rows: QuerySet[Assessment], moment: str) -> dict[date, int]:
    months = rows.annotate(month=TruncMonth(moment)).values_list("month")
    return {month.date(): count for month, count in months.annotate(count=Count("pk"))}
