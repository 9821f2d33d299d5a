"""What changed from one text to another, word by word."""

import difflib
import re

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
# Comparing costs the product of the lengths: beyond this many words the texts are shown whole.
_MOST_WORDS = 4000

Run = tuple[str, str]


def difference(before: str, after: str) -> list[Run]:
    """Return the words of both texts in order, each run marked ``same``, ``gone`` or ``new``.

    The runs that are not ``gone`` give ``after``, those that are not ``new`` give ``before``.
    """
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if max(len(old), len(new)) > _MOST_WORDS:
        return [run for run in (("gone", before), ("new", after)) if run[1]]
    runs: list[Run] = []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            runs.append(("same", "".join(old[a:b])))
            continue
        if b > a:
            runs.append(("gone", "".join(old[a:b])))
        if d > c:
            runs.append(("new", "".join(new[c:d])))
    return runs
