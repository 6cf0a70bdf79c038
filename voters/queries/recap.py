"""Recaps of areas, from sealed snapshots and editions only: the rows of an area and what they add up to.

Nothing here counts voters: whoever wants to know where a figure comes from looks at queries/tallies.py. A recap whose
rows are not its total is never given out.
"""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from sidalih.areas import queries as areas
from sidalih.areas.models import Area
from sidalih.refusal import Refused
from voters.models import Period, Snapshot, Tally
from voters.rules.figures import FIRST_SPECIAL_TPS, added, both, empty, gap, moved

LEVEL_OF = {10: "desa", 6: "kecamatan", 4: "kabkota", 2: "provinsi", 0: "nasional"}
KINDS = {"provinsi": "Provinsi", "kecamatan": "Kecamatan", "desa": "Desa", "kelurahan": "Kelurahan"}
NATION = "Nasional"


@dataclass(frozen=True)
class Line:
    """One row: a TPS, or an area; `figures` are None while an area's snapshot is missing.

    `places` are the regencies of a province that are in and those that should be, where that is not all of them.
    """

    code: str
    name: str
    figures: dict | None
    snapshot: int | None = None
    special: bool = False
    places: tuple | None = None


@dataclass(frozen=True)
class Recap:
    """The recap of one area; its level is that of the area, its lines are one level below.

    `name` begins with what the area is (Kecamatan Wonokromo, Provinsi Jawa Timur). `explanations` are (name, the
    province's words) where figures were sealed that do not close. `source` is the Snapshot or the RollupEdition.
    """

    level: str
    area: str
    name: str
    above: list
    period: Period
    stage: str
    lines: list
    totals: dict
    source: Any
    explanations: list = field(default_factory=list)

    @property
    def codeset(self):
        """The set of the TMS codes and disabilities in the figures."""
        return self.period.codeset

    @property
    def missing(self):
        """The lines whose snapshot is missing."""
        return [line for line in self.lines if line.figures is None]

    @property
    def sealed_at(self):
        """When the figures were fixed."""
        return getattr(self.source, "sealed_at", None) or self.source.built_at


def of_snapshot(snapshot, area):
    """The Recap of a regency's sealed snapshot: of the regency itself, of one of its districts, or of a village.

    Raises Refused: `not_sealed`; `no_figures` for one sealed before recaps were; `not_found` for an area it does not
    hold; `figures` when the stored figures contradict each other.
    """
    must_have_figures(snapshot)
    if len(area) not in (4, 6, 10) or not area.startswith(snapshot.regency):
        raise Refused("not_found", _("Wilayah ini tidak ada dalam snapshot."))
    villages = {code: one["figures"] for code, one in snapshot.manifest["villages"].items()}
    if not any(code.startswith(area) for code in villages):
        raise Refused("not_found", _("Wilayah ini tidak ada dalam snapshot."))
    explained = bool(snapshot.manifest.get("explanation"))
    districts = districts_of(villages)
    _same(_("%(n)d desa") % {"n": len(villages)}, added(districts.values()), snapshot.figures)
    now = snapshot.figures["pemilih"]
    if (now["L"], now["P"]) != (snapshot.male, snapshot.female):
        raise _contradiction(area)
    if len(area) == 4:
        lines, totals = _named(districts), snapshot.figures
    elif len(area) == 6:
        here = {code: figures for code, figures in villages.items() if code.startswith(area)}
        lines, totals = _named(here), districts[area]
    else:
        lines, totals = _stations(snapshot, area), villages[area]
    recap = Recap(LEVEL_OF[len(area)], area, titled(area), areas.ancestors(area)[:-1], snapshot.period,
                  snapshot.stage, lines, totals, snapshot,
                  [(areas.name_of(snapshot.regency), snapshot.manifest["explanation"])] if explained else [])
    _must_agree(recap, closing=not explained)
    return recap


def of_edition(edition):
    """The Recap of a province, or of the nation, as an edition has it. Raises Refused (`figures`) as `of_snapshot`."""
    manifest = edition.manifest
    present = manifest["lines"]
    codes = sorted({*present, *manifest["missing"]})
    names = areas.names_of(codes)
    lines = [Line(code, names.get(code, code), said.get("figures"), said.get("snapshot"), places=_places(said))
             for code in codes for said in [present.get(code, {})]]
    explanations = _explanations(lines)
    recap = Recap(LEVEL_OF[len(edition.area)], edition.area, titled(edition.area), [], edition.period, edition.stage,
                  lines, manifest["figures"], edition, [(names.get(code, code), text) for code, text in explanations])
    now = manifest["figures"]["pemilih"]
    if (now["L"], now["P"], both(now)) != (manifest["L"], manifest["P"], manifest["total"]):
        raise _contradiction(edition.area)
    # The nation's lines are provinces: whether one of them holds an explained snapshot is not seen from here.
    _must_agree(recap, closing=not explanations and bool(edition.area))
    return recap


def must_have_figures(snapshot):
    """Raise Refused unless a snapshot is sealed and holds what recaps are made of."""
    if not snapshot.sealed_at:
        raise Refused("not_sealed", _("Snapshot ini belum tersegel."))
    if not (snapshot.figures and snapshot.code):
        raise Refused("no_figures", _("Snapshot ini disegel sebelum portal menyimpan angka rekap. Buat snapshot sekali "
                                      "lagi untuk mencetak rekap dan berita acara."))


def figures_of(tally):
    """A TPS in the form of rules/figures.py, from its Tally; what was there before follows from the rest."""
    now, special = {"L": tally.male, "P": tally.female}, tally.tps >= FIRST_SPECIAL_TPS
    here = tally.male + tally.female > 0
    figures = empty() | {
        "pemilih": now, "khusus" if special else "reguler": dict(now),
        "baru": {"L": tally.new_male, "P": tally.new_female}, "tms": {"L": tally.struck_male, "P": tally.struck_female},
        "ubah": {"L": tally.changed_male, "P": tally.changed_female}, "tps": int(here),
        "tps_khusus": int(here and special), "tanpa_ktpel": tally.without_ektp, "tms_kode": tally.struck,
        "disabilitas": tally.disability, "pindah": tally.moves}
    net = moved(figures)
    figures["sebelumnya"] = {sex: now[sex] - figures["baru"][sex] + figures["tms"][sex] - net[sex] for sex in "LP"}
    return figures


def districts_of(villages):
    """{district: figures}; a district without voters is counted as none."""
    parts = {}
    for code, figures in sorted(villages.items()):
        parts.setdefault(code[:6], []).append(figures)
    found = {code: added(many) for code, many in parts.items()}
    for figures in found.values():
        figures["kecamatan"] = int(figures["desa"] > 0)
    return found


def _named(parts):
    names = areas.names_of(parts)
    return [Line(code, names.get(code, code), figures) for code, figures in sorted(parts.items())]


def _stations(snapshot, village):
    """The lines of a village: its TPS that have voters, had some, or saw a change."""
    return [Line(str(one.tps), f"{one.tps:03d}", figures_of(one), special=one.tps >= FIRST_SPECIAL_TPS)
            for one in Tally.objects.filter(snapshot=snapshot, village=village).order_by("tps")]


def titled(area):
    """What an area is and its name, as papers say it: names of regencies begin with it, the others' do not."""
    if not area:
        return NATION
    found = Area.objects.filter(pk=area).first()
    if found is None:
        return area
    kind = KINDS.get(found.kind, "")
    return found.name if not kind or found.name.startswith(kind) else f"{kind} {found.name}"


def _explanations(lines):
    """[(regency, text)] of the snapshots among the lines that were sealed with an explanation."""
    taken = [line.snapshot for line in lines if line.snapshot]
    return list(Snapshot.objects.filter(pk__in=taken).exclude(explanation="").order_by("regency").values_list(
        "regency", "explanation"))


def _must_agree(recap, closing):
    """Refuse a recap whose rows are not its total; with `closing` also one whose flow does not close."""
    of_lines = added(line.figures for line in recap.lines if line.figures)
    left_out = set({"desa": ("kecamatan", "desa"), "kecamatan": ("kecamatan",)}.get(recap.level, ()))
    if not closing:
        left_out.add("sebelumnya")
    _same(recap.name, *({key: value for key, value in one.items() if key not in left_out}
                        for one in (of_lines, recap.totals)))
    for line in [*recap.lines, Line(recap.area, recap.name, recap.totals)]:
        if line.figures and not _holds(line.figures, closing):
            raise _contradiction(line.name)


def _holds(figures, closing):
    """Whether figures agree with themselves: parts with their sums, and previous + baru − TMS ± moves with now."""
    struck, open_by = figures["tms_kode"].values(), gap(figures)
    return all(
        figures["reguler"][sex] + figures["khusus"][sex] == figures["pemilih"][sex]
        and sum(one[sex] for one in struck) == figures["tms"][sex]
        and not (closing and open_by[sex]) for sex in "LP")


def _places(said):
    """(in, expected) of a province in the nation's edition that is not whole, else None."""
    found = said.get("included"), said.get("expected")
    return None if found[0] == found[1] else found


def _same(where, rows, total):
    if rows != total:
        raise _contradiction(where)


def _contradiction(where):
    return Refused("figures", _("Jumlah baris rekap tidak sama dengan jumlahnya (%(where)s). Rekap ini tidak boleh "
                                "dicetak; hubungi admin.") % {"where": where})
