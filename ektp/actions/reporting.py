"""Recording a report: a new version of its date, its findings, and a nudge to the rollups above it."""

from django.utils import timezone
from django.utils.translation import gettext as _

from ektp.actions.findings import find
from ektp.actions.locks import lock_regency
from ektp.actions.uploads import store_evidence
from ektp.intake.draft import LONGEST_REMARK, date_problem
from ektp.intake.numbers import LARGEST
from ektp.models import DistrictFigures, Report
from ektp.queries.drafts import districts_of
from ektp.queries.reports import current_of, next_of
from ektp.rules import COLUMNS, DIFFERENCES, REQUIRED, added_up
from sidalih import audit, jobs
from sidalih.accounts.authorize import authorize
from sidalih.accounts.roles import Permission
from sidalih.accounts.scope import scoped
from sidalih.home.templatetags.sandi import tanpa_nomor
from sidalih.refusal import Refused

SYSTEM = "system"


def record_report(*, regency, as_of, figures, by, totals=None, remarks=None, source=None, label=None, note=None,
                  more_notes=(), evidence=None, base_version=None, announce=True):
    """Record what an office reports as of a date; returns the Report, a new version if the date had one.

    `figures` {district: Figures}, `totals` {column: n} as the totals row states them, `remarks` {district: text},
    `evidence` a Django File. Source, label and note that are None stay as the version before has them, "" empties
    them; `more_notes` are sentences that the note gets unless it has them. Nothing is corrected; findings are kept
    beside it. What is exactly the current version is that version again, whoever asks. `base_version` is the
    version that a form began from (0 for none): if somebody else was faster the report is refused with `stale`.
    `by` is a User, or "system" for the demonstration, which with `announce=False` builds the rollups itself. Raises
    Refused for people who may not, for dates and figures that cannot be, for evidence of another kind or size.
    """
    person = None if by == SYSTEM else by
    if person is not None:
        authorize(person, Permission.EKTP_EDIT, regency)
    totals, remarks = totals or {}, {code: tanpa_nomor(text) for code, text in (remarks or {}).items()}
    districts = districts_of(regency, as_of)
    _refuse_impossible(as_of, figures, totals, districts)
    with scoped(regency):
        lock_regency(regency)
        extra = store_evidence(evidence, regency) if evidence else {}
        current = current_of(regency, as_of, lock=True)
        texts = _texts(current, more_notes, source=source, label=label, note=note)
        if current and _is_same(current, figures, totals, remarks, texts | {"sha256": extra.get("sha256", "")}):
            return current
        if base_version is not None and base_version != (current.version if current else 0):
            raise Refused("stale", _("Laporan per %(date)s sudah berubah (kini versi %(version)d). Buka lagi, lalu "
                                     "ulangi perubahan Anda.")
                          % {"date": f"{as_of:%d-%m-%Y}", "version": current.version if current else 0})
        if current:
            current.current = False
            current.save(update_fields=["current"])
            if not evidence:  # a correction typed by hand still rests on the same paper
                extra = {name: getattr(current, name) for name in ("evidence", "evidence_name", "sha256")}
        sums = added_up(figures.values())
        report = Report.objects.create(
            regency=regency, as_of=as_of, version=current.version + 1 if current else 1, replaces=current,
            districts=len(figures), expected=len({*districts.names, *figures}), totals=totals, recorded_by=person,
            **{column: getattr(sums, column) for column in COLUMNS}, **texts, **extra)
        DistrictFigures.objects.bulk_create(
            DistrictFigures(report=report, regency=regency, district=district,
                            remark=remarks.get(district, "")[:LONGEST_REMARK],
                            **{column: getattr(one, column) for column in COLUMNS})
            for district, one in sorted(figures.items()))
        find(report, expected=districts.names, inherit=current)
        following = next_of(report, lock=True)  # nobody explains a finding of it while it is compared anew
        if following:  # it was compared with another report until now
            find(following, expected=districts_of(regency, following.as_of).names, inherit=following)
        if announce:
            jobs.enqueue(kind="build_ektp_rollups", key=f"build_ektp_rollups:after:{report.pk}", regency=regency[:2],
                         args={"area": regency[:2], "as_of": as_of.isoformat()}, by=SYSTEM)
        audit.record("ektp_reported", by=person.username if person else SYSTEM, regency=regency,
                     subject=f"ektp:{report.pk}", as_of=as_of.isoformat(), version=report.version,
                     districts=report.districts, findings=report.open_findings)
    return report


def _refuse_impossible(as_of, figures, totals, districts):
    """What a form has already said in words at the cell is refused here too, whoever calls."""
    problem = date_problem(as_of, timezone.localdate())
    if problem:
        raise Refused(problem.reason, problem.message)
    if not figures:
        raise Refused("empty", _("Belum ada angka kecamatan yang diisi."))
    strangers = sorted(set(figures) - set(districts.names))
    if strangers:
        raise Refused("unknown_district", districts.find(strangers[0], "")[1])
    for district, one in figures.items():
        for column in COLUMNS:
            value = getattr(one, column)
            wrong = column in REQUIRED if value is None else not _possible(value, column)
            if wrong:
                raise Refused("bad_figure", _("Angka %(name)s tidak mungkin; periksa lagi.")
                              % {"name": districts.names[district]})
    if not all(column in COLUMNS and _possible(value, column) for column, value in totals.items()):
        raise Refused("bad_figure", _("Angka pada baris jumlah tidak mungkin; periksa lagi."))


def _possible(value, column):
    lowest = -LARGEST if column in DIFFERENCES else 0
    return isinstance(value, int) and not isinstance(value, bool) and lowest <= value <= LARGEST


def _texts(current, more_notes, **given):
    """The words of a version: as given, as before where None, cut to their columns, numbers like a NIK masked; the
    note with its additions.
    """
    words = {name: text if text is not None else getattr(current, name, "") for name, text in given.items()}
    words = {name: tanpa_nomor(text) for name, text in words.items()}
    added = [line for line in map(tanpa_nomor, more_notes) if line not in words["note"]]
    note = "\n".join([words["note"], *added]).strip() if added else words["note"]
    return {"source": words["source"][:120], "label": words["label"][:60], "note": note}


def _is_same(current, figures, totals, remarks, texts):
    """Whether this is the current version once more: the same figures and words, no other evidence."""
    same = current.totals == totals and all(
        getattr(current, name) == value for name, value in texts.items() if name != "sha256" or value)
    return same and {line.district: (line.figures, line.remark) for line in current.lines.all()} == {
        district: (one, remarks.get(district, "")[:LONGEST_REMARK]) for district, one in figures.items()}
