"""The recap by source as a table: on the page and as a workbook, the same lines."""

from django.utils.translation import gettext as _

from sidalih.home.templatetags.sandi import tanpa_nomor
from sidalih.sheets import Column


def name_of(source):
    """What a source is called: its own words without numbers, or that there are none."""
    if source is None:
        return _("sumber lain")
    return tanpa_nomor(source) or _("tanpa sumber")


def lines_of(lines):
    """[(name, waiting, applied, total)] of SourceLines."""
    return [(name_of(line.source), line.waiting, line.applied, line.total) for line in lines]


def totals_of(lines):
    """(waiting, applied, total) over SourceLines."""
    waiting = tuple(sum(line.waiting[at] for line in lines) for at in range(3))
    applied = tuple(sum(line.applied[at] for line in lines) for at in range(3))
    return waiting, applied, sum(waiting) + sum(applied)


def sheet_columns():
    """The workbook's columns."""
    kinds = (_("baru"), _("ubah"), _("TMS"))
    return [Column(_("Sumber"), 40), *(Column(_("Belum diterapkan: %(kind)s") % {"kind": kind}, 14, "number")
                                       for kind in kinds),
            *(Column(_("Diterapkan: %(kind)s") % {"kind": kind}, 14, "number") for kind in kinds),
            Column(_("Jumlah"), 12, "number")]


def sheet_rows(lines):
    """The workbook's lines."""
    return [[name, *waiting, *applied, total] for name, waiting, applied, total in lines_of(lines)]


def sheet_totals(lines):
    """The workbook's last line."""
    waiting, applied, total = totals_of(lines)
    return [_("Jumlah"), *waiting, *applied, total]
