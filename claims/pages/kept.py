"""The feed of everything that is published, written to a file and given from there.

Making it takes seconds for each ten thousand claims, so it is not made for everybody who asks. It
is made anew when something has changed since, and no more often than ``CLAIMS_FEED_SECONDS``
allows; of those who ask at the same moment, one makes it.
"""

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db import connection

from claims.audit.marks import Mark, has_changed_since, mark_audit

FOLDER = Path(settings.VAR_DIR) / "feeds"
_MODIFIED = re.compile(r'"dateModified":"([^"]+)"')
# Items of a feed that are sent at once: enough to be worth being packed.
_ITEMS = 100


class Kept(NamedTuple):
    """A feed as it was written: where, at what moment, and what the audit held then."""

    path: Path
    made_at: datetime
    mark: Mark

    @property
    def tag(self) -> str:
        """What tells this writing of the feed from any other."""
        return f'"{self.path.stem}-{self.made_at.timestamp():.0f}-{self.mark.last}"'


def kept_feed(name: str, make: Callable[[], Iterable[str]], *, at: datetime) -> Kept:
    """Return the feed called ``name``, made anew by ``make`` (its lines) where that is due."""
    # The same folder may serve several databases.
    database = connection.settings_dict["NAME"]
    stem = hashlib.sha256(f"{database} {name}".encode()).hexdigest()[:24]
    found = _look(stem)
    if found is not None and _will_do(found, at):
        return found
    with _making(stem, waits=found is None) as is_ours:
        # Somebody else may have made it meanwhile.
        found = _look(stem)
        if found is not None and (not is_ours or _will_do(found, at)):
            return found
        return _write(stem, mark_audit(), at, make())


def parts_of(kept: Kept, since: datetime | None) -> Iterator[bytes]:
    """Yield the text of the feed in parts, without the items that did not change ``since``."""
    with kept.path.open(encoding="utf-8") as file:
        next(file)
        part, separator = [next(file)], ""
        for line in file:
            item = line.rstrip("\n").removesuffix(",")
            if not item.startswith("{") or (since is not None and not _changed(item, since)):
                continue
            part.append(separator + item)
            separator = ",\n"
            if len(part) == _ITEMS:
                yield "".join(part).encode()
                part = []
        yield "".join([*part, "\n]}\n"]).encode()


def _changed(item: str, since: datetime) -> bool:
    """Return whether an item of the feed tells of a change at ``since`` or later."""
    found = _MODIFIED.search(item)
    return found is not None and datetime.fromisoformat(found[1]) >= since


def _look(stem: str) -> Kept | None:
    path = FOLDER / f"{stem}.json"
    try:
        with path.open(encoding="utf-8") as file:
            told = json.loads(next(file))
        return Kept(path, datetime.fromisoformat(told["made_at"]), Mark(*told["mark"]))
    except (OSError, StopIteration, LookupError, TypeError, ValueError):
        # There is none yet, or one of an older make.
        return None


def _will_do(found: Kept, at: datetime) -> bool:
    age = (at - found.made_at).total_seconds()
    return 0 <= age < settings.CLAIMS_FEED_SECONDS or not has_changed_since(found.mark)


@contextmanager
def _making(stem: str, *, waits: bool) -> Iterator[bool]:
    """Hold the right to make a feed, and say whether it is ours; who ``waits`` gets it in time."""
    key = int(stem[:15], 16)
    take = "pg_advisory_lock" if waits else "pg_try_advisory_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {take}(%s)", [key])  # noqa: S608  (one of two names)
        is_ours = waits or bool(cursor.fetchone()[0])
        try:
            yield is_ours
        finally:
            if is_ours:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])


def _write(stem: str, mark: Mark, at: datetime, lines: Iterable[str]) -> Kept:
    """Write the feed beside the old one and put it in its place; whoever reads the old, may."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{stem}.json"
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", dir=FOLDER, prefix=stem, suffix=".new", delete=False
    ) as file:
        try:
            json.dump({"mark": mark, "made_at": at.isoformat()}, file)
            file.write("\n")
            file.writelines(lines)
        except BaseException:
            Path(file.name).unlink()
            raise
    os.replace(file.name, path)
    return Kept(path, at, mark)
