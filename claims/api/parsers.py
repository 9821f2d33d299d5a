"""Reading JSON strictly: what two readers could understand differently is refused."""

import json
import math
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from claims.api.errors import BadValue, TooLarge, escaped

DEEPEST = 40
LONGEST_DRAIN = 100 * 1024 * 1024


class StrictJSONParser(BaseParser):
    """JSON in UTF-8 without double keys, NaN, lone surrogates, NUL or great depth."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """Return what the body says; raise ``ParseError`` (400) or ``TooLarge`` (413)."""
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        request: HttpRequest = parser_context["request"]._request
        if int(request.META.get("CONTENT_LENGTH") or 0) > limit:
            _drain(stream)
            raise TooLarge(f"The body is larger than {limit} bytes.")
        raw = stream.read()
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            raise ParseError(f"The body is not UTF-8: byte {error.start} is wrong.") from error
        try:
            value = json.loads(text, object_pairs_hook=_without_doubles, parse_constant=_refuse)
        except RecursionError as error:
            raise ParseError(f"The body is nested deeper than {DEEPEST} levels.") from error
        except ValueError as error:
            raise ParseError(f"The body is not JSON: {error}.") from error
        _check(value, "", 0)
        return value


def _drain(stream: Any) -> None:
    """Read what is sent and keep nothing: a client that is still sending hears no answer."""
    left = LONGEST_DRAIN
    while left > 0 and (piece := stream.read(min(left, 1 << 16))):
        left -= len(piece)


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        double = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {double!r} stands twice in one object")
    return found


def _refuse(word: str) -> Any:
    raise ValueError(f"{word} is no JSON number")


def _check(value: Any, where: str, depth: int) -> None:
    """Refuse text that can't be kept, and great depth, naming the place."""
    if depth > DEEPEST:
        raise ParseError(f"The body is nested deeper than {DEEPEST} levels.")
    if isinstance(value, str):
        if "\x00" in value:
            raise BadValue(where, "A NUL character can't be kept.")
        if any("\ud800" <= letter <= "\udfff" for letter in value):
            raise BadValue(where, "Half of a surrogate pair can't be kept.")
    elif isinstance(value, float) and not math.isfinite(value):
        raise BadValue(where, "The number is too large to be kept.")
    elif isinstance(value, dict):
        for name, inner in value.items():
            _check(name, where, depth)
            _check(inner, f"{where}/{escaped(name)}", depth + 1)
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            _check(inner, f"{where}/{position}", depth + 1)
