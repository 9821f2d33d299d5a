"""Rows of sheets: of CSV files and of XLSX workbooks, one by one, in constant memory."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import chain, islice
from typing import BinaryIO

import openpyxl
from lxml.etree import LxmlError
from openpyxl.utils.exceptions import InvalidFileException

from claims.canonical.text import clean_line, clean_text, without_unkeepable
from claims.exchange.sheets.formulas import NOT_RECKONED, unreckoned
from claims.exchange.sheets.refusal import FileRefused
from claims.exchange.sheets.text import LONGEST_CELL, delimiter_of, encoding_of

MOST_COLUMNS = 300
MOST_ROWS = 500_000
# Of all parts of a workbook together when unpacked, and of their number.
LARGEST_WORKBOOK = 400 * 1024 * 1024
MOST_PARTS = 2_000
# Rows in which the headings may stand: titles, notes and merged cells come above them.
_HEAD = 15
_SAMPLE = 32 * 1024
# Stands behind the last row of a workbook, of which there can be 2 ** 20.
_NO_MORE: tuple[int, list[int]] = (1 << 21, [])

Cells = list[str]


@dataclass(slots=True)
class Sheet:
    """The headings of a sheet, its rows with their numbers, and what was odd about the file."""

    columns: list[str]
    rows: Iterator[tuple[int, Cells]]
    notes: list[str] = field(default_factory=list)


def is_workbook(file: BinaryIO) -> bool:
    """Return whether ``file`` begins as an XLSX workbook does: as a zip."""
    file.seek(0)
    return file.read(4) == b"PK\x03\x04"


def read_sheet(file: BinaryIO) -> Sheet:
    """Return the sheet in ``file``, a CSV file or a workbook's first sheet that holds anything.

    Raises ``FileRefused``, at once or from the rows, when it is none or does harm to read.
    """
    csv.field_size_limit(LONGEST_CELL)
    found, notes = _workbook_rows(file) if is_workbook(file) else _csv_rows(file)
    found = _limited(found)
    head = list(islice(found, _HEAD))
    at = _heading_row(head)
    if at is None:
        raise FileRefused("The sheet is empty: it takes a row of headings and rows below it.")
    above = head[at - 1][1] if at else []
    columns = _headings(head[at][1], above)
    if at:
        notes.append(f"The headings were found in row {head[at][0]}.")
    rows = ((number, cells) for number, cells in chain(head[at + 1 :], found) if any(cells))
    return Sheet(columns, rows, notes)


def _limited(rows: Iterator[tuple[int, Cells]]) -> Iterator[tuple[int, Cells]]:
    filled = 0
    for number, cells in rows:
        while cells and not cells[-1]:
            cells.pop()
        if len(cells) > MOST_COLUMNS:
            raise FileRefused(
                f"Row {number} has {len(cells):,} columns; {MOST_COLUMNS} can be taken at most."
            )
        filled += bool(cells)
        if filled > MOST_ROWS:
            raise FileRefused(f"There are more than {MOST_ROWS:,} rows: cut the file into parts.")
        yield number, cells


def _heading_row(head: list[tuple[int, Cells]]) -> int | None:
    """Return the place of the first row that fills at least half as many cells as the widest, and
    more than one where there are more: rows above it are titles and merged group headings."""
    filled = [sum(map(bool, cells)) for _, cells in head]
    widest = max(filled, default=0)
    return next((at for at, count in enumerate(filled) if count and count * 2 > widest), None)


def _headings(cells: Cells, above: Cells) -> list[str]:
    """Return a name for each column, no name twice; doubles take the group that stands above."""
    names = [clean_line(name)[:200] for name in cells]
    groups: list[str] = []
    for place in range(len(names)):
        here = clean_line(above[place])[:100] if place < len(above) else ""
        groups.append(here or (groups[-1] if groups else ""))
    doubles = {name for name in names if names.count(name) > 1}
    taken: set[str] = set()
    for place, name in enumerate(names):
        if name in doubles and groups[place] and name:
            name = f"{groups[place]} {name}"
        name = name or f"Column {place + 1}"
        number = 2
        unique = name
        while unique in taken:
            unique = f"{name} ({number})"
            number += 1
        taken.add(unique)
        names[place] = unique
    return names


def _csv_rows(file: BinaryIO) -> tuple[Iterator[tuple[int, Cells]], list[str]]:
    encoding = encoding_of(file)
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="")
    sample = text.read(_SAMPLE)
    delimiter = delimiter_of(sample)
    file.seek(0)
    # A fresh reader of the same file; the first one must not close it behind our back.
    text.detach()
    text = io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="")
    first, _, rest = sample.partition("\n")
    told = re.fullmatch(r"\ufeff?sep=(.)\r?", first)
    if told:
        # Excel's own way of saying it.
        delimiter = told[1]
        text.readline()
    notes = [] if encoding in ("utf-8", "utf-8-sig") else [f"Read as {encoding}."]
    if delimiter != ",":
        notes.append(f"The cells are separated by {_named(delimiter)}.")
    return _csv_lines(text, delimiter), notes


def _named(delimiter: str) -> str:
    return {"\t": "tabs", ";": "semicolons", "|": "bars"}.get(delimiter, f"“{delimiter}”")


def _csv_lines(text: io.TextIOWrapper, delimiter: str) -> Iterator[tuple[int, Cells]]:
    number = 0
    try:
        for number, row in enumerate(csv.reader(text, delimiter=delimiter), start=1):
            yield number, [_text(cell) for cell in row]
    except csv.Error as error:
        raise FileRefused(f"Row {number + 1} can't be read as CSV: {error}.") from error
    finally:
        text.detach()


def _workbook_rows(file: BinaryIO) -> tuple[Iterator[tuple[int, Cells]], list[str]]:
    check_workbook(file)
    file.seek(0)
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        for sheet in sheets:
            # What the file says of its size may be wrong or a trap.
            sheet.reset_dimensions()
            first = next(sheet.iter_rows(max_row=1_000, values_only=True), None)
            if first is not None:
                break
        else:
            raise FileRefused("No sheet of the workbook holds anything.")
    except FileRefused:
        raise
    # The reader is not ours, and its input may be anything.
    except (
        ArithmeticError, AttributeError, InvalidFileException, LookupError, LxmlError,
        OSError, SyntaxError, TypeError, ValueError, zipfile.BadZipFile, EOFError,
    ) as error:  # fmt: skip
        raise FileRefused(f"The workbook can't be read: {_why(error)}") from error
    notes = [f"Of {len(sheets)} sheets “{sheet.title}” was read."] if len(sheets) > 1 else []
    return _workbook_lines(sheet), notes


def _workbook_lines(
    sheet: openpyxl.worksheet._read_only.ReadOnlyWorksheet,
) -> Iterator[tuple[int, Cells]]:
    try:
        with sheet._get_source() as part:
            formulas = unreckoned(part)
            at, places = next(formulas, _NO_MORE)
            for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
                cells = [_text(value) for value in row]
                for place in places if number == at else []:
                    cells[place] = cells[place] or NOT_RECKONED
                if number >= at:
                    at, places = next(formulas, _NO_MORE)
                yield number, cells
    except (
        ArithmeticError, AttributeError, LookupError, LxmlError, OSError, SyntaxError,
        TypeError, ValueError, zipfile.BadZipFile, EOFError,
    ) as error:  # fmt: skip
        raise FileRefused(f"The workbook can't be read: {_why(error)}") from error


def _why(error: Exception) -> str:
    return f"{clean_line(str(error))[:200] or type(error).__name__}."


def check_workbook(file: BinaryIO) -> None:
    """Raise ``FileRefused`` unless ``file`` is a workbook that is safe to unpack."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as packed:
            parts = packed.infolist()
            names = {part.filename for part in parts}
            if "xl/workbook.xml" not in names:
                raise FileRefused(
                    "This is a zip and no XLSX workbook: unpack it and give the file inside."
                )
            if any(part.flag_bits & 1 for part in parts):
                raise FileRefused("The workbook is encrypted: save it without a password.")
            size = sum(part.file_size for part in parts)
            if len(parts) > MOST_PARTS or size > LARGEST_WORKBOOK:
                raise FileRefused(
                    f"Unpacked, the workbook would take {size / 1024 / 1024:,.0f} MB in"
                    f" {len(parts):,} parts: that is too much. Save it as CSV."
                )
            for part in parts:
                if part.filename.endswith((".xml", ".rels", ".vml")):
                    with packed.open(part) as inner:
                        _refuse_declarations(inner.read(64 * 1024))
    # A packing that zipfile does not know is a kind of RuntimeError.
    except (zipfile.BadZipFile, OSError, RuntimeError, ValueError) as error:
        raise FileRefused("The workbook is damaged: it can't be unpacked.") from error


def _refuse_declarations(head: bytes) -> None:
    """A workbook declares no entities; one that does means to blow up its reader."""
    plain = head.replace(b"\x00", b"").upper()
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise FileRefused("The workbook declares XML entities, as no spreadsheet does: refused.")


def _text(value: object) -> str:
    """Return a cell as text; days as ISO days, numbers without needless decimals."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time | timedelta):
        return str(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.15g}"
    return clean_text(without_unkeepable(str(value)[:LONGEST_CELL]))
