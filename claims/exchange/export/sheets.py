"""Sheets of claims: CSV and Excel's format, in which no cell is a formula."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from tempfile import TemporaryFile
from typing import Any

import xlsxwriter

from claims.canonical.text import without_formula
from claims.choices import ExportFormat
from claims.exchange.export.claim_rows import COLUMNS, Row, rows

__all__ = ["WRITERS", "rows"]

# What a sheet of Excel's format holds: rows with the head, and characters in a cell.
_ROWS_OF_SHEET = 1_048_576
_LONGEST_CELL = 32_767


def _cells(row: Row) -> list[str | int]:
    values = (row[name] for name in COLUMNS)
    return [without_formula(value) if isinstance(value, str) else value for value in values]


def as_csv(found: Iterable[Row]) -> Iterator[bytes]:
    """Yield the rows as CSV (RFC 4180) in UTF-8, with a mark by which spreadsheets know it."""
    line = io.StringIO()
    writer = csv.writer(line)

    def taken() -> bytes:
        text = line.getvalue()
        line.seek(0)
        line.truncate()
        return text.encode()

    line.write("\ufeff")
    writer.writerow(COLUMNS)
    yield taken()
    for row in found:
        writer.writerow(_cells(row))
        yield taken()


# Characters that XML can't hold (https://www.w3.org/TR/xml/#charsets).
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def as_xlsx(found: Iterable[Row]) -> Iterator[bytes]:
    """Yield the rows as a workbook (Office Open XML): all cells text or numbers, no formula.

    It is gathered in a file first, since its directory stands at its end. Beyond a million
    rows it goes on in another sheet; a text too long for a cell is cut and says so.
    """
    with TemporaryFile() as file:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(file, options) as book:
            bold = book.add_format({"bold": True})
            at = _ROWS_OF_SHEET
            sheet = None
            for row in found:
                if at == _ROWS_OF_SHEET:
                    sheet, at = _new_sheet(book, bold), 1
                for column, cell in enumerate(_cells(row)):
                    _write(sheet, at, column, cell)
                at += 1
            if sheet is None:
                _new_sheet(book, bold)
        file.seek(0)
        while piece := file.read(1 << 16):
            yield piece


def _new_sheet(book: Any, bold: Any) -> Any:
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 1)
    sheet.write_row(0, 0, COLUMNS, bold)
    return sheet


def _write(sheet: Any, row: int, column: int, cell: str | int) -> None:
    if isinstance(cell, int):
        sheet.write_number(row, column, cell)
        return
    text = _NOT_IN_XML.sub("\ufffd", cell)
    if len(text) > _LONGEST_CELL:
        text = text[: _LONGEST_CELL - 30] + "… (cut: the CSV has it whole)"
    sheet.write_string(row, column, text)


WRITERS: dict[str, Callable[[Iterable[Row]], Iterator[bytes]]] = {
    ExportFormat.CSV: as_csv,
    ExportFormat.XLSX: as_xlsx,
}
