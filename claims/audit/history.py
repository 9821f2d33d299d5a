"""The history of one record, as the database wrote it down."""

from collections.abc import Collection
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
    """Return what ``fields`` held at ``moment``, by the key of each of ``records`` of one table.

    What was changed since is taken back, entry by entry, as the audit tells it.
    """
    found = {row.pk: {name: getattr(row, name) for name in fields} for row in records}
    by_key = {str(pk): values for pk, values in found.items()}
    later = AuditEntry.objects.filter(
        table_name__in={row._meta.db_table for row in records},
        row_id__in=list(by_key),
        action=AuditAction.UPDATE,
        before__has_any_keys=list(fields),
        at__gt=moment,
    )
    for key, before in later.order_by("-id").values_list("row_id", "before"):
        was = before or {}
        by_key[key].update((name, was[name]) for name in fields if name in was)
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
