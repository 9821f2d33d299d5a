"""Writing an export: the right format to the right reader, noted and counted."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import NamedTuple

from claims.choices import ExportFormat
from claims.exchange.export import annotations, sheets
from claims.exchange.export.counting import Count
from claims.exchange.export.dump import dump
from claims.exchange.export.notes import begin_export, finish_export
from claims.exchange.publications import publications, removals
from claims.exchange.publisher import Publisher
from claims.exchange.render import AddressOf, data_feed, graph
from claims.models import Export, User


class Request(NamedTuple):
    """What is wanted, by whom, and what it shall name as its publisher."""

    format: ExportFormat
    publisher: Publisher
    address_of: AddressOf
    by: User | None = None
    """With whose rights; without a person it holds what a stranger may see."""
    via: str = ""
    name: str = ""
    """What signs when no person does."""
    request_id: str = ""


def export(request: Request, *, clock: Callable[[], datetime]) -> Iterator[bytes]:
    """Return the bytes of an export, which is noted in the audit before the first of them.

    Only published claims go into ClaimReview and the feed; sheets and annotations hold what
    the person may see. ``jsonl`` is the full dump: everything, for an Administrator or the
    command line. Raises ``PermissionDenied``.
    """
    note = begin_export(
        request.format,
        by=request.by,
        is_whole=request.format == ExportFormat.JSONL,
        via=request.via,
        name=request.name,
        request_id=request.request_id,
    )
    return _noted(note, request, clock)


def _noted(note: Export, request: Request, clock: Callable[[], datetime]) -> Iterator[bytes]:
    count, digest, size = Count(), hashlib.sha256(), 0
    for piece in _pieces(request, count, clock()):
        digest.update(piece)
        size += len(piece)
        yield piece
    finish_export(
        note,
        rows=count.rows,
        size=size,
        sha256=digest.hexdigest(),
        at=clock(),
        name=request.name,
    )


def _pieces(request: Request, count: Count, at: datetime) -> Iterator[bytes]:
    publisher, address_of = request.publisher, request.address_of
    texts: Iterator[str]
    if request.format in sheets.WRITERS:
        rows = sheets.rows(request.by, publisher=publisher, address_of=address_of)
        yield from sheets.WRITERS[request.format](count.of(rows))
        return
    if request.format == ExportFormat.CLAIMREVIEW:
        texts = graph(count.of(publications()), publisher=publisher, address_of=address_of)
    elif request.format == ExportFormat.DATAFEED:
        texts = data_feed(
            count.of(publications()), removals(), publisher=publisher, address_of=address_of
        )
    elif request.format == ExportFormat.ANNOTATIONS:
        found = annotations.annotations(request.by, address_of=address_of)
        texts = annotations.collection(count.of(found), publisher=publisher)
    else:
        texts = dump(count, at=at)
    for text in texts:
        yield text.encode()
