"""Claims of an import that may say what another claim says already, in other words.

A small import is compared while it is rehearsed, so that one knows before it is applied. Every
import is compared once it is applied, also with itself, by the worker: that takes a moment for
each row.
"""

from collections.abc import Callable, Collection, Sequence

from claims.audit import acting
from claims.choices import ImportStatus, RowOutcome, RowQuestion
from claims.exchange.ingest.alone import only_one
from claims.exchange.ingest.entries import Entry
from claims.exchange.ingest.plan import RowResult
from claims.models import Claim, ClaimLink, ImportBatch, ImportRow
from claims.search.many import match_texts
from claims.search.matching import Match
from claims.search.rebuild import count_stems

# Rows of a rehearsal that are compared while somebody waits for it.
MOST_REHEARSED = 1_000
# From so many new claims on, how rare words are is counted anew before comparing.
MANY = 1_000
LIKELY = 0.5
_PART = 200
# The likeliest of these that is no later claim than the new one.
_LOOKED_AT = 5
_SAYS = "May say the same as "


class PossibleDoubles:
    """Compares what one rehearsal would make with the claims that are there."""

    def __init__(self, batch: ImportBatch) -> None:
        self._compares = batch.row_count <= MOST_REHEARSED

    def note(self, entries: Sequence[Entry], results: Sequence[RowResult]) -> None:
        """Put a row in the queue where its new claim may be a double, naming that claim."""
        if not self._compares:
            return
        created = [
            (entry, result)
            for entry, result in zip(entries, results, strict=True)
            if result.outcome == RowOutcome.CREATE
        ]
        texts = [entry.review.claim_text for entry, _ in created]
        matches = match_texts(texts, published=False, at_least=LIKELY)
        for (_, result), found in zip(created, matches, strict=True):
            if found:
                result.ask(RowQuestion.DUPLICATE)
                result.notes.append(_told(found[0]))


def compare(batch: ImportBatch, *, tell: Callable[[int], object] = lambda done: None) -> None:
    """Put the rows of ``batch`` in the queue whose new claims may be doubles; it was applied.

    Begun anew after a kill, it goes on where it was. ``tell`` hears up to which row it is done.
    """
    with only_one(batch) as alone:
        if not alone:
            return
        if batch.row_count >= MANY:
            count_stems()
        while (done := _compare_part(batch)) is not None:
            tell(done)


def _compare_part(batch: ImportBatch) -> int | None:
    """Compare some rows and return the number of the last one, or None when none is left."""
    with acting(None, name="import", reason=f"Comparing the import of {batch.file_name}"):
        kept = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
        if kept.status != ImportStatus.APPLIED or kept.compared_to is None:
            return None
        rows = ImportRow.objects.filter(
            batch=kept, number__gt=kept.compared_to, outcome=RowOutcome.CREATE, is_applied=True
        ).defer("given")
        found = list(rows.order_by("number")[:_PART])
        claims = Claim.objects.live().filter(pk__in=[row.claim_id for row in found])
        doubles = _doubles_of(claims)
        for row in found:
            if double := doubles.get(row.claim_id or 0):
                row.questions = sorted({*row.questions, RowQuestion.DUPLICATE})
                row.notes = list(dict.fromkeys([*row.notes, _told(double)]))
        ImportRow.objects.bulk_update(found, ["questions", "notes"])
        kept.compared_to = found[-1].number if found else None
        ImportBatch.objects.filter(pk=kept.pk).update(compared_to=kept.compared_to)
        return kept.compared_to


def _doubles_of(claims: Collection[Claim]) -> dict[int, Match]:
    """Return, by the id of each of ``claims``, an earlier claim that is likely to say the same.

    Those that somebody has answered about are not among them.
    """
    matches = match_texts(
        [claim.text for claim in claims],
        published=False,
        at_least=LIKELY,
        limit=_LOOKED_AT,
        left_out=[{claim.pk, *ClaimLink.objects.found_different(claim.pk)} for claim in claims],
    )
    doubles = {}
    for claim, found in zip(claims, matches, strict=True):
        if earlier := next((one for one in found if one.claim.pk < claim.pk), None):
            doubles[claim.pk] = earlier
    return doubles


def _told(found: Match) -> str:
    return f"{_SAYS}{found.claim.ref} ({found.score:.0%}): {found.claim.text[:200]}"


def double_in(notes: Sequence[str]) -> str:
    """Return the ref of the claim that the newest of ``notes`` names as a likely double, or ""."""
    told = [note.removeprefix(_SAYS) for note in notes if note.startswith(_SAYS)]
    return told[-1].split(" ", 1)[0] if told else ""
