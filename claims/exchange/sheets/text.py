"""What a CSV file is written in: its encoding and its delimiter."""

import codecs
import csv
import re
from collections import Counter
from typing import BinaryIO

from charset_normalizer import from_bytes

from claims.exchange.sheets.refusal import FileRefused

# Longer cells are no text that a person typed; csv refuses them by itself.
LONGEST_CELL = 1_000_000
DELIMITERS = ",;\t|"
_SAMPLE = 64 * 1024
_PIECE = 1 << 20
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Money, degrees and trade marks stand beside digits and at the ends of words.
_SIGN_IN_WORD = re.compile(
    r"(?:^|\W)[¢¤¥¦¨¬¯³´¸¹¼½¾][^\W\d_]|[^\W\d_][¡-©¬¯-´¶-¹¼-¿][^\W\d_]", re.MULTILINE
)
# What spreadsheets save as where they do not save UTF-8.
_OLD = ["cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258"]


def encoding_of(file: BinaryIO) -> str:
    """Return the encoding of ``file``: by its byte order mark, else UTF-8 where all of it is, else
    UTF-16 without a mark, else the code page of Windows that fits the letters best."""
    file.seek(0)
    head = file.read(_SAMPLE)
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return encoding
    zeros = Counter(place % 2 for place, byte in enumerate(head) if byte == 0)
    if zeros and min(zeros[0], zeros[1]) * 20 < max(zeros.values()) and zeros.total() > 4:
        # Of plain letters one byte of two is zero, and always the same one.
        return "utf-16-le" if zeros[1] > zeros[0] else "utf-16-be"
    if zeros:
        raise FileRefused("This is no text: give a CSV file, an XLSX workbook or JSON.")
    if _is_utf8(file):
        return "utf-8"
    # Where the odd letters are, and not only the head, which may be a line of plain headings.
    odd = _odd_part(file) or head
    fitting = list(from_bytes(odd, cp_isolation=_OLD))
    best = [one for one in fitting if one.chaos <= fitting[0].chaos]
    # Each stands for all pages that read the same letters.
    as_well = {encoding for one in best for encoding in one.could_be_from_charset}
    # The commonest, where it fits as well as the best.
    if not fitting or ("cp1252" in as_well and not _has_signs_in_words(odd)):
        return "cp1252"
    return next(
        str(one.encoding) for one in fitting if len(fitting) == 1 or one.encoding != "cp1252"
    )


def _has_signs_in_words(odd: bytes) -> bool:
    """Return whether, read as cp1252, signs stand beside letters where another page has letters."""
    return bool(_SIGN_IN_WORD.search(odd.decode("cp1252", "replace")))


def _is_utf8(file: BinaryIO) -> bool:
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while piece := file.read(_PIECE):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _odd_part(file: BinaryIO) -> bytes:
    """Return the first lines that hold more than ASCII, up to the size of a sample."""
    file.seek(0)
    lines: list[bytes] = []
    size = 0
    while size < _SAMPLE and (line := file.readline(_SAMPLE)):
        if not line.isascii():
            lines.append(line)
            size += len(line)
    return b"".join(lines)


def delimiter_of(sample: str) -> str:
    """Return what separates the cells in ``sample``: what cuts most lines into equally many."""
    best, best_score = ",", 0.0
    for delimiter in DELIMITERS:
        try:
            rows = [row for row in csv.reader(sample.splitlines(True), delimiter=delimiter) if row]
        except csv.Error:
            continue
        widths = Counter(len(row) for row in rows[:-1] or rows)
        if not widths:
            continue
        width, lines = widths.most_common(1)[0]
        score = (width > 1) * (lines / widths.total() + min(width, 50) / 1000)
        if score > best_score:
            best, best_score = delimiter, score
    return best
