"""Claims of an import that may say what another claim says already, in other words."""

from collections.abc import Sequence

from claims.choices import RowOutcome, RowQuestion
from claims.exchange.ingest.entries import Entry
from claims.exchange.ingest.plan import RowResult
from claims.models import ImportBatch
from claims.search.limits import SearchTooSlow
from claims.search.matching import match_claims

# Comparing takes a moment for each row. Beyond so many, the desk shows similar claims as each
# one is worked on.
MOST_COMPARED = 1_000
LIKELY = 0.5


class PossibleDoubles:
    """Compares the new claims of one import with those that are there."""

    def __init__(self, batch: ImportBatch) -> None:
        self._compares = batch.row_count <= MOST_COMPARED

    def note(self, entries: Sequence[Entry], results: Sequence[RowResult]) -> None:
        """Put a row in the queue where its new claim may be a double, naming that claim."""
        if not self._compares:
            return
        for entry, result in zip(entries, results, strict=True):
            if result.outcome != RowOutcome.CREATE:
                continue
            try:
                found = match_claims(entry.review.claim_text, published=False, limit=1)
            except SearchTooSlow:
                self._compares = False
                return
            if found and found[0].score >= LIKELY:
                result.ask(RowQuestion.DUPLICATE)
                result.notes.append(
                    f"May say the same as {found[0].claim.ref} ({found[0].score:.0%}):"
                    f" {found[0].claim.text[:200]}"
                )
