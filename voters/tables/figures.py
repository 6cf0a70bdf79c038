"""Tables of figures: villages of a snapshot, its flow, the regencies of a province; sorting and filtering."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from sidalih.home.templatetags.tanggal import tanggal
from sidalih.sheets import Column as SheetColumn
from voters.queries.closing import place_of
from voters.rules.codes import PAIRED_CODE, tms_label

STATES = {"done": ("ok", "✓"), "waiting": ("info", "…"), "working": ("warn", "!"), "missing": ("mute", "–")}


@dataclass(frozen=True)
class Column:
    """A sortable heading: its link, and how the table is sorted by it now (ascending, descending or '')."""

    key: str
    label: Any
    query: str
    sort: str
    number: bool = True


def state_words():
    """{state of a regency: words}."""
    return {"done": _("Selesai"), "waiting": _("Menunggu persetujuan"), "working": _("Dikerjakan"),
            "missing": _("Belum ada berkas")}


def village_lines(sums, names):
    """Dictionaries per village of a snapshot with names and totals, and one of all villages."""
    keys = ("male", "female", "new_male", "new_female", "struck_male", "struck_female", "changed", "moved_male",
            "moved_female", "without_ektp")
    lines, totals = [], dict.fromkeys((*keys, "total", "new", "struck", "moved"), 0)
    for each in sums:
        line = {key: each[f"sum_{key}"] or 0 for key in keys}
        line |= {"code": each["village"], "name": names.get(each["village"], each["village"]),
                 "district": names.get(each["village"][:6], each["village"][:6]),
                 "total": line["male"] + line["female"], "new": line["new_male"] + line["new_female"],
                 "struck": line["struck_male"] + line["struck_female"],
                 "moved": line["moved_male"] + line["moved_female"]}
        for key in totals:
            totals[key] += line[key]
        lines.append(line)
    return lines, totals


def flow_lines(flow, codeset):
    """[(label, L, P, both)] of a snapshot's flow: baru, TMS by code, TMS in all; and the number of ubah.

    The code of moves inside the regency stands apart, below the sum of the others: whom it strikes is new elsewhere.
    """
    inside = str(PAIRED_CODE.get(codeset, ""))
    struck = sorted(flow.get("tms", {}).items(), key=lambda pair: int(pair[0]))
    lines = [_line(_("Baru"), [flow.get("baru", {})])]
    lines += [_tms(code, sexes, codeset) for code, sexes in struck if code != inside]
    if inside in flow.get("tms", {}):
        lines.append(_line(_("TMS tanpa kode %(code)s") % {"code": inside},
                           [sexes for code, sexes in struck if code != inside]))
        lines.append(_tms(inside, flow["tms"][inside], codeset))
    lines.append(_line(_("TMS seluruhnya"), [sexes for _code, sexes in struck]))
    return lines, flow.get("ubah", 0)


def break_lines(breaks, names):
    """[(break, where, which sum, found less expected)] of a snapshot's breaks (queries/closing.py)."""
    words = {"total": "L+P", "tempat": _("pindah masuk = keluar"), "sebelumnya": _("daftar sebelumnya")}
    found = []
    for one in breaks:
        kind, _mark, sex = one["measure"].partition("_")
        what = words.get(kind, kind)
        found.append((one, place_of(one, names), f"{sex}, {what}" if sex else what, one["found"] - one["expected"]))
    return found


def _tms(code, sexes, codeset):
    return _line(f"TMS {code} · {_(tms_label(codeset, int(code)))}", [sexes])


def _line(label, many):
    male, female = (sum(sexes.get(sex, 0) for sexes in many) for sex in ("L", "P"))
    return label, male, female, male + female


def regency_columns(sort, which):
    """The sortable columns of the province's table; `sort` is a key, with a minus for the largest first."""
    names = [("kode", _("Kabupaten/kota"), False), ("pemilih", _("Pemilih"), True), ("l", _("L"), True),
             ("p", _("P"), True), ("baru", _("Baru"), True), ("tms", _("TMS"), True), ("ubah", _("Ubah"), True)]
    columns = []
    for key, label, number in names:
        state = {key: "ascending", f"-{key}": "descending"}.get(sort, "")
        turned = key if sort == f"-{key}" or (not number and sort != key) else f"-{key}"
        columns.append(Column(key, label, f"?urut={turned}&saring={which}", state, number))
    return columns


def sorted_lines(lines, sort):
    """The province's lines by a key of `regency_columns`; missing regencies always last."""
    keys = {"kode": lambda line: line.code, "pemilih": lambda line: line.total, "l": lambda line: line.row.male,
            "p": lambda line: line.row.female, "baru": lambda line: line.new, "tms": lambda line: line.struck,
            "ubah": lambda line: line.row.changed}
    key = sort.lstrip("-")
    if key not in keys or key == "kode":
        return sorted(lines, key=keys["kode"], reverse=sort == "-kode")
    here = sorted((line for line in lines if line.row), key=keys[key], reverse=sort.startswith("-"))
    return here + [line for line in lines if not line.row]


def sheet_columns():
    """The columns of the province's workbook, as the page shows them."""
    figures = [_("Pemilih"), _("L"), _("P"), _("Baru"), _("TMS"), _("Ubah")]
    return [SheetColumn(_("Kode"), 8, "code"), SheetColumn(_("Kabupaten/kota"), 28),
            *(SheetColumn(label, 12, "number") for label in figures), SheetColumn(_("Snapshot"), 16),
            SheetColumn(_("Status"), 24)]


def sheet_rows(lines):
    """The province's lines for its workbook; a missing regency has empty figures, never zeros."""
    words = state_words()
    for line in lines:
        row = line.row
        figures = (line.total, row.male, row.female, line.new, line.struck, row.changed) if row else (None,) * 6
        sealed = tanggal(row.snapshot.sealed_at) if row else _("Belum")
        yield [line.code, line.name, *figures, sealed, words[line.state]]


def sheet_totals(board):
    """The totals row: it says of how many regencies."""
    totals = board.totals
    label = _("Jumlah (%(n)d dari %(all)d)") % {"n": board.included, "all": board.expected}
    keys = ("total", "male", "female", "new", "struck", "changed")
    figures = [totals[key] if board.included else None for key in keys]
    return ["", label, *figures, "", ""]
