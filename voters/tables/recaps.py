"""Recaps as pages, workbooks and papers show them: the columns of the year's forms, and the annexes that belong to one.

Everything is given as numbers; None is what is not there (a missing office), never a zero.
"""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from sidalih.areas.codes import dotted
from voters.queries.recap_sets import form_set
from voters.rules.codes import DISABILITY, PAIRED_CODE, disability_label, tms_label
from voters.rules.figures import both, gap, moved
from voters.tables.recap_table import Line, Table

TEXTS = frozenset({"kode", "nama", "keterangan"})
SEXES = ("L", "P")
PAIRS = {"baru": "baru", "tms": "tms", "ubah": "ubah"}


@dataclass(frozen=True)
class Paper:
    """All tables of a recap: the year's forms first, then the annexes; and the words of what it is about."""

    recap: Any
    listed: str     # what the stage is called
    forms: list
    annexes: list
    words: Any      # the FormSet
    notes: list = field(default_factory=list)


def paper_of(recap):
    """The Paper of a queries.recap.Recap. Raises BadForms as `form_set` does."""
    words = form_set(recap.period)
    listed = words.stages[recap.stage]
    forms = [_form(form, recap, listed) for form in words.of(recap.level, recap.stage)]
    return Paper(recap, listed, forms, [_closing(recap.totals), *_annexes(recap)], words, _notes(recap))


def _form(form, recap, listed):
    about = {"daftar": listed, "wilayah": recap.name.upper(), "periode": recap.period.label.upper(), "badan": ""}
    lines = [Line([_cell(column.key, number, line, line.figures) for column in form.columns],
                  "" if recap.level == "desa" else line.code, line.figures is None)
             for number, line in enumerate(recap.lines, 1)]
    totals = [_total(column.key, recap.totals) for column in form.columns]
    groups, headings = [], [column.heading for column in form.columns]
    for column in form.columns:
        if groups and column.group and groups[-1][0] == column.group:
            groups[-1][1] += 1
        else:
            groups.append([column.group, 1])
    texts = frozenset(at for at, column in enumerate(form.columns) if column.key in TEXTS)
    keys = [column.key for column in form.columns]
    return Table(form.title.format(**about), headings, [tuple(one) for one in groups], lines, totals, form.model, texts,
                 _("Rekap"), keys.index("nama"))


def _cell(key, number, line, figures):
    if key == "no":
        return number
    if key == "nama":
        return line.name
    if key == "kode":
        return dotted(line.code)
    if key == "keterangan":
        return _remark(line)
    return None if figures is None else _value(key, figures)


def _remark(line):
    if line.figures is None:
        return _("belum ada snapshot")
    if line.places:
        return _("%(n)d dari %(all)d kabupaten/kota") % dict(zip(("n", "all"), line.places, strict=True))
    return _("lokasi khusus") if line.special else ""


def _total(key, figures):
    if key in ("no", "kode", "keterangan"):
        return ""
    return _("JUMLAH") if key == "nama" else _value(key, figures)


def _value(key, figures):
    """The number of a column."""
    if key in ("l", "p"):
        return figures["pemilih"][key.upper()]
    if key == "jumlah":
        return both(figures["pemilih"])
    name, _mark, sex = key.partition("_")
    if name in PAIRS and (not sex or sex in "lp"):
        return figures[name][sex.upper()] if sex else both(figures[name])
    if key == "pindah":
        return both(moved(figures))
    if key == "disabilitas":
        return sum(figures["disabilitas"].values())
    value = figures[key]
    return both(value) if isinstance(value, dict) else value


def _closing(figures):
    """previous + baru − TMS ± moves = now, with what is counted in and out of it apart."""
    none = {"L": 0, "P": 0}
    lines = [(_("Daftar sebelumnya"), figures["sebelumnya"]), (_("+ Pemilih baru"), figures["baru"]),
             (_("− TMS"), figures["tms"])]
    for cause, word in (("antar", _("Pindah antarkabupaten/kota")), ("kelamin", _("Pembetulan jenis kelamin")),
                        ("ralat", _("Pembatalan penerapan")), ("tempat", _("Pindah di dalam wilayah"))):
        ways = figures["pindah"].get(cause)
        if ways or cause == "antar":
            ways = ways or {"masuk": none, "keluar": none}
            lines += [(_("+ %(what)s, masuk") % {"what": word}, ways["masuk"]),
                      (_("− %(what)s, keluar") % {"what": word}, ways["keluar"])]
    rows = [Line([label, *_three(sexes)]) for label, sexes in lines]
    if any((open_by := gap(figures)).values()):
        rows.append(Line([_("± Selisih yang dijelaskan provinsi"), *_three(open_by)]))
    return Table(_("Penutupan angka"), ["", "L", "P", "L+P"], [], rows,
                 [_("= Pemilih sekarang"), *_three(figures["pemilih"])], name=_("Arus"))


def _annexes(recap):
    """TMS by code, disability by kind, regular and special TPS: per line, with their totals."""
    present = [line for line in recap.lines if line.figures]
    codes = sorted(recap.totals["tms_kode"], key=int)
    found = []
    if codes:
        inside = str(PAIRED_CODE.get(recap.codeset, ""))
        outside = [code for code in codes if code != inside]
        groups = [("", 1), *((_tms(recap.codeset, code), 3) for code in codes)]
        if inside in codes:
            groups.append((_("TMS tanpa kode %(code)s") % {"code": inside}, 3))

        def of(figures):
            return _by_code(figures, codes) + (_without(figures, outside) if inside in codes else [])
        found.append(Table(_("TMS menurut kode"), [_("Wilayah"), *["L", "P", "L+P"] * (len(groups) - 1)], groups,
                           [Line([line.name, *of(line.figures)]) for line in present],
                           [_("JUMLAH"), *of(recap.totals)], name=_("TMS per kode")))
    known = [str(kind) for kind in DISABILITY[recap.codeset] if kind]
    kinds = known + sorted(set(recap.totals["disabilitas"]) - set(known))
    found.append(Table(_("Disabilitas menurut ragam"), [
        _("Wilayah"), *(_(disability_label(recap.codeset, int(kind))) for kind in kinds), _("Jumlah")], [],
        [Line([line.name, *_kinds(line.figures, kinds)]) for line in present],
        [_("JUMLAH"), *_kinds(recap.totals, kinds)], name=_("Disabilitas")))
    if recap.level != "desa":
        found.append(Table(_("Reguler dan lokasi khusus"), [
            _("Wilayah"), "TPS", "L", "P", "L+P", "TPS", "L", "P", "L+P"],
            [("", 1), (_("Reguler"), 4), (_("Lokasi khusus"), 4)],
            [Line([line.name, *_special(line.figures)]) for line in present],
            [_("JUMLAH"), *_special(recap.totals)], name=_("Lokasi khusus")))
    return found


def _tms(codeset, code):
    apart = " *" if PAIRED_CODE.get(codeset) == int(code) else ""
    return f"{code} {_(tms_label(codeset, int(code)))}{apart}"


def _notes(recap):
    notes = [_("Penjelasan provinsi untuk %(name)s, yang angkanya tidak tertutup: %(text)s") % {
        "name": name, "text": text} for name, text in recap.explanations]
    if missing := [line.name for line in recap.missing]:
        notes.append(_("Belum ada snapshot, tidak dihitung dalam jumlah: %(names)s.") % {"names": ", ".join(missing)})
    paired = PAIRED_CODE.get(recap.codeset)
    if paired and str(paired) in recap.totals["tms_kode"]:
        notes.append(_("* TMS kode %(code)d berpasangan dengan pemilih baru di TPS lain dan saling meniadakan.") % {
            "code": paired})
    return notes


def _three(sexes):
    return [sexes["L"], sexes["P"], both(sexes)]


def _by_code(figures, codes):
    none = {"L": 0, "P": 0}
    return [value for code in codes for value in _three(figures["tms_kode"].get(code, none))]


def _without(figures, codes):
    """The strikes of these codes together."""
    struck = [figures["tms_kode"][code] for code in codes if code in figures["tms_kode"]]
    return _three({sex: sum(one[sex] for one in struck) for sex in SEXES})


def _kinds(figures, kinds):
    return [*(figures["disabilitas"].get(kind, 0) for kind in kinds), sum(figures["disabilitas"].values())]


def _special(figures):
    return [figures["tps"] - figures["tps_khusus"], *_three(figures["reguler"]), figures["tps_khusus"],
            *_three(figures["khusus"])]
