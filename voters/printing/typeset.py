"""What every paper has in common: numbers in print, the code with its QR, and Typst, which reads data only."""

import json
from functools import cache
from io import BytesIO
from pathlib import Path

import segno
import typst
from django.utils import timezone

from sidalih.home.templatetags.sandi import segel
from sidalih.home.templatetags.tanggal import waktu
from voters.rules import words
from voters.rules.papers import spelled

MISSING = "–"


def compiled(form, **data):
    """The PDF of one of the forms beside this file (after tables.typ); nothing in `data` is ever taken for markup."""
    return typst.compile(_form(form), format="pdf", ignore_system_fonts=True,
                         sys_inputs={"data": json.dumps(data, ensure_ascii=False)})


def proof_lines(source, address, replaced=""):
    """What ties a paper to the database: code, short seal, when it was fixed, the QR of `address`, what replaced it."""
    fixed = getattr(source, "sealed_at", None) or source.built_at
    out = BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=0, xmldecl=False, svgclass=None,
                                                     lineclass=None)
    return {"code": spelled(source.code), "seal": segel(source.seal), "fixed": waktu(fixed),
            "address": address.split("://", 1)[-1], "qr": out.getvalue().decode(), "replaced": replaced,
            "printed": waktu(timezone.now())}


def written(value):
    """A cell as it is printed: 2.256.140, a dash for what is not there, words as they stand."""
    if value is None:
        return MISSING
    if isinstance(value, int):
        return f"−{words.dotted(-value)}" if value < 0 else words.dotted(value)
    return str(value)


def table_data(table):
    """A tables.recap_table.Table for Typst: all texts, and where numbers stand."""
    return {"title": table.title, "model": table.model, "headings": table.headings,
            "groups": [list(one) for one in table.groups], "rows": [[written(cell) for cell in line.cells]
                                                                   for line in table.lines],
            "totals": [written(cell) for cell in table.totals or []], "texts": sorted(table.texts)}


@cache
def _form(name):
    here = Path(__file__).parent
    return (here / "tables.typ").read_bytes() + (here / name).read_bytes()
