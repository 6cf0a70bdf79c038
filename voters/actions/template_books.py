"""Workbooks that the portal gives out to be filled in: empty, or with the voters of a village in them.

A filled one holds whole NIK and NKK: it is written by a worker for one person, carries a mark of its own, stands in
the record, and is handed out to whoever had it written and to nobody else, for a day.
"""

import hashlib

from django.db import transaction
from django.utils.translation import gettext as _

from sidalih import audit
from sidalih.accounts.authorize import authorize
from sidalih.accounts.roles import Permission
from sidalih.accounts.scope import scoped
from sidalih.areas import queries as areas
from sidalih.marking import new_mark
from sidalih.refusal import Refused
from sidalih.sheets import write_form
from voters.actions import handing_out
from voters.intake import template
from voters.queries import prefill
from voters.queries.periods import period_of
from voters.rules.codes import TMS

KIND = "write_template"
SUFFIX = ".xlsx"


def empty_template(*, regency, period, by):
    """The bytes of a workbook without voters, with the choices and codes of a regency and period. Holds nobody's data.

    Raises Refused for people who may not send workbooks of this regency.
    """
    authorize(by, Permission.BATCH_EDIT, regency)
    return _book(regency, period)


@transaction.atomic
def ask_template(*, regency, period, village, tps, ket, source, by):
    """Have a worker write the workbook with the voters of a village (or one TPS). Returns the job.

    Within a minute the same wish is the same job. Raises Refused for people who may not, for a village of another
    regency, a KET that the period does not know, and a place without voters.
    """
    authorize(by, Permission.BATCH_EDIT, regency)
    if not any(area.code == village for area in areas.villages_of(regency)):
        raise Refused("unknown_village", _("Kelurahan/desa ini tidak ada di kabupaten/kota Anda."))
    if ket not in ("", "U", *map(str, TMS[period.codeset])):
        raise Refused("unknown_ket", _("Kode ini tidak dikenal pada periode ini."))
    if not prefill.count(regency, village, tps):
        raise Refused("nobody", _("Tidak ada pemilih aktif di tempat ini."))
    wish = {"regency": regency, "period": period.pk, "village": village, "tps": tps, "ket": ket, "source": source}
    return handing_out.ask(KIND, wish, by=by, regency=regency)


def write_template(*, job, progress=lambda done, total, what: None):
    """Write the workbook that a job asks for; the worker's part. Written aside and renamed; written again it is new.

    Returns {"rows", "bytes"}.
    """
    wish = job.args
    with scoped(wish["regency"]):
        period = period_of(wish["period"])
        total = prefill.count(wish["regency"], wish["village"], wish["tps"])
        progress(0, total, _("Menulis templat"))
        mark = new_mark(job.by)
        data = _book(wish["regency"], period, mark, prefill.rows(wish["regency"], wish["village"], wish["tps"],
                                                                 wish["ket"], wish["source"]))
        handing_out.keep(job, SUFFIX, data)
        audit.record("list_exported", by=job.by, regency=wish["regency"], what=f"templat {period.pk}", mark=mark.code,
                     sha256=hashlib.sha256(data).hexdigest(), bytes=len(data), rows=total, village=wish["village"],
                     tps=wish["tps"])
    return {"rows": total, "bytes": len(data)}


def hand_out(*, job, by):
    """The path of a workbook that this person had written, or None where it is gone or somebody else's."""
    authorize(by, Permission.BATCH_EDIT, job.regency)
    return handing_out.written(job, KIND, SUFFIX, by)


def file_name(job):
    """What the file is called on the operator's disk: codes only."""
    wish = job.args
    place = wish["village"] + (f"-tps{wish['tps']:03d}" if wish["tps"] is not None else "")
    return f"templat-{place}-{wish['period']}.xlsx"


def _book(regency, period, mark=None, rows=()):
    name = areas.name_of(regency)
    title = _("Templat mutarlih %(where)s, %(period)s") % {"where": name, "period": period.label}
    return write_form(title=title, sheet=template.SHEET, columns=template.columns(period.codeset), rows=rows, mark=mark,
                      groups=template.places(prefill.groups(regency), prefill.stations(regency)),
                      guide_sheet=template.GUIDE,
                      guide=template.guide(period, name))
