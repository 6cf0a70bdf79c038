"""A submitted batch as its approver sees it: figures that are filters too, and rows as before → after.

NIK and NKK are masked. That somebody's disability changes is told to those who decide, and never what it is.
"""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from sidalih.home.templatetags.sandi import NOTHING, samar, tanpa_nomor
from voters.intake.elements import Change, labels, said, who_is
from voters.intake.messages import message
from voters.rules.codes import tms_label
from voters.rules.conflicts import differing
from voters.tables.rows import trouble

ORDER = ("name", "nik", "nkk", "sex", "birth_place", "birth_date", "marital", "address", "rt", "rw", "village", "tps",
         "disability", "ektp")
VILLAGES = 8


@dataclass(frozen=True)
class Item:
    """A line of a facet: a value with its rows, and the address that asks for it, or for it no more."""

    label: Any
    count: int
    query: str
    current: bool = False
    note: Any = ""


@dataclass(frozen=True)
class Facet:
    """One way to divide the rows of a batch."""

    title: Any
    items: list


@dataclass(frozen=True)
class ReviewRow:
    """One row for the approver: who it is about, what changes, what was warned of, and whether it goes back."""

    row: Any
    kind: str
    word: Any
    name: str
    nik: str
    who: str
    changes: list = field(default_factory=list)
    warnings: list = field(default_factory=list)


@dataclass(frozen=True)
class Sums:
    """The roll now and once the batch is applied; `by_sex` are (sex, before, after)."""

    now: int
    after: int
    by_sex: list
    stale: bool


def kind_words():
    """{kind: what people call it}."""
    return {"B": _("Baru"), "U": _("Ubah"), "T": _("TMS"), "": _("Tidak dikenal")}


def code_words(codeset, code):
    """A TMS code as people read it: 1 · Meninggal dunia."""
    return f"{code} · {_(tms_label(codeset, int(code)))}"


def query_of(asked, **changed):
    """The query of an address: what is asked for, with some of it changed; "" leaves it out."""
    wanted = {name: value for name, value in (asked | changed).items() if value != ""}
    return "?" + urlencode(wanted)


def sums_of(batch, roll):
    """The Sums of a batch whose rows were counted, else None; `roll` is the Roll as it stands."""
    figures = batch.review
    if "now" not in figures:
        return None
    now, after = sum(figures["now"].values()), sum(figures["after"].values())
    return Sums(now, after, [(sex, figures["now"][sex], figures["after"][sex]) for sex in ("L", "P")],
                stale=batch.revision is None and roll is not None and roll.revision != figures["revision"])


def facets_of(batch, asked, names):
    """The Facets of a batch with the present filter marked; each line leads to its rows, once more to all again."""
    figures, words = batch.review, kind_words()

    def item(key, value, label, count, note=""):
        current = asked.get(key) == value
        return Item(label, count, query_of(asked, **{key: "" if current else value}), current, note)

    facets = [Facet(_("Jenis"), [
        item("jenis", kind, words[kind], figures["kinds"][kind] + (kind == "U" and figures["kinds"]["same"]), note)
        for kind, note in _kinds(figures["kinds"])])]
    facets.append(Facet(_("Kode TMS"), [
        item("kode", code, code_words(batch.period.codeset, code), n)
        for code, n in sorted(figures["codes"].items(), key=lambda pair: int(pair[0]))]))
    villages = figures["villages"]
    shown = [one for at, one in enumerate(villages) if at < VILLAGES or one[0] == asked.get("desa")]
    facets.append(Facet(_("Kelurahan/desa"), [
        item("desa", code, names.get(code, code) if code else NOTHING, sum(kinds), "B {} · U {} · T {}".format(*kinds))
        for code, *kinds in shown if code]))
    facets.append(Facet(_("Jenis kelamin"), [
        item("lp", sex, {"L": _("Laki-laki"), "P": _("Perempuan")}[sex], sum(kinds.values()))
        for sex, kinds in figures["sexes"].items()]))
    facets.append(Facet(_("Sumber"), [
        item("sumber", str(at), tanpa_nomor(text) or _("tanpa sumber"), n)
        for at, (text, n) in enumerate(figures["sources"])]))
    warned = [(code, n) for code, n in batch.counts.items() if code[0] == "W"]
    confirmed = figures.get("confirmed", {})
    facets.append(Facet(_("Peringatan"), [
        item("kode", code, f"{code} · {message(code).title}", n,
             _("dikonfirmasi %(n)d") % {"n": confirmed[code]} if confirmed.get(code) else "")
        for code, n in warned]))
    return [facet for facet in facets if facet.items]


def fields_changed(figures, decides):
    """[(label, rows)] of the elements that change, the most frequent first; disability only for those who decide."""
    words = labels()
    return [(words[name], n) for name, n in most(figures.get("fields", {})) if decides or name != "disability"]


def most(counts):
    """[(key, n)] of {key: n}, the largest first; stored JSON keeps no order."""
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


def village_choices(figures, names, chosen):
    """[(code, name with its rows, chosen)] of every village of a batch, by name."""
    found = [(code, f"{names.get(code, code)} ({sum(kinds)})", code == chosen)
             for code, *kinds in figures.get("villages", []) if code]
    return sorted(found, key=lambda one: one[1])


def rows_of(rows, before, names, codeset, *, dates, decides):
    """ReviewRows of a page; `before` is {dpid: Voter}, `names` {village: name}.

    `dates` shows birth dates in full, `decides` that a disability changes.
    """
    return [_row(row, before.get(row.found), names, codeset, dates, decides) for row in rows]


def villages_in(rows, before):
    """The codes of the villages that a page of rows names."""
    return {one.village for one in (*rows, *before.values()) if one.village}


def _kinds(kinds):
    """(kind, note) of the kinds that a batch holds."""
    notes = {"U": _("%(n)d tanpa perubahan") % {"n": kinds["same"]} if kinds["same"] else "",
             "B": _("%(n)d pasangan kode 8, tidak menambah daftar") % {"n": kinds["pairs"]} if kinds["pairs"] else "",
             "T": _("%(n)d pasangan kode 8, tidak mengurangi daftar") % {"n": kinds["pairs"]} if kinds["pairs"] else ""}
    return [(kind, notes.get(kind, "")) for kind in ("B", "U", "T")
            if kinds[kind] or kind == "U" and kinds["same"]]


def _row(row, voter, names, codeset, dates, decides):
    person = row if row.kind == "B" or voter is None and row.kind == "U" else voter
    word = kind_words()[row.kind]
    if row.kind == "T":
        word = code_words(codeset, row.code) if row.code else word
    changes = []
    if row.kind == "U" and voter is not None and not row.unchanged:
        changes = _changes(row, voter, names, dates, decides)
    if person is None:
        return ReviewRow(row, row.kind, word, NOTHING, samar(row.nik), "", warnings=_warnings(row, dates))
    return ReviewRow(row, row.kind, word, tanpa_nomor(person.name) or NOTHING, samar(person.nik),
                     who_is(person, names, dates), changes, _warnings(row, dates))


def _changes(row, voter, names, dates, decides):
    words, found = labels(), []
    for name in sorted(differing(row, voter), key=ORDER.index):
        if name != "disability":
            found.append(Change(words[name], said(voter, name, names, dates), said(row, name, names, dates)))
        elif decides:
            found.append(Change(words[name], _("tersamar"), _("tersamar")))
    return found


def _warnings(row, dates):
    return [(trouble(row, code, dates), code in row.confirmed) for code in row.problems if code[0] == "W"]
