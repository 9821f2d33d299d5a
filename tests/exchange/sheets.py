"""Sheets for tests: bytes of CSV files and workbooks, and the state of all records."""

import csv
import io
import json

import openpyxl

from claims.exchange.export.dump import record_tables, rows_of

HEADINGS = ("Claim ID", "Claim", "Speaker", "Claim date", "Verdict", "Review URL", "Publisher")
ROWS = (
    ("1", "The bridge was closed in May.", "City council", "2024-05-03", "False",
     "https://checks.example/bridge", "Checks Example"),
    ("2", "Wheat prices doubled.", "", "2024-04", "Mostly true",
     "https://checks.example/wheat", "Checks Example"),
)  # fmt: skip


def csv_bytes(rows=ROWS, headings=HEADINGS, encoding="utf-8", delimiter=","):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([headings, *rows])
    return text.getvalue().encode(encoding)


def workbook_bytes(rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def records():
    """Return all records but the notes of imports themselves; not how often rows were changed."""
    return {
        table: [
            {
                name: value
                for name, value in json.loads(row).items()
                if name not in ("version", "updated_at")
            }
            for row in rows_of(table)
        ]
        for table in record_tables()
        if table != "claims_importbatch"
    }
