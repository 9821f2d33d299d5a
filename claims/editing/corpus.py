"""Loading a list of claims from a table of text, all at once.

Each row is a claim: its text, other wordings of it, perhaps its language. A claim that is
recorded already is not recorded again; what the row has of other wordings is added to it. So
the same list can be loaded twice.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from django.db import connection

from claims.audit import acting
from claims.canonical.text import clean_line
from claims.editing.loading import copying, indexing_once
from claims.models import Claim, ClaimWording, User
from claims.search.rebuild import count_stems

NEEDED = ("id", "claim")
# Columns that hold other wordings; a number may follow, as in "wording2".
WORDINGS = ("title", "headline", "wording", "paraphrase", "translation", "quote", "extra")
BATCH = 10_000
_LONGEST_CLAIM = Claim._meta.get_field("text").max_length or 0
_LONGEST_WORDING = ClaimWording._meta.get_field("text").max_length or 0
_LANGUAGE = r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*"

# Left over from texts that were once read in the wrong encoding, and invisible.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


class CorpusProblem(Exception):
    """The file can't be read as a list of claims; its text says why."""


class CorpusRow(NamedTuple):
    """One claim as it is to be recorded."""

    number: int
    id: str
    text: str
    language: str
    wordings: tuple[str, ...]


class Fault(NamedTuple):
    """A row that can't be recorded, by its number in the file, and why not."""

    number: int
    why: str


class Corpus(NamedTuple):
    """A list as it was read: what can be recorded, what can't, columns that say nothing, and in
    how many lines invisible characters were left out that can't be kept."""

    rows: list[CorpusRow]
    faults: list[Fault]
    ignored: list[str]
    mended: int


class Loaded(NamedTuple):
    """What became of a list: how many claims were new, and the ref of each row's claim."""

    recorded: int
    refs: list[tuple[str, str]]


def read_corpus(lines: Iterable[str], language: str) -> Corpus:
    """Return what ``lines`` hold: values with tabs between, the first line naming them.

    Rows without a language are in ``language``. Raises ``CorpusProblem`` when the header
    can't be used.
    """
    numbered = enumerate(lines, start=1)
    header = [name.strip() for name in next(numbered, (1, ""))[1].lstrip("\ufeff").split("\t")]
    missing = [name for name in NEEDED if name not in header]
    if missing:
        raise CorpusProblem(
            f"The first line must name the columns {' and '.join(NEEDED)}, with tabs between; "
            f"{' and '.join(missing)} is missing."
        )
    if len(set(header)) < len(header):
        raise CorpusProblem("The first line names a column twice.")
    known = [name for name in header if re.sub(r"[ _-]?\d+$", "", name.lower()) in WORDINGS]
    rows, faults, seen, mended = [], [], set(), 0
    for number, line in numbered:
        kept = _CONTROLS.sub("", line)
        mended += kept != line
        values = dict(zip(header, (clean_line(part) for part in kept.split("\t")), strict=False))
        if not any(values.values()):
            continue
        row = _row(number, values, known, language)
        why = "its id came before." if row.id in seen else _fault(row, line, len(header))
        seen.add(row.id)
        if why:
            faults.append(Fault(number, why))
        else:
            rows.append(row)
    ignored = [name for name in header if name not in (*NEEDED, *known, "language")]
    return Corpus(rows, faults, ignored, mended)


def _row(number: int, values: dict[str, str], known: list[str], language: str) -> CorpusRow:
    text = values.get("claim", "")
    # Some tables say "None" for nothing.
    others = (values.get(name, "") for name in known)
    wordings = tuple(dict.fromkeys(w for w in others if w not in ("", "None", text)))
    return CorpusRow(
        number, values.get("id", ""), text, values.get("language") or language, wordings
    )


def _fault(row: CorpusRow, line: str, columns: int) -> str:
    """Return why the row can't be recorded, or nothing."""
    if line.count("\t") >= columns:
        return f"it has more than the {columns} values that the first line names."
    if not row.id:
        return "it has no id."
    if not row.text:
        return "it has no claim."
    if len(row.text) > _LONGEST_CLAIM:
        return f"its claim has {len(row.text)} characters; {_LONGEST_CLAIM} is the most."
    if any(len(wording) > _LONGEST_WORDING for wording in row.wordings):
        return f"one of its wordings has more than {_LONGEST_WORDING} characters."
    if len(row.language) > 35 or not re.fullmatch(_LANGUAGE, row.language):
        return f"“{row.language[:40]}” is no language tag such as en, uk or zh-Hans."
    return ""


def load_corpus(rows: Sequence[CorpusRow], *, by: User | None, name: str, reason: str) -> Loaded:
    """Record ``rows``, all or none, signed with ``by`` or else ``name``.

    Returns how many claims were new, and (ref, id) for each row in turn.
    """
    recorded = 0
    refs: list[tuple[str, str]] = []
    with (
        acting(by, name=name, reason=reason),
        indexing_once(),
        connection.cursor() as cursor,
    ):
        cursor.execute(_STAGE)
        for batch in _batches(rows):
            cursor.execute("TRUNCATE loading")
            with copying("loading (number, id, text, language, wordings)") as copy:
                for row in batch:
                    copy.write_row((*row[:4], list(row.wordings)))
            cursor.execute(_RECORD)
            recorded += cursor.rowcount
            cursor.execute(_FIND)
            cursor.execute(_REWORD)
            cursor.execute(_REFS)
            refs += cursor.fetchall()
        cursor.execute("DROP TABLE loading")
    count_stems()
    return Loaded(recorded, refs)


def _batches(rows: Sequence[CorpusRow]) -> Iterator[Sequence[CorpusRow]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


_STAGE = """
    CREATE TEMPORARY TABLE loading (
        number integer PRIMARY KEY, id text, text text, language text, wordings text[],
        claim_id bigint,
        key text GENERATED ALWAYS AS (public.claims_fold_key(text)) STORED
    ) ON COMMIT DROP
"""
# The claims with their wordings in one statement: what is derived from them is made once.
_RECORD = """
    WITH recorded AS (
        INSERT INTO claims_claim (text, language, kind, context, place, happened_precision,
            status, decline_reason, priority, due_reason)
        SELECT text, language, 'state', '', '', 'day', 'new', '', 'normal', ''
        FROM (
            SELECT DISTINCT ON (key, language) number, text, language FROM loading
            ORDER BY key, language, number
        ) AS distinct_rows
        ORDER BY number
        ON CONFLICT (claims_fold_key(text), language) WHERE merged_into_id IS NULL DO NOTHING
        RETURNING id, claims_fold_key(text) AS key, language
    ), worded AS (
        INSERT INTO claims_claimwording (claim_id, text, language)
        SELECT DISTINCT ON (recorded.id, claims_fold_key(wording))
            recorded.id, wording, recorded.language
        FROM recorded JOIN loading USING (key, language)
        CROSS JOIN LATERAL unnest(wordings) AS wording
        WHERE claims_fold_key(wording) <> key
        ORDER BY recorded.id, claims_fold_key(wording), number
        RETURNING 1
    )
    SELECT id FROM recorded
"""
_FIND = """
    UPDATE loading SET claim_id = (
        SELECT claim.id FROM claims_claim AS claim
        WHERE claims_fold_key(claim.text) = key AND claim.language = loading.language
            AND claim.merged_into_id IS NULL
    )
"""
_REWORD = """
    INSERT INTO claims_claimwording (claim_id, text, language)
    SELECT claim_id, wording, language FROM loading CROSS JOIN LATERAL unnest(wordings) AS wording
    WHERE claims_fold_key(wording) <> key
    ORDER BY number
    ON CONFLICT (claim_id, claims_fold_key(text), language) DO NOTHING
"""
_REFS = """
    SELECT claim.ref, loading.id FROM loading JOIN claims_claim AS claim ON claim.id = claim_id
    ORDER BY number
"""
