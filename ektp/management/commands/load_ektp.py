"""`manage.py load_ektp`: a regency's KTP-el report from the offices' form."""

import argparse
from datetime import date, datetime
from pathlib import Path

from django.core.files import File
from django.utils.translation import gettext as _

from ektp.actions.reporting import record_report
from ektp.queries.drafts import draft_from_file
from ektp.queries.reports import findings_of
from sidalih.accounts.authorize import authorize, person
from sidalih.accounts.roles import Permission
from sidalih.accounts.scope import scoped
from sidalih.cli import JsonCommand
from sidalih.refusal import Refused
from voters.queries.regencies import regency_of_command

SHOWN = 10


def day(text):
    """The date of 2017-08-31 or 31-08-2017; anything else is bad usage."""
    for form in (date.fromisoformat, lambda said: datetime.strptime(said, "%d-%m-%Y").date()):
        try:
            return form(text)
        except ValueError:
            continue
    raise argparse.ArgumentTypeError(_("%(text)s bukan tanggal (2017-08-31)") % {"text": text})


class Command(JsonCommand):
    """Records the report in a file as a new version of its date; bad cells are named and nothing is kept.

    Source and note of the version before stay: a file says nothing of them. Where `--as-of` is another date than
    the file's own, the answer's `notes` and the report's note say so.
    """

    help = "Load a KTP-el report (.xlsx or .csv) of a regency"

    def add_arguments(self, parser):
        """FILE --regency R [--as-of D] --by USER."""
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--regency", required=True)
        parser.add_argument("--as-of", type=day, default=None)
        parser.add_argument("--by", required=True)

    def answer(self, file, regency, as_of, by, **options):
        """The report's number, its date, how many districts it holds, and its findings."""
        who, regency, path = person(by), regency_of_command(regency), Path(file)
        authorize(who, Permission.EKTP_EDIT, regency)
        if not path.is_file():
            raise Refused("no_file", _("Berkas %(path)s tidak ada.") % {"path": file})
        draft = draft_from_file(path, name=path.name, regency=regency, as_of=as_of)
        if not draft.ok:
            raise Refused("bad_cells", _sentences(draft.problems))
        with path.open("rb") as content, scoped(regency):
            report = record_report(
                regency=regency, as_of=draft.as_of, figures=draft.figures, totals=draft.totals, remarks=draft.remarks,
                label=draft.label or None, more_notes=draft.notes, evidence=File(content, name=path.name), by=who)
            found = findings_of(report)
        return {"report": report.pk, "as_of": report.as_of.isoformat(), "districts": report.districts,
                "version": report.version, "notes": [str(note) for note in draft.notes],
                "findings": [{"district": one.district, "finding": one.code, "column": one.column} for one in found]}


def _sentences(problems):
    """The first problems, each with its cell."""
    said = "; ".join(f"{one.where}: {one.message}" if one.where else str(one.message) for one in problems[:SHOWN])
    more = _(" (dan %(n)d lagi)") % {"n": len(problems) - SHOWN} if len(problems) > SHOWN else ""
    return _("%(n)d hal harus diperbaiki: %(what)s") % {"n": len(problems), "what": said + more}
