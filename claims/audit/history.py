"""The history of one record, as the database wrote it down."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from claims.choices import AuditAction, Visibility
from claims.models import Assessment, AuditEntry, Claim, ClaimLink, Evidence, Review


def history_of(record: models.Model) -> models.QuerySet[AuditEntry]:
    """Return the entries about ``record`` itself, newest first."""
    return AuditEntry.objects.filter(
        table_name=record._meta.db_table, row_id=str(record.pk)
    ).order_by("-id")


def history_of_claim(claim: Claim, *, visibilities: Collection[str]) -> models.QuerySet[AuditEntry]:
    """Return the entries about ``claim`` and all that belongs to it, newest first.

    Entries about evidence that was ever outside ``visibilities`` are left out, whole: what
    once was confidential may still be, for those who read its history.
    """
    about = (
        Q(claim_id=claim.pk)
        | Q(
            table_name=Review._meta.db_table,
            row_id__in=_ids(Review.objects.filter(assessment__claim=claim)),
        )
        | Q(
            table_name=ClaimLink._meta.db_table,
            row_id__in=_ids(ClaimLink.objects.filter(b=claim)),
        )
    )
    entries = AuditEntry.objects.filter(about)
    hidden = sorted(set(Visibility.values) - set(visibilities))
    if hidden:
        secret_rows = _once_hidden(claim, hidden)
        entries = entries.exclude(
            table_name=Evidence._meta.db_table, row_id__in=secret_rows
        ).exclude(
            Q(table_name="claims_assessmentevidence")
            & (
                Q(after__evidence_id__in=[int(row) for row in secret_rows])
                | Q(before__evidence_id__in=[int(row) for row in secret_rows])
            )
        )
    return entries.order_by("-id")


def _ids(records: models.QuerySet) -> list[str]:  # type: ignore[type-arg]
    return [str(pk) for pk in records.values_list("pk", flat=True)]


def _once_hidden(claim: Claim, hidden: list[str]) -> list[str]:
    """Return the rows of evidence of ``claim`` that ever were of a ``hidden`` visibility."""
    return list(
        AuditEntry.objects.filter(
            Q(after__visibility__in=hidden) | Q(before__visibility__in=hidden),
            table_name=Evidence._meta.db_table,
            claim_id=claim.pk,
        )
        .values_list("row_id", flat=True)
        .distinct()
    )


def values_as_of(
    records: Collection[models.Model], fields: Collection[str], moment: datetime
) -> dict[Any, dict[str, Any]]:
    """Return what ``fields`` held at ``moment``, by the key of each of ``records`` of one table."""
    return values_at({row.pk: (row, moment) for row in records}, fields)


def values_at(
    asked: Mapping[Any, tuple[models.Model, datetime]], fields: Collection[str]
) -> dict[Any, dict[str, Any]]:
    """Return what ``fields`` of each record held at its moment, by the names that were given.

    The records are of one table, one may be asked about for several moments. What was changed
    since is taken back, entry by entry, as the audit tells it.
    """
    if not asked:
        return {}
    found = {
        name: {field: getattr(row, field) for field in fields} for name, (row, _) in asked.items()
    }
    by_row: dict[str, list[Any]] = defaultdict(list)
    for name, (row, _) in asked.items():
        by_row[str(row.pk)].append(name)
    later = AuditEntry.objects.filter(
        table_name__in={row._meta.db_table for row, _ in asked.values()},
        row_id__in=list(by_row),
        action=AuditAction.UPDATE,
        before__has_any_keys=list(fields),
        at__gt=min(moment for _, moment in asked.values()),
    )
    for key, at, before in later.order_by("-id").values_list("row_id", "at", "before"):
        was = before or {}
        for name in by_row[key]:
            if at > asked[name][1]:
                found[name].update((field, was[field]) for field in fields if field in was)
    return found


def published_as_of(claim: Claim, moment: datetime) -> Assessment | None:
    """Return the assessment of ``claim`` that stood in public at ``moment``, or None.

    An assessment stands from its publication until it is superseded or retracted, which the
    audit dates.
    """
    candidates = (
        Assessment.objects.once_published()
        .filter(claim=claim, published_at__lte=moment)
        .order_by("-published_at", "-number")
    )
    for assessment in candidates:
        ended_at = (
            history_of(assessment)
            .filter(action="update", before__status="published")
            .exclude(after__status="published")
            .filter(after__has_key="status")
            .values_list("at", flat=True)
            .first()
        )
        if ended_at is None or ended_at > moment:
            return assessment
    return None
