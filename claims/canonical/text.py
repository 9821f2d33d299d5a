"""What typed text looks like before it is kept: composed, without control characters, trimmed.

Folding for comparison (case, typographic quotes, closing punctuation) is PostgreSQL's
``claims_fold``, because the law against double claims must hold for any writer.
"""

import re
import unicodedata

# Tab and line feed stay; so do the joiners and direction marks that Arabic, Persian, Hindi
# and emoji need. NUL can't be kept by PostgreSQL, lone surrogates can't be encoded.
_UNKEEPABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_BLANKS = re.compile(r"\s+")

# A language tag (BCP 47) as far as we keep them: language, then subtags.
LANGUAGE_PATTERN = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"


def unkeepable_characters(text: str) -> list[str]:
    """Return the distinct characters of ``text`` that can't be kept, as ``U+0000`` names."""
    return sorted({f"U+{ord(found):04X}" for found in _UNKEEPABLE.findall(text)})


def without_unkeepable(text: str, instead: str = " ") -> str:
    """Return ``text`` with ``instead`` for every character that can't be kept.

    For text that others wrote; what our own people type is refused instead.
    """
    return _UNKEEPABLE.sub(instead, text)


def clean_text(text: str) -> str:
    """Return ``text`` composed (NFC), with line feeds as the only line ends, trimmed."""
    composed = unicodedata.normalize("NFC", text)
    return composed.replace("\r\n", "\n").replace("\r", "\n").strip()


def clean_line(text: str) -> str:
    """Return ``text`` as one line: cleaned, every run of white space a single space."""
    return _BLANKS.sub(" ", clean_text(text)).strip()


def without_formula(text: str) -> str:
    """Return ``text`` so that no spreadsheet that opens it takes it for a formula.

    An apostrophe is put before what would begin one (OWASP, “CSV Injection”).
    """
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
