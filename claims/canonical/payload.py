"""One sequence of bytes for one JSON value, so that digests can be compared."""

import hashlib
import json
from collections.abc import Mapping, Sequence

Json = Mapping[str, object] | Sequence[object] | str | int | float | bool | None


def canonical_bytes(value: Json) -> bytes:
    """Return ``value`` as JSON in UTF-8: keys sorted, no white space, no escapes but needed ones.

    The order and form follow RFC 8785 for the values that we hash (text, whole numbers,
    true, false, null, lists and objects of these); other numbers are passed as text.
    """
    return json.dumps(
        value,
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
        allow_nan=False,
    ).encode()


def digest(value: Json) -> str:
    """Return the SHA-256 of the canonical bytes of ``value``, as 64 hex digits."""
    return hashlib.sha256(canonical_bytes(value)).hexdigest()
