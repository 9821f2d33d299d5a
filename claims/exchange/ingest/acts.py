"""What people do with an import, for every face: small ones at once, large ones by the worker."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from claims.audit import acting
from claims.choices import ImportStatus
from claims.exchange.ingest import running
from claims.exchange.ingest.doubles import compare
from claims.exchange.ingest.staging import stage
from claims.exchange.ingest.undoing import undo
from claims.exchange.sheets.columns import problems_of
from claims.models import ImportBatch, ImportProfile, User
from claims.review.refusals import sentence_of
from claims.review.rights import StepRefused, ask

CHANGEABLE = (ImportStatus.READ, ImportStatus.REHEARSED, ImportStatus.FAILED)
RUNNING = (ImportStatus.REHEARSING, ImportStatus.APPLYING)


def receive_import(
    file: BinaryIO,
    name: str,
    *,
    by: User,
    at: datetime,
    profile: ImportProfile | None = None,
    namespace: str = "",
    language: str = "",
    request_id: str = "",
) -> ImportBatch:
    """Take a file in and rehearse it where its columns say enough; return the import.

    Raises ``FileRefused``, ``ValidationError`` or ``PermissionDenied``.
    """
    batch = stage(
        file, name, by=by, profile=profile, namespace=namespace, language=language,
        request_id=request_id,
    )  # fmt: skip
    if batch.columns and problems_of(batch.mapping):
        return batch
    return rehearse_import(batch, by=by, at=at)


def rehearse_import(
    batch: ImportBatch, *, by: User, at: datetime, reason: str = "", request_id: str = ""
) -> ImportBatch:
    """Rehearse ``batch``, at once or by the worker, and return it as it stands then.

    Raises ``PermissionDenied`` or ``StepRefused``.
    """
    return _start(running.begin_rehearsal(batch, by=by), at)


def apply_import(
    batch: ImportBatch, *, by: User, at: datetime, reason: str = "", request_id: str = ""
) -> ImportBatch:
    """Apply ``batch``, which was rehearsed, at once or by the worker, and return it."""
    return _start(running.begin_applying(batch, by=by, at=at), at)


def undo_import(
    batch: ImportBatch, *, by: User, at: datetime, reason: str = "", request_id: str = ""
) -> ImportBatch:
    """Undo ``batch``, at once or by the worker, and return it as it stands then."""
    ask(by, "undo_import")
    if batch.row_count > running.AT_ONCE and batch.status == ImportStatus.APPLIED:
        _defer("undo_import", batch, by=by.pk)
    else:
        undo(batch, by=by, at=at)
    batch.refresh_from_db()
    return batch


# What people have done with an import: how a button calls it, what does it, the right it takes.
ACTS = {
    "rehearse": ("Rehearse", rehearse_import, "rehearse_import"),
    "apply": ("Apply", apply_import, "apply_import"),
    "undo": ("Undo", undo_import, "undo_import"),
}


def _start(batch: ImportBatch, at: datetime) -> ImportBatch:
    if batch.row_count > running.AT_ONCE:
        _defer("run_import", batch)
    else:
        run(batch, at=at)
    batch.refresh_from_db()
    return batch


def _defer(task: str, batch: ImportBatch, **values: Any) -> None:
    """Leave it to the worker, once: it knows its tasks by their names."""
    try:
        with transaction.atomic():
            job = app.configure_task(task, queueing_lock=f"{task} {batch.pk}")
            job.defer(batch=batch.pk, **values)
    except AlreadyEnqueued:
        pass


def run(batch: ImportBatch, *, at: datetime) -> None:
    """Go on with ``batch`` where it stands: rehearsing or applying. What fails is noted."""
    work = {ImportStatus.REHEARSING: running.rehearse, ImportStatus.APPLYING: running.apply}
    step = work.get(ImportStatus(batch.status))
    if step is None:
        return
    try:
        step(batch, at=at)
    except DatabaseError as error:
        _fail(batch, sentence_of(error))
        return
    except Exception:
        _fail(batch, "The program failed at it; the log of the server says more.")
        raise
    if step is running.apply:
        compare_later(batch)


def run_waiting(*, at: datetime) -> None:
    """Go on with all imports that somebody began and nobody works on, as after a crash."""
    for batch in ImportBatch.objects.filter(status__in=RUNNING).order_by("pk"):
        run(batch, at=at)
    for batch in ImportBatch.objects.filter(compared_to__isnull=False).order_by("pk"):
        compare(batch)


def compare_later(batch: ImportBatch) -> None:
    """Leave it to the worker to look for likely duplicates among the new claims of ``batch``."""
    _defer("compare_import", batch)


def undo_later(batch: ImportBatch, *, by: User, at: datetime) -> None:
    """Undo ``batch`` in the background; what stands in the way is noted with it."""
    try:
        undo(batch, by=by, at=at)
    except StepRefused as refused:
        with acting(by, reason="Import"):
            ImportBatch.objects.filter(pk=batch.pk).update(problem=str(refused)[:2000])


def _fail(batch: ImportBatch, problem: str) -> None:
    with acting(batch.applied_by or batch.given_by, name="import", reason="Import"):
        ImportBatch.objects.filter(pk=batch.pk).update(
            status=ImportStatus.FAILED, problem=problem[:2000]
        )


def change_mapping(
    batch: ImportBatch, values: Mapping[str, Any], *, by: User, profile_name: str = ""
) -> ImportBatch:
    """Set what the columns of ``batch`` mean, and the namespace, language and order of dates.

    ``values`` are fields of the batch. With a ``profile_name`` they are kept as a profile, a
    new one or the one of that name. What was rehearsed is forgotten. Raises
    ``ValidationError``, ``StepRefused`` or ``PermissionDenied``.
    """
    ask(by, "rehearse_import")
    with acting(by, reason="Import"):
        kept = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
        if kept.status not in CHANGEABLE or kept.applied_at:
            raise StepRefused("What its columns mean can't be changed any more.")
        for name, value in values.items():
            setattr(kept, name, value)
        problems = problems_of(kept.mapping) if kept.columns else []
        if problems:
            raise ValidationError({"mapping": problems})
        if profile_name:
            kept.profile = _keep_profile(kept, profile_name)
        kept.status, kept.done_count, kept.problem = ImportStatus.READ, 0, ""
        kept.full_clean(exclude=["mapping", "columns", "notes"])
        kept.save()
        kept.rows.exclude(outcome="").update(outcome="", reason="", changes={}, questions=[])
        kept.refresh_from_db()
        return kept


def _keep_profile(batch: ImportBatch, name: str) -> ImportProfile:
    profile = ImportProfile.objects.filter(name__iexact=name.strip()).first()
    profile = profile or ImportProfile(name=name)
    for field in ("namespace", "language", "day_first"):
        setattr(profile, field, getattr(batch, field))
    profile.mapping = {column: field for column, field in batch.mapping.items() if field}
    profile.full_clean(exclude=["mapping"])
    profile.save()
    return profile
