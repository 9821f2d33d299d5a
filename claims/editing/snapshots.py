"""What identifies captured bytes."""

import hashlib
from typing import NamedTuple, Protocol


class Upload(Protocol):
    """A file as it comes in: readable in chunks."""

    def chunks(self) -> "list[bytes]":
        """Yield its bytes."""

    def seek(self, position: int) -> int:
        """Go back to ``position``."""


class Fingerprint(NamedTuple):
    """What identifies captured bytes."""

    sha256: str
    byte_size: int


def fingerprint(upload: Upload) -> Fingerprint:
    """Return digest (64 hex digits) and size (bytes) of ``upload``, and rewind it."""
    digest, size = hashlib.sha256(), 0
    for chunk in upload.chunks():
        digest.update(chunk)
        size += len(chunk)
    upload.seek(0)
    return Fingerprint(digest.hexdigest(), size)
