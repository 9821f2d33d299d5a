"""What a check finds: the property, the reason, and the line where it stands."""

from collections.abc import Mapping
from typing import NamedTuple

Path = tuple[str | int, ...]


class Finding(NamedTuple):
    """One thing that is wrong, or only recommended otherwise."""

    property: str
    reason: str
    line: int | None = None
    is_warning: bool = False

    def __str__(self) -> str:
        place = f" (line {self.line})" if self.line else ""
        return f"{self.property}: {'warning: ' if self.is_warning else ''}{self.reason}{place}"


def name_of(path: Path) -> str:
    """Return ``path`` as people write it: ``dataFeedElement[0].item[0].reviewRating``."""
    name = ""
    for part in path:
        name += f"[{part}]" if isinstance(part, int) else f".{part}" if name else part
    return name or "document"


class Findings(list[Finding]):
    """The findings about one document, of which the lines of its values are known."""

    def __init__(self, lines: Mapping[Path, int], *, first_line: int = 1) -> None:
        super().__init__()
        self.lines = lines
        self.first_line = first_line

    def wrong(self, path: Path, reason: str) -> None:
        """Note that what stands at ``path`` is wrong."""
        self.append(Finding(name_of(path), reason, self._line(path)))

    def advise(self, path: Path, reason: str) -> None:
        """Note that something is recommended at ``path``."""
        self.append(Finding(name_of(path), reason, self._line(path), is_warning=True))

    def _line(self, path: Path) -> int | None:
        """Return the line of ``path``, or of the nearest thing around it that is there."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]] + self.first_line - 1
        return None
