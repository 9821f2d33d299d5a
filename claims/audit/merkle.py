"""Merkle tree hashes and inclusion proofs as in RFC 6962, section 2.1, over SHA-256."""

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

DIGEST_SIZE = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()


class ProofStep(NamedTuple):
    """The hash of a neighbour, and on which side of the running hash it goes."""

    side: str
    sibling: bytes


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of one leaf; its prefix keeps leaves and nodes apart."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node over its two children."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_hash(leaves: Sequence[bytes]) -> bytes:
    """Return the tree hash of ``leaves`` (their hashes, in order); of none, SHA-256 of nothing.

    An odd node at the end of a level goes up as it is, which gives the same tree as the
    recursive definition of the RFC (a split at the largest power of two).
    """
    if not leaves:
        return EMPTY_ROOT
    level = list(leaves)
    while len(level) > 1:
        paired = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = paired + level[-1:] if len(level) % 2 else paired
    return level[0]


def inclusion_proof(leaves: Sequence[bytes], position: int) -> list[ProofStep]:
    """Return the neighbours that lead from the leaf at ``position`` (from 0) up to the root.

    Raises ``IndexError`` when there is no such leaf.
    """
    if not 0 <= position < len(leaves):
        raise IndexError(position)
    steps: list[ProofStep] = []
    level = list(leaves)
    while len(level) > 1:
        neighbour = position ^ 1
        if neighbour < len(level):
            side = "left" if neighbour < position else "right"
            steps.append(ProofStep(side, level[neighbour]))
        paired = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = paired + level[-1:] if len(level) % 2 else paired
        position //= 2
    return steps


def follow_proof(leaf: bytes, steps: Sequence[ProofStep]) -> bytes:
    """Return the root that ``leaf`` (a leaf hash) reaches by ``steps``."""
    running = leaf
    for step in steps:
        if step.side == "left":
            running = node_hash(step.sibling, running)
        else:
            running = node_hash(running, step.sibling)
    return running
