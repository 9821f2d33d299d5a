"""Verifying the trail: against its seals, against the table of steps, against the records."""

from collections.abc import Iterator
from typing import NamedTuple

from django.db import connection

from claims.audit.merkle import DIGEST_SIZE, root_hash
from claims.audit.replay import check_records
from claims.audit.seals import OPEN_SPANS, hash_of_seal, leaves_between
from claims.choices import CLAIM_STEPS, LOAD_STEP, ClaimStatus
from claims.models import AuditEntry, AuditSeal


class Finding(NamedTuple):
    """One thing that is wrong: the entry it names (None when there is none) and what it is."""

    entry_id: int | None
    problem: str


class Report(NamedTuple):
    """What was verified: counts, the hash of the newest seal, and all that is wrong."""

    sealed: int
    unsealed: int
    first_unsealed: int | None
    seals: int
    newest_hash: str
    findings: list[Finding]

    @property
    def is_clean(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings


def verify_audit(*, expected_hash: str = "") -> Report:
    """Recompute every seal, replay every step and compare the records with their trail.

    ``expected_hash`` is a seal's hash that was kept outside (printed, mailed, published): one
    of the seals must still carry it, so that a trail that was rewritten as a whole, seals
    and all, is found out too. Changes nothing; reads all entries once for each check.
    """
    findings: list[Finding] = []
    chain = _Chain()
    for seal in AuditSeal.objects.order_by("number").iterator(chunk_size=1):
        findings += chain.check_next(seal)
        findings += _check_entries(seal)
    findings += _check_strays()
    findings += _check_steps()
    findings += [Finding(entry_id, problem) for entry_id, problem in check_records()]
    if expected_hash and expected_hash not in chain.hashes:
        findings.append(Finding(None, f"no seal carries the expected hash {expected_hash}"))
    unsealed, first_unsealed = _unsealed_tail()
    return Report(
        sealed=chain.entries,
        unsealed=unsealed,
        first_unsealed=first_unsealed,
        seals=len(chain.hashes),
        newest_hash=chain.hashes[-1] if chain.hashes else "",
        findings=findings,
    )


class _Chain:
    """The seals that were read so far, one at a time since each may hold many leaves."""

    def __init__(self) -> None:
        self.hashes: list[str] = []
        self.entries = 0
        self._number = 0
        self._marks: dict[int, int] = {}

    def check_next(self, seal: AuditSeal) -> Iterator[Finding]:
        """Yield what is wrong with ``seal`` itself and with its place behind the ones before."""
        name = f"seal {seal.number}"
        if seal.number != self._number + 1:
            yield Finding(None, f"{name}: seal {self._number + 1} was removed before it")
        if seal.seal_hash != hash_of_seal(seal):
            yield Finding(None, f"{name}: altered, its hash does not fit what it says")
        if seal.previous_hash != (self.hashes[-1] if self.hashes else ""):
            yield Finding(None, f"{name}: does not continue the seal before it")
        if seal.from_xid != self._marks.get(seal.cluster, 0):
            yield Finding(None, f"{name}: does not begin where the seal before it ended")
        leaves = _leaves_of(seal)
        if len(leaves) != len(seal.entry_ids) or root_hash(leaves).hex() != seal.root:
            yield Finding(None, f"{name}: altered, its leaves do not give its root")
        self.hashes.append(seal.seal_hash)
        self.entries += len(seal.entry_ids)
        self._number = seal.number
        self._marks[seal.cluster] = seal.until_xid


def _leaves_of(seal: AuditSeal) -> list[bytes]:
    kept = bytes(seal.leaves)
    return [kept[i : i + DIGEST_SIZE] for i in range(0, len(kept), DIGEST_SIZE)]


def _check_entries(seal: AuditSeal) -> Iterator[Finding]:
    """Compare the entries as they stand with the leaves that were sealed, both by id."""
    sealed = dict(zip(seal.entry_ids, _leaves_of(seal), strict=False))
    for entry_id, found in leaves_between(seal.cluster, seal.from_xid, seal.until_xid):
        kept = sealed.pop(entry_id, None)
        if kept is None:
            yield Finding(entry_id, f"slipped in after seal {seal.number} was made")
        elif kept != found:
            yield Finding(entry_id, f"altered after seal {seal.number} was made")
    for entry_id in sealed:
        yield Finding(entry_id, f"removed after seal {seal.number} was made")


def _check_strays() -> Iterator[Finding]:
    """Find entries that carry a transaction from the future of this server: none can.

    The transaction that asks may be newer than what its snapshot knows of.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT entry.id FROM claims_auditentry AS entry, pg_control_system() AS here"
            " WHERE entry.cluster = here.system_identifier"
            " AND entry.xid >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
            " AND entry.xid IS DISTINCT FROM pg_current_xact_id_if_assigned()::text::bigint"
            " ORDER BY entry.id"
        )
        for (entry_id,) in cursor:
            yield Finding(entry_id, "slipped in: its transaction has not happened yet")


def _check_steps() -> Iterator[Finding]:
    """Replay what happened to the status of claims against ``CLAIM_STEPS``."""
    entries = (
        AuditEntry.objects.filter(table_name="claims_claim")
        .exclude(action="delete")
        .filter(after__has_key="status")
        .order_by("id")
        .values_list("id", "action", "step", "before__status", "after__status")
    )
    for entry_id, action, step, was, became in entries.iterator(chunk_size=5000):
        if action == "insert":
            if became != ClaimStatus.NEW and step != LOAD_STEP:
                yield Finding(entry_id, f"a claim began its life as {became}")
        elif not any(
            was in row.sources and became == row.target for row in CLAIM_STEPS.get(step, ())
        ):
            yield Finding(
                entry_id,
                f"no step {step!r} leads from {was} to {became}"
                if step
                else f"the status went from {was} to {became} without a step",
            )


def _unsealed_tail() -> tuple[int, int | None]:
    """Return how many entries no seal holds yet, and the first of them."""
    with connection.cursor() as cursor:
        # Of no server in particular, so that entries of running transactions count too.
        cursor.execute(OPEN_SPANS, {"here": 0, "oldest": 0})
        spans = cursor.fetchall()
    return sum(span[3] for span in spans), min((span[4] for span in spans), default=None)
