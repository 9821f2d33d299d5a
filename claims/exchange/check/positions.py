"""JSON (RFC 8259), read strictly, with the line on which each value stands."""

import json
import re
from collections.abc import Callable

from claims.exchange.check.findings import Path

DEEPEST = 64

_BLANK = re.compile(r"[ \t\r\n]*")
_SCALAR = re.compile(r'["\-\dtfn]')


def _number(kind: Callable[[str], int | float]) -> Callable[[str], int | float | str]:
    # A number of more digits than any rating has is left as text: it is reported as no number.
    return lambda text: kind(text) if len(text) < 20 else text


def _no_constant(name: str) -> object:
    raise ValueError(f"JSON has no {name}")


_decoder = json.JSONDecoder(
    parse_int=_number(int), parse_float=_number(float), parse_constant=_no_constant
)


class NoJson(ValueError):
    """The text is no JSON; says why and on which line."""

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(reason)
        self.line = line


class _Reader:
    """Reads one text from its start; ``lines`` gathers where things stand."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.line = 1
        self.counted = 0
        self.lines: dict[Path, int] = {}

    def skip(self) -> str:
        """Go to the next character that is no blank and return it, or "" at the end."""
        found = _BLANK.match(self.text, self.at)
        self.at = found.end() if found else self.at
        self.line += self.text.count("\n", self.counted, self.at)
        self.counted = self.at
        return self.text[self.at : self.at + 1]

    def fail(self, reason: str) -> NoJson:
        return NoJson(reason, self.line)

    def value(self, path: Path) -> object:
        first = self.skip()
        self.lines[path] = self.line
        if len(path) > DEEPEST:
            raise self.fail("it is nested too deeply")
        if first == "{":
            return self.members(path)
        if first == "[":
            return self.elements(path)
        if not _SCALAR.match(first):
            raise self.fail(
                f"{self.text[self.at :][:20]!r} is no value" if first else "it ends too soon"
            )
        return self.scalar()

    def scalar(self) -> object:
        try:
            value, self.at = _decoder.raw_decode(self.text, self.at)
        except ValueError as error:
            raise self.fail(f"a value is broken ({error})") from error
        return value

    def members(self, path: Path) -> dict[str, object]:
        found: dict[str, object] = {}
        self.at += 1
        if self.skip() == "}":
            self.at += 1
            return found
        while True:
            if self.skip() != '"':
                raise self.fail("the name of a property is missing")
            name = str(self.scalar())
            if name in found:
                raise self.fail(f"{name} stands twice in one object")
            if self.skip() != ":":
                raise self.fail(f"there is no colon after {name}")
            self.at += 1
            found[name] = self.value((*path, name))
            if not self.goes_on("}"):
                return found

    def elements(self, path: Path) -> list[object]:
        found: list[object] = []
        self.at += 1
        if self.skip() == "]":
            self.at += 1
            return found
        while True:
            found.append(self.value((*path, len(found))))
            if not self.goes_on("]"):
                return found

    def goes_on(self, end: str) -> bool:
        mark = self.skip()
        if mark not in (",", end) or not mark:
            raise self.fail(f"a comma or {end} is missing")
        self.at += 1
        return mark == ","


def read_with_lines(text: str) -> tuple[object, dict[Path, int]]:
    """Return the value in ``text`` and the line (from 1) of each value by its path.

    Raises ``NoJson`` with the reason and the line.
    """
    reader = _Reader(text)
    value = reader.value(())
    if reader.skip():
        raise reader.fail("something follows after the end")
    return value, reader.lines
