"""A paper beside the database: the sums that stand on it, how they close, and whether what was typed agrees."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from sidalih.areas import queries as areas
from sidalih.home.templatetags.angka import angka
from voters.rules.codes import tms_label
from voters.rules.figures import both, gap, moved


@dataclass(frozen=True)
class Line:
    """A line of the table: its words, the sums by sex and together; `sign` (+, −, ± or =) and how it is shown."""

    label: str
    male: int
    female: int
    total: int
    sign: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Compared:
    """One figure typed from the paper: what the database has, and whether that is it (None: nothing was typed)."""

    field: Any
    ours: int | None
    agrees: bool | None


def lines_of(paper):
    """The sum that closes, from the previous list to this one; only its end where figures were not kept yet."""
    now = {"pemilih": {"L": paper.male, "P": paper.female}}
    if not paper.figures:
        return closing_lines({"baru": _sexes(paper.flow.get("baru")), "tms": struck_of(paper)} | now)
    return closing_lines(paper.figures | {"pindah": moved(paper.figures)} | now)


def closing_lines(sums):
    """previous + baru − TMS ± moves = now as Lines; `sums` are {"L", "P"} by name, and those not given are left out."""
    lines = (("sebelumnya", _("Sebelumnya"), "", ""), ("baru", _("Baru"), "+", ""), ("tms", "TMS", "−", ""),
             ("pindah", _("Pindah (masuk − keluar)"), "±", ""), ("pemilih", _("Pemilih"), "=", "strong"))
    return [_line(label, sums[key], sign, tone) for key, label, sign, tone in lines if key in sums]


def parts_of(paper):
    """[(code, Line)] of the areas below with their voters, by code."""
    names = areas.names_of(paper.parts) if paper.parts else {}
    return [(code, _line(names.get(code, code), figures["pemilih"])) for code, figures in sorted(paper.parts.items())]


def struck_of(paper):
    """TMS of all codes by sex."""
    if paper.figures:
        return paper.figures["tms"]
    codes = [_sexes(one) for one in paper.flow.get("tms", {}).values()]
    return {sex: sum(one[sex] for one in codes) for sex in ("L", "P")}


def closes(paper):
    """Whether previous + new − struck ± moves = now, for either sex."""
    return not any(gap(paper.figures).values())


def codes_of(paper):
    """The TMS by code as Lines, in the order of the codes."""
    codes = paper.figures["tms_kode"] if paper.figures else paper.flow.get("tms", {})
    return [_line(f"{code} · {_(tms_label(paper.period.codeset, int(code)))}", _sexes(sexes))
            for code, sexes in sorted(codes.items(), key=lambda pair: int(pair[0]))]


def compared(paper, form):
    """A Compared for each field of the form."""
    new, struck = (paper.figures.get("baru") or _sexes(paper.flow.get("baru"))), struck_of(paper)
    changed = both(paper.figures["ubah"]) if paper.figures else paper.flow.get("ubah")
    ours = {"l": paper.male, "p": paper.female, "jumlah": paper.total, "baru": both(new), "tms": both(struck),
            "ubah": changed}
    typed = form.typed
    return [Compared(form[name], ours[name], typed[name] == ours[name] if name in typed else None) for name in ours]


def verdict(found):
    """(tone, sentence) over all figures typed, None where none was."""
    said = [one.agrees for one in found if one.agrees is not None]
    if not said:
        return None
    if all(said):
        return "ok", _("Semua angka yang diketik (%(n)s) sama dengan basis data.") % {"n": angka(len(said))}
    return "bad", _("%(n)s angka pada kertas berbeda dari basis data. Jangan pakai kertasnya sebelum dijelaskan KPU."
                    ) % {"n": angka(said.count(False))}


def _line(label, sexes, sign="", tone=""):
    return Line(label, sexes["L"], sexes["P"], both(sexes), sign, tone)


def _sexes(found):
    """Both sexes of a flow, 0 where one does not occur."""
    return {sex: (found or {}).get(sex, 0) for sex in ("L", "P")}
