"""Noting in the audit that something leaves the house, before the first byte does."""

from datetime import datetime

from claims.audit import acting
from claims.models import Export, User
from claims.review.rights import ask


def begin_export(
    format: str,
    *,
    by: User | None,
    is_whole: bool,
    via: str,
    name: str = "",
    request_id: str = "",
) -> Export:
    """Note that an export begins and return the note.

    ``by`` is the person with whose rights it is made; nobody's makes an export of what a
    stranger may see. ``name`` signs then. Raises ``PermissionDenied``.
    """
    if by is not None:
        ask(by, "dump_records" if is_whole else "export_records")
    with acting(by, name=name, reason="Export", request_id=request_id):
        note = Export(format=format, taken_by=by, is_whole=is_whole, via=via)
        note.full_clean()
        note.save()
        note.refresh_from_db()
        return note


def finish_export(
    note: Export, *, rows: int, size: int, sha256: str, at: datetime, name: str = ""
) -> None:
    """Write down how much left, and the digest of it."""
    with acting(note.taken_by, name=name, reason="Export"):
        note.row_count, note.byte_count, note.sha256, note.finished_at = rows, size, sha256, at
        note.full_clean()
        note.save()
