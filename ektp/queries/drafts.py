"""From a file, a typed grid or an earlier report to a checked Draft: the region table and today joined to intake."""

from django.utils import timezone
from django.utils.translation import gettext as _

from ektp.intake.draft import Draft, draft_of_form, draft_of_grid
from ektp.intake.files import rows_of
from ektp.intake.form import take_apart
from ektp.intake.places import Districts
from ektp.models import DistrictFigures
from ektp.rules import COLUMNS
from sidalih.areas import queries as areas
from sidalih.refusal import Refused


def districts_of(regency, on=None):
    """The Districts of a regency as of a date (today). Raises Refused for what is no regency with districts."""
    named = [(area.code, area.name) for area in areas.districts_of(regency, on)] if len(regency) == 4 else []
    if not named:
        raise Refused("unknown_regency", _("Kode %(code)s bukan kabupaten/kota.") % {"code": regency})
    return Districts(regency, areas.name_of(regency), named)


def draft_from_file(path, *, name, regency, as_of=None, today=None):
    """The Draft of a form at `path` (.xlsx, .csv) that its sender called `name`.

    Bad cells are the Draft's problems. Raises Refused for files of which nothing can be read.
    """
    form = take_apart(rows_of(path, name))
    districts = districts_of(regency, as_of or form.as_of)
    return draft_of_form(form, districts, as_of=as_of, today=today or timezone.localdate())


def draft_from_grid(typed, *, regency, as_of, totals=None, label="", today=None):
    """The Draft of a typed grid: `typed` {district: {column or "remark": text}}, `totals` {column: text}."""
    return draft_of_grid(typed, districts_of(regency, as_of), as_of=as_of, totals=totals, label=label,
                         today=today or timezone.localdate())


def draft_from_report(report):
    """The Draft that an earlier report would be typed as: what its correction starts from."""
    typed = {}
    for line in DistrictFigures.objects.filter(report=report):
        cells = {column: getattr(line, column) for column in COLUMNS}
        typed[line.district] = {"remark": line.remark} | {
            column: str(value) for column, value in cells.items() if value is not None}
    totals = {column: str(value) for column, value in report.totals.items()}
    return draft_from_grid(typed, regency=report.regency, as_of=report.as_of, totals=totals, label=report.label)


def empty_draft(regency, as_of=None):
    """A grid with every district of the regency and nothing typed; it has no problems yet."""
    districts = districts_of(regency, as_of)
    draft = draft_of_grid({}, districts, as_of=as_of, today=timezone.localdate())
    return Draft(as_of, lines=draft.lines)
