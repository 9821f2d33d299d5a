"""The SQL that migrations run, in numbered files beside this one."""

from pathlib import Path


def read_sql(name: str) -> str:
    """Return the text of the SQL file ``name``."""
    return (Path(__file__).parent / name).read_text()
