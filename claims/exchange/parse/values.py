"""Single values as other publishers write them: text, numbers, languages, lists of one."""

import html
import math
import re
from collections.abc import Iterator

from claims.canonical.text import LANGUAGE_PATTERN, clean_line, clean_text, without_unkeepable
from claims.exchange.wire import Number

# Text longer than this is no name, label or claim; the raw node keeps it whole.
LONGEST_TEXT = 20_000

# Mark-up that content systems leave in text; other words in angle brackets are text.
_TAG = re.compile(
    r"</?(?:a|abbr|b|big|blockquote|br|center|cite|code|div|em|font|h[1-6]|hr|i|img|li|mark|ol|p"
    r"|pre|q|s|small|span|strike|strong|sub|sup|u|ul|wbr)(?:\s[^<>]{0,2000})?/?>|<!--[^<>]{0,500}-->",
    re.I,
)
_NUMBER = re.compile(r"[+-]?(?:\d{1,15}(?:[.,]\d{1,15})?|\.\d{1,15})")


def many(value: object) -> list[object]:
    """Return ``value`` as a list: JSON-LD lets a single value stand without brackets."""
    if value is None:
        return []
    if not isinstance(value, list):
        return [value]
    return [item for inner in value for item in (inner if isinstance(inner, list) else [inner])]


def bare(value: object) -> object:
    """Return what is inside a JSON-LD value object (``{"@value": …}``), or ``value`` itself."""
    if isinstance(value, dict):
        for key in ("@value", "rendered"):
            if key in value:
                return value[key]
    return value


def passage(value: object) -> str:
    """Return a single value as text, or "" when it is none; line ends are kept.

    Entities are undone twice, since content systems like to escape what is escaped already;
    mark-up and characters that can't be kept are taken out.
    """
    found = bare(value)
    if isinstance(found, bool) or not isinstance(found, str | int | float):
        return ""
    text = html.unescape(html.unescape(str(found)[:LONGEST_TEXT]))
    return clean_text(without_unkeepable(_TAG.sub(" ", text)))


def plain(value: object) -> str:
    """Return a single value as one line of text, or "" when it is none; see ``passage``."""
    return clean_line(passage(value))


def texts(value: object) -> Iterator[str]:
    """Yield every text in ``value`` that is not empty, in order."""
    for item in many(value):
        if text := plain(item):
            yield text


def first_text(value: object) -> str:
    """Return the first text in ``value``, or ""."""
    return next(texts(value), "")


def number(value: object) -> Number | None:
    """Return ``value`` as a number, or None; ``"4"``, ``"4,5"`` and ``"−1"`` are numbers too."""
    found = bare(next(iter(many(value)), None))
    if isinstance(found, bool):
        return None
    if isinstance(found, int | float):
        return _whole(found) if abs(found) < 10**15 else None
    if not isinstance(found, str):
        return None
    text = found.strip().replace("\u2212", "-")
    return _whole(float(text.replace(",", "."))) if _NUMBER.fullmatch(text) else None


def _whole(found: Number) -> Number | None:
    if not math.isfinite(found):
        return None
    return int(found) if found == int(found) else found


def language(value: object) -> str:
    """Return ``value`` as a language tag (BCP 47) such as ``pt-BR``, or "" when it is none."""
    for item in many(value):
        if isinstance(item, dict) and "@value" not in item:
            item = item.get("alternateName") or item.get("name")
        tag = first_text(item).replace("_", "-")
        head, _, rest = tag.partition("-")
        tag = head.lower() + (f"-{rest}" if rest else "")
        if len(tag) <= 35 and re.fullmatch(LANGUAGE_PATTERN, tag):
            return tag
    return ""


def types(node: dict[str, object]) -> set[str]:
    """Return the types of ``node`` in lower case, without their vocabulary's address."""
    found = [*many(node.get("@type")), *many(node.get("type"))]
    return {re.split(r"[/#:]", name.strip())[-1].lower() for name in found if isinstance(name, str)}
