"""Set-based work, one statement family a file, loaded by name. Parameters only; nothing is formatted in."""

from functools import cache
from pathlib import Path


@cache
def sql(name):
    """The text of `voters/sql/<name>.sql`. Raises FileNotFoundError for an unknown name."""
    return (Path(__file__).parent / f"{name}.sql").read_text(encoding="utf-8")
