"""Where the browser is; without one these tests are left out, aloud, and never in CI."""

import os
from pathlib import Path

import pytest

HERE = Path(__file__).parent
CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
# Playwright drives the browser from an event loop in this very thread.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_collection_modifyitems(config, items):
    """Deselect what needs a browser when there is none."""
    if CHROMIUM.exists():
        return
    if os.environ.get("CI"):
        raise pytest.UsageError(f"There is no browser at {CHROMIUM}: apt-get install chromium")
    left_out = [item for item in items if HERE in item.path.parents]
    items[:] = [item for item in items if HERE not in item.path.parents]
    config.hook.pytest_deselected(items=left_out)


def pytest_terminal_summary(terminalreporter):
    """Say that something was left out, and how to have it."""
    if not CHROMIUM.exists():
        terminalreporter.write_line(
            f"Browser tests were left out: there is no chromium at {CHROMIUM}. Install it, or"
            " name it in the variable CHROMIUM.",
            yellow=True,
        )
