"""The database's part of the record of acts, loaded by name; migrations run these files."""

from pathlib import Path


def sql(name):
    """The text of `sidalih/audit/sql/<name>.sql`. Raises FileNotFoundError for an unknown name."""
    return (Path(__file__).parent / f"{name}.sql").read_text(encoding="utf-8")
