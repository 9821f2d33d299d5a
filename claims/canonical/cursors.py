"""Positions in a list as sealed words: who holds one can go on from there, and read nothing in it.

A position names the internal id of a row, from which strangers could tell how many there are.
Sealing is deterministic (AES-SIV, RFC 5297), so that the same page keeps the same entity tag.
"""

import base64
import hashlib
import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

# Blanks fill a position up to a multiple of this, for its length tells how long the id is.
_BLOCK = 32
_LONGEST = 2_000


def seal(position: Sequence[Any], *, secret: str) -> str:
    """Return ``position``, values that JSON knows, as a word for addresses."""
    text = json.dumps(position, separators=(",", ":"))
    padded = text.encode().ljust(-(-len(text) // _BLOCK) * _BLOCK)
    sealed = _cipher(secret).encrypt(padded, None)
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def unseal(word: str, *, secret: str) -> list[Any]:
    """Return the position that was sealed as ``word``; raises ``ValueError`` for all others."""
    if len(word) > _LONGEST:
        raise ValueError("This is too long for a position.")
    try:
        sealed = base64.urlsafe_b64decode(word + "=" * (-len(word) % 4))
        position: list[Any] = json.loads(_cipher(secret).decrypt(sealed, None))
    except (ValueError, InvalidTag) as error:
        raise ValueError("This is no position that was sealed here.") from error
    return position


@lru_cache(maxsize=4)
def _cipher(secret: str) -> AESSIV:
    """Return the cipher whose key comes from ``secret`` and serves for nothing else."""
    return AESSIV(hashlib.blake2b(secret.encode(), person=b"claims cursors").digest())
