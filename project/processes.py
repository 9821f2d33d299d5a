"""Questions about the machine's processes, answered from /proc, or by `ps` where there is none."""

import os
import subprocess
from pathlib import Path

PROC = Path("/proc")
HAS_PROC = (PROC / "self" / "cwd").exists()


def started(pid: int) -> str:
    """Return a mark of when a process began, or "" when it is no more.

    A process number is used again later; number and mark together are not. A process that ended
    and that nobody has buried yet counts as gone.
    """
    if not HAS_PROC:
        asked = ["/bin/ps", "-o", "lstart=", "-p", str(pid)]
        return subprocess.run(  # noqa: S603
            asked, capture_output=True, text=True, check=False
        ).stdout.strip()
    try:
        line = (PROC / str(pid) / "stat").read_text()
    except OSError:
        return ""
    # The second field is the program's name in brackets, which may itself hold any character.
    fields = line.rpartition(")")[2].split()
    return "" if fields[0] in "ZX" else fields[19]


def working_in(folder: Path) -> set[int]:
    """Return the processes whose working directory is `folder`; a server's is its data folder.

    Only those whose directory we may know: all of them for root, else our own.
    """
    found = set()
    for entry in PROC.glob("[0-9]*"):
        try:
            if Path(os.readlink(entry / "cwd")) == folder:
                found.add(int(entry.name))
        except OSError:
            continue
    return found
