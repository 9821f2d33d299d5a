"""Taking a file in: its rows are kept as they are, nothing is made of them yet."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from psycopg.types.json import Jsonb

from claims.audit import acting
from claims.canonical.text import clean_line, without_unkeepable
from claims.editing.loading import copying
from claims.exchange.ingest.entries import review_as_json
from claims.exchange.parse import LARGEST_DOCUMENT, parse
from claims.exchange.sheets.columns import guess_mapping, kind_of
from claims.exchange.sheets.files import read_sheet
from claims.exchange.sheets.refusal import FileRefused
from claims.models import ImportBatch, ImportProfile, User
from claims.review.rights import ask

LARGEST_FILE = 150 * 1024 * 1024
_PIECE = 1 << 20
_AT_ONCE = 2_000
# JSON, gzip and pages are documents; all else is a sheet.
_DOCUMENT = re.compile(rb"\s*[{\[<]")


def stage(
    file: BinaryIO,
    name: str,
    *,
    by: User | None,
    profile: ImportProfile | None = None,
    namespace: str = "",
    language: str = "",
    signed: str = "",
    request_id: str = "",
) -> ImportBatch:
    """Keep the rows of ``file`` as a new import, and return it; nothing else is written.

    ``name`` is what the file is called, and is only ever shown. ``profile`` says what the
    columns mean; without one that is guessed. ``signed`` signs where no person gave it. Raises
    ``FileRefused`` with a sentence, or ``PermissionDenied``.
    """
    if by is not None:
        ask(by, "rehearse_import")
    size, sha256 = _measured(file)
    batch = ImportBatch(
        file_name=shown_name(name),
        sha256=sha256,
        byte_size=size,
        profile=profile,
        namespace=clean_line(namespace)[:100] or (profile.namespace if profile else "import"),
        language=language or (profile.language if profile else "en"),
        day_first=profile.day_first if profile else None,
        given_by=by,
    )
    with acting(by, name=signed, reason="Import", request_id=request_id):
        rows = _rows_of(file, batch)
        batch.full_clean(exclude=["mapping", "columns", "notes"])
        batch.save()
        batch.row_count = _keep(batch, rows)
        if not batch.row_count:
            raise FileRefused("There is nothing in the file that could be imported.")
        batch.save()
        batch.refresh_from_db()
    return batch


def shown_name(name: str) -> str:
    """Return the last part of a file's name, as far as it can be shown."""
    last = PurePosixPath(without_unkeepable(name).replace("\\", "/")).name
    return clean_line(last)[:200] or "file"


def _measured(file: BinaryIO) -> tuple[int, str]:
    digest = hashlib.sha256()
    size = 0
    file.seek(0)
    while piece := file.read(_PIECE):
        size += len(piece)
        if size > LARGEST_FILE:
            raise FileRefused(
                f"The file is larger than {LARGEST_FILE // 1024 // 1024} MB: cut it into parts."
            )
        digest.update(piece)
    if not size:
        raise FileRefused("The file is empty.")
    return size, digest.hexdigest()


def _rows_of(file: BinaryIO, batch: ImportBatch) -> Iterator[tuple[int, Any]]:
    """Return the rows of ``file``, and set what ``batch`` has to say about it."""
    file.seek(0)
    head = file.read(2048)
    if head.startswith(b"\x1f\x8b") or _is_document(head):
        return _documents(file, batch)
    sheet = read_sheet(file)
    kind = kind_of(sheet.columns)
    batch.columns = sheet.columns
    batch.notes = [*sheet.notes, *([f"It looks like an export of {kind}."] if kind else [])]
    given = batch.profile.mapping if batch.profile else {}
    guessed = guess_mapping(sheet.columns)
    if batch.profile:
        guessed = {column: given.get(column, "") for column in sheet.columns}
        lost = [column for column in given if column not in guessed and given[column]]
        if lost:
            batch.notes.append(f"The profile names columns that are not here: {', '.join(lost)}.")
    batch.mapping = guessed
    return ((number, cells) for number, cells in sheet.rows)


def _is_document(head: bytes) -> bool:
    text = head.lstrip(b"\xef\xbb\xbf\xff\xfe").replace(b"\x00", b"")
    return bool(_DOCUMENT.match(text)) and not head.startswith(b"PK")


def _documents(file: BinaryIO, batch: ImportBatch) -> Iterator[tuple[int, Any]]:
    file.seek(0)
    content = file.read(LARGEST_DOCUMENT + 1)
    reading = parse(content)
    batch.notes = [str(warning) for warning in reading.warnings][:50]
    if not reading:
        raise FileRefused(" ".join(batch.notes) or "There is no fact-check in the file.")
    return ((number, review_as_json(review)) for number, review in enumerate(reading, start=1))


_ROWS = (
    "claims_importrow (batch_id, number, given, outcome, reason, changes, questions, notes,"
    " is_applied)"
)


def _keep(batch: ImportBatch, rows: Iterable[tuple[int, Any]]) -> int:
    """COPY the rows into the table of rows, and return how many there were."""
    count = 0
    found = iter(rows)
    while part := list(islice(found, _AT_ONCE)):
        with copying(_ROWS) as copy:
            for number, given in part:
                copy.write_row(
                    (batch.pk, number, Jsonb(given), "", "", Jsonb({}), [], Jsonb([]), False)
                )
        count += len(part)
    return count
