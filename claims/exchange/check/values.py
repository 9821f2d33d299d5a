"""Whether single values are what their property takes."""

import re
from datetime import date, datetime

from claims.exchange.parse.addresses import is_web_address

NUMBERS = {"Number", "Integer", "Float"}
# Texts are allowed wherever one of these is.
TEXTS = {
    "Text",
    "CssSelectorType",
    "PronounceableText",
    "XPathType",
    "Time",
    "Duration",
    "Quantity",
}
DATES = {"Date", "DateTime"}
DATA_TYPES = NUMBERS | TEXTS | DATES | {"URL", "Boolean"}

_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?")
_PART_OF_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2]))?")


def number(value: object) -> float | None:
    """Return ``value`` as a number, digits in a text included, or None."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return float(value)
    return None


def is_date(value: object) -> bool:
    """Return whether ``value`` is a date or moment in ISO 8601; a year or month will do."""
    if not isinstance(value, str):
        return False
    if _PART_OF_DATE.fullmatch(value):
        return True
    try:
        date.fromisoformat(value)
    except ValueError:
        try:
            datetime.fromisoformat(value)
        except ValueError:
            return False
    return True


def scalar_fault(value: object, taken: set[str]) -> str:
    """Return why a value that is no node is none of the types ``taken``, or ""."""
    if isinstance(value, bool):
        return "" if "Boolean" in taken else "true or false has no place here"
    if isinstance(value, int | float):
        return "" if taken & (NUMBERS | TEXTS) else f"a number stands here; it takes {_or(taken)}"
    if not isinstance(value, str):
        return "it is empty"
    if not value.strip():
        return "it is empty"
    return _text_fault(value, taken)


def _text_fault(text: str, taken: set[str]) -> str:
    # Members of an enumeration are named, by word or address.
    if taken & TEXTS or any(name.endswith("Enumeration") for name in taken):
        return ""
    if "URL" in taken:
        return "" if is_web_address(text) else f"“{text[:200]}” is no whole web address (https://…)"
    if taken & DATES:
        return "" if is_date(text) else f"“{text[:80]}” is no date in ISO 8601 (2025-05-08)"
    if taken & NUMBERS:
        return "" if number(text) is not None else f"“{text[:80]}” is no number"
    return f"a text stands here; it takes {_or(taken)}"


def _or(taken: set[str]) -> str:
    return " or ".join(sorted(taken))
