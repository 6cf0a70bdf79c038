"""Marks on what leaves the portal: look here when a file is handed out, or was found where it should not be.

Every export carries a random mark of its own and stands in the record with it: whoever finds the file finds the person.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from sidalih import audit
from sidalih.home.templatetags.tanggal import waktu
from sidalih.sheets import write_table

BITS = 128
GROUP = 4


@dataclass(frozen=True)
class Mark:
    """One export: its mark (`9f3c-21a1-…`, 32 hexadecimal digits), who takes it out, and when."""

    code: str
    by: str
    at: datetime

    @property
    def line(self):
        """What stands at the foot of the file, for people."""
        return _("Diunduh oleh %(who)s pada %(when)s, tanda %(mark)s") % {
            "who": self.by, "when": waktu(self.at), "mark": self.code}


def new_mark(by):
    """A fresh Mark for a person or command; `by` is a user or a username."""
    digits = secrets.token_hex(BITS // 8)
    code = "-".join(digits[start:start + GROUP] for start in range(0, len(digits), GROUP))
    return Mark(code, str(by), timezone.now())


def normal(code):
    """A mark as it stands in the record, from how somebody typed it; "" for what can be none."""
    digits = re.sub(r"[\s\-]", "", code).lower()
    if not re.fullmatch(r"[0-9a-f]{32}", digits, re.ASCII):
        return ""
    return "-".join(digits[start:start + GROUP] for start in range(0, len(digits), GROUP))


def marked_table(*, what, by, regency="", subject="", about=None, **table):
    """The bytes of a workbook (`sheets.write_table` with `table`) that carries a mark, written down with its hash.

    Call it inside an action's transaction: without its record there is no file. `what` says in a few words what
    it lists, `about` (a dictionary) more for the record; "rows" in it overrides the number of lines written.
    """
    mark = new_mark(by)
    rows = _Counted(table.pop("rows"))
    data = write_table(**table, rows=rows, mark=mark)
    detail = {"rows": rows.count} | (about or {})
    audit.record("list_exported", by=by, regency=regency, subject=subject, what=what, mark=mark.code,
                 sha256=hashlib.sha256(data).hexdigest(), bytes=len(data), **detail)
    return data


def marked(*, make, what, by, regency="", subject="", about=None):
    """The bytes that `make(mark)` writes with a Mark of their own, written down with their hash as `list_exported`.

    For papers and workbooks of several sheets; called like `marked_table`.
    """
    mark = new_mark(by)
    data = make(mark)
    audit.record("list_exported", by=by, regency=regency, subject=subject, what=what, mark=mark.code,
                 sha256=hashlib.sha256(data).hexdigest(), bytes=len(data), **(about or {}))
    return data


class _Counted:
    """Rows that know how many of them were written."""

    def __init__(self, rows):
        self._rows, self.count = rows, 0

    def __iter__(self):
        for row in self._rows:
            self.count += 1
            yield row
