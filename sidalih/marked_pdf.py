"""Lists that leave the portal as PDF: whose copy it is stands across every page, its mark at every foot.

The sibling of `marking.marked_table`: written down with its hash, or there is no file.
"""

import hashlib
import json
from functools import cache
from pathlib import Path

import typst
from django.utils import translation
from django.utils.translation import gettext as _

from sidalih import audit
from sidalih.home.templatetags.tanggal import waktu
from sidalih.marking import new_mark

FORM = Path(__file__).parent / "marked_list.typ"


def marked_pdf(*, what, by, who, regency="", subject="", about=None, **table):
    """The bytes of a PDF that carries a mark, written down with its hash; call it inside an action's transaction.

    `who` are the lines of the watermark before the time: name, role, office. `table` is title, subtitle, facts
    [(label, text)], columns [(heading, width, right-aligned)], groups [(title, [row of texts])] and note. Its foot is
    in Indonesian: it is for whoever receives it.
    """
    mark = new_mark(by)
    groups = [{"title": title, "rows": rows} for title, rows in table["groups"]]
    with translation.override("id"):
        data = {
            "title": table["title"], "subtitle": table["subtitle"], "facts": table["facts"], "note": table["note"],
            "headings": [heading for heading, _width, _right in table["columns"]],
            "widths": [width for _heading, width, _right in table["columns"]],
            "right": [at for at, (_heading, _width, right) in enumerate(table["columns"]) if right], "groups": groups,
            "watermark": [*who, waktu(mark.at)], "foot": mark.line, "page": _("Hal"), "of": _("dari")}
        content = typst.compile(_form(), format="pdf", ignore_system_fonts=True,
                                sys_inputs={"data": json.dumps(data, ensure_ascii=False)})
    rows = sum(len(group["rows"]) for group in groups)
    audit.record("list_exported", by=by, regency=regency, subject=subject, what=what, mark=mark.code,
                 sha256=hashlib.sha256(content).hexdigest(), bytes=len(content), **{"rows": rows} | (about or {}))
    return content


@cache
def _form():
    return FORM.read_bytes()
