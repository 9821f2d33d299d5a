"""Who did what: signing changes, sealing the trail, proving it, and telling a record's history."""

from claims.audit.actor import acting
from claims.audit.seals import seal_audit
from claims.audit.verify import Finding, verify_audit

__all__ = ["Finding", "acting", "seal_audit", "verify_audit"]
