"""JSON as it is found in the wild, read as far as it can be without guessing unseen."""

import html
import json
import math
import re
from typing import NamedTuple

import json_repair

from claims.canonical.text import unkeepable_characters, without_unkeepable

# No fact-check is nested deeper, and what is can't be walked, stored or written again safely.
DEEPEST = 64
# Mending is slow and clever: only what is about a review and not large is given to it.
LARGEST_MENDED = 200_000

_WRAPPERS = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)"
    r"|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)\s*$"
)
# What answers of some services begin with, so that no browser runs them as a script.
_GUARD = re.compile(r"^\s*(?:\)\]\}',?|while\s*\(1\);|for\s*\(;;\);)")
# What scripts have before their data: comments, and the name that it is given.
_SCRIPT = re.compile(
    r"(?:(?://[^\n]{0,500}\n|/\*[^*]{0,500}\*/|(?:(?:var|let|const)\s+)?[\w$.]{1,60}\s*=)\s*)+"
    r"(?=[{\[])"
)
# Where one of the characters that can't be kept may be, escaped or not.
_SUSPECT = re.compile(
    r"\\u(?:00[01789][0-9a-f]|d[89a-f]|fff)"
    r"|[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]",
    re.I,
)


class ReadJson(NamedTuple):
    """The values that were found (one, or more when several stand in a row) and what was done."""

    values: list[object]
    oddity: str = ""


def _whole_number(text: str) -> int | str:
    return int(text) if len(text) < 20 else text


def _number(text: str) -> float | str:
    found = float(text)
    return found if math.isfinite(found) else text


# Numbers that no database column and no canonical form could hold stay text; control
# characters inside strings are let through.
_decoder = json.JSONDecoder(
    strict=False, parse_int=_whole_number, parse_float=_number, parse_constant=str
)


def read_json(text: str, *, mend: bool = True) -> ReadJson:
    """Return the JSON values in ``text``, and a sentence on what had to be mended.

    Tried in turn: the text as it stands; without comment or CDATA wrappers; with entities
    undone; several values in a row; and, when ``mend``, a repairing parser.
    """
    stripped = text.strip().lstrip("\ufeff")
    found = _loaded(stripped)
    if found is not None:
        return ReadJson(_keepable([found[0]], stripped))
    unwrapped = _WRAPPERS.sub("", _WRAPPERS.sub("", stripped))
    bare = _GUARD.sub("", unwrapped).strip().rstrip(";").strip()
    if script := _SCRIPT.match(bare):
        bare = bare[script.end() :]
    for candidate, oddity in (
        (bare, "it stood in a comment or had something around it"),
        (html.unescape(bare), "its entities were escaped"),
    ):
        found = _loaded(candidate)
        if found is not None:
            return ReadJson(_keepable([found[0]], candidate), oddity)
    several = _in_a_row(bare)
    if several:
        return ReadJson(_keepable(several, bare), "several values in a row")
    return _mended(bare) if mend else ReadJson([], "it is no JSON")


def _loaded(text: str) -> tuple[object] | None:
    try:
        value = _decoder.decode(text)
    except (ValueError, RecursionError):
        return None
    return None if _is_too_deep(value) else (value,)


def _is_too_deep(value: object) -> bool:
    level = [value]
    for _ in range(DEEPEST):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return False
    return True


def _in_a_row(text: str) -> list[object]:
    """Return the values that ``text`` holds one after the other, or none unless all are JSON."""
    values: list[object] = []
    position = 0
    while position < len(text):
        if text[position] in " \t\r\n,;":
            position += 1
            continue
        try:
            value, position = _decoder.raw_decode(text, position)
        except (ValueError, RecursionError):
            return []
        values.append(value)
    return [] if _is_too_deep(values) else values


def _mended(text: str) -> ReadJson:
    if len(text) > LARGEST_MENDED or text[:1] not in "{[":
        return ReadJson([], "it is no JSON")
    try:
        value = json_repair.loads(text, skip_json_loads=True)
    # A guessing parser may stumble in any way over what people paste.
    except Exception:
        return ReadJson([], "it is no JSON")
    if not isinstance(value, dict | list) or not value or _is_too_deep(value):
        return ReadJson([], "it is no JSON")
    return ReadJson([_finite(_scrubbed(value))], "it was broken JSON and had to be mended")


def _keepable(values: list[object], text: str) -> list[object]:
    """Return ``values`` without characters that PostgreSQL can't keep, if ``text`` has any."""
    return [_scrubbed(value) for value in values] if _SUSPECT.search(text) else values


def _scrubbed(value: object) -> object:
    if isinstance(value, str):
        return without_unkeepable(value, "\ufffd") if unkeepable_characters(value) else value
    if isinstance(value, dict):
        return {str(_scrubbed(key)): _scrubbed(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_scrubbed(inner) for inner in value]
    return value


def _finite(value: object) -> object:
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, dict):
        return {key: _finite(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_finite(inner) for inner in value]
    return value
