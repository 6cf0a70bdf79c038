"""Spreadsheets in and out: limits first, then rows; this room knows nothing of voters.

    for row in sheets.open_workbook(path): row.sheet, row.row, row.cells
    sheets.write_table(title=..., subtitle=..., sheet=..., columns=[sheets.Column(...)], rows=...)

Names are loaded on first use: the reading child process imports this package too, and must stay small.
"""

from importlib import import_module

_HOMES = {
    "LIMITS": "limits",
    "Limits": "limits",
    "check": "limits",
    "SheetRefused": "refusals",
    "open_workbook": "reader",
    "SheetRow": "reader",
    "Column": "writer",
    "Sheet": "writer",
    "write_table": "writer",
    "write_book": "writer",
    "csv_safe": "writer",
    "write_form": "form",
    "FillIn": "form",
    "Choice": "form",
    "Groups": "form",
    "annotate_workbook": "annotate",
    "Added": "annotate",
    "Heading": "annotate",
    "Note": "annotate",
    "CannotAnnotate": "splice",
    "write_plain": "plain",
}
__all__ = list(_HOMES)  # noqa: PLE0604


def __getattr__(name):
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
