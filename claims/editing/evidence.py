"""Withdrawing evidence: it stays on record, and what rests on it falls due."""

from datetime import datetime

from claims.audit.actor import acting
from claims.models import Evidence, User
from claims.review.rights import StepRefused, ask
from claims.review.situation import lock_claims


def withdraw_evidence(
    evidence: Evidence, *, by: User, at: datetime, reason: str, request_id: str = ""
) -> Evidence:
    """Withdraw ``evidence`` for ``reason`` and return it; its claim falls due for a re-check,
    by a trigger, if the published assessment cites it.

    Raises ``PermissionDenied``, or ``StepRefused`` without a reason or when it is withdrawn.
    """
    with acting(by, reason=reason, request_id=request_id):
        ask(by, "withdraw_evidence", evidence)
        if not reason.strip():
            raise StepRefused("Say why the evidence is withdrawn.")
        lock_claims([evidence.claim_id])
        evidence = Evidence.objects.select_for_update(of=("self",)).get(pk=evidence.pk)
        if evidence.withdrawn_at is not None:
            raise StepRefused("This evidence is withdrawn already.")
        evidence.withdrawn_at, evidence.withdrawn_reason = at, reason
        evidence.full_clean()
        evidence.save()
        evidence.refresh_from_db()
        return evidence
