"""Checking ClaimReview documents against the vocabulary of schema.org and the field's rules."""

from claims.exchange.check.documents import check
from claims.exchange.check.findings import Finding

__all__ = ["Finding", "check"]
