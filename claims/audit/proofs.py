"""Proving to a stranger that an entry was sealed: an inclusion proof and its offline check."""

from typing import Any

from claims.audit.merkle import (
    DIGEST_SIZE,
    ProofStep,
    follow_proof,
    inclusion_proof,
    leaf_hash,
)
from claims.audit.seals import ENTRY_COLUMNS, entry_bytes, entry_row, seal_statement
from claims.canonical.payload import digest
from claims.models import AuditSeal

# What a seal's hash is taken over; see seals.seal_statement.
_SEAL_FIELDS = (
    "number",
    "sealed_at",
    "cluster",
    "from_xid",
    "until_xid",
    "entries",
    "root",
    "previous_hash",
)


class NotSealed(Exception):
    """There is no such entry, or no seal holds it yet."""


def prove_entry(entry_id: int) -> dict[str, object]:
    """Return a proof that the entry is in its seal: JSON that needs no database to be checked.

    ``entry`` is the text of the entry whose hash is the leaf, ``path`` the neighbours up to the
    root, ``seal`` what the seal's hash is taken over, ``seal_hash`` that hash.
    Raises ``NotSealed``.
    """
    row = entry_row(entry_id)
    if row is None:
        raise NotSealed(f"There is no audit entry {entry_id}.")
    told: dict[str, Any] = dict(zip(ENTRY_COLUMNS, row, strict=True))
    seal = AuditSeal.objects.filter(
        cluster=told["cluster"], from_xid__lte=told["xid"], until_xid__gt=told["xid"]
    ).first()
    if seal is None or entry_id not in seal.entry_ids:
        raise NotSealed(f"No seal holds audit entry {entry_id} yet; run seal_audit.")
    kept = bytes(seal.leaves)
    leaves = [kept[i : i + DIGEST_SIZE] for i in range(0, len(kept), DIGEST_SIZE)]
    path = inclusion_proof(leaves, seal.entry_ids.index(entry_id))
    return {
        "entry": entry_bytes(row).decode(),
        "path": [{"side": step.side, "hash": step.sibling.hex()} for step in path],
        "seal": seal_statement(seal),
        "seal_hash": seal.seal_hash,
    }


def check_proof(proof: dict[str, object]) -> str:
    """Return what is wrong with ``proof``, or nothing when it holds; needs no database.

    A stranger compares ``seal_hash`` with the hash that was published; the rest follows.
    """
    try:
        seal = dict(proof["seal"])  # type: ignore[call-overload]
        steps = [
            ProofStep(step["side"], bytes.fromhex(step["hash"]))
            for step in proof["path"]  # type: ignore[attr-defined]
        ]
        reached = follow_proof(leaf_hash(str(proof["entry"]).encode()), steps).hex()
        if reached != seal["root"]:
            return "The entry does not lead to the root of the seal."
        if digest({name: seal[name] for name in _SEAL_FIELDS}) != proof["seal_hash"]:
            return "The seal does not have the hash that the proof names."
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        return f"This is no proof: {error!r}."
    return ""
