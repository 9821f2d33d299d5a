"""From the rows of an import, as they were kept, to what they say."""

from typing import Any

from claims.canonical.text import clean_line, clean_text
from claims.exchange.ingest.entries import Entry, review_from_json
from claims.exchange.sheets.rows import RowReader
from claims.models import ImportBatch


class Reader:
    """Reads the rows of one import: of a sheet by its mapping, of documents as they are."""

    def __init__(self, batch: ImportBatch) -> None:
        self._batch = batch
        self._sheet = (
            RowReader(
                batch.columns,
                batch.mapping,
                namespace=batch.namespace,
                default_language=batch.language,
                day_first=batch.day_first,
            )
            if batch.columns
            else None
        )

    def read(self, number: int, given: Any) -> Entry:
        """Return what the row says."""
        if self._sheet is not None:
            return self._sheet.read(number, given)
        review = review_from_json(given)
        review.claim_text = clean_text(review.claim_text)
        review.claim_language = review.claim_language or review.language or self._batch.language
        for name in ("label", "publisher_name", "review_title", "licence", "external_id"):
            setattr(review, name, clean_line(getattr(review, name)))
        note = "\n\n".join(f"Correction: {text}" for text in review.corrections)
        namespace = self._batch.namespace
        if namespace == "import" and review.publisher_site:
            namespace = review.publisher_site[:100]
        return Entry(number=number, review=review, namespace=namespace, note=note)
