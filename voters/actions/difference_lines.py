"""The difference of two snapshots voter by voter, as its page and its file write them: who, why, and before → after.

Masked like every list of voters; that a disability changed is told to those who decide, and never what it is.
"""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from sidalih.accounts.roles import Permission
from sidalih.areas import queries as areas
from sidalih.home.templatetags.sandi import NOTHING, samar, tanpa_nomor
from sidalih.sheets import Column
from voters.intake.elements import Change, labels, said, who_is
from voters.queries.differences import ADDED, ANTAR, BARU, CHANGED, MOVED, RALAT, REMOVED, TMS
from voters.rules.codes import tms_label


@dataclass(frozen=True)
class Line:
    """One voter of the difference: `kind` as in the query, its words, who he is, and what differs."""

    dpid: int
    kind: str
    word: Any
    reason: Any
    name: str
    nik: str
    who: str
    changes: list = field(default_factory=list)


def kind_words():
    """{kind: what people call it}."""
    return {ADDED: _("Ditambah"), REMOVED: _("Dihapus"), CHANGED: _("Diubah"), MOVED: _("Pindah TPS/desa")}


def decides(user):
    """Whether the person is told that somebody's disability changed."""
    return user.may(Permission.BATCH_APPROVE) or user.may(Permission.BATCH_COUNTERSIGN)


def full_dates(user):
    """Whether the person's work is on the whole list, birth dates included; all others see the year."""
    return user.may(Permission.SNAPSHOT_EXPORT)


def reason_words(kind, why, detail, codeset, names):
    """Why somebody is there or not: baru, TMS with its code, the other office, an undoing."""
    other = names.get(detail, detail) or _("daerah lain")
    return {
        BARU: _("pemilih baru"), RALAT: _("penerapan dibatalkan"),
        TMS: f"TMS {detail} · {_(tms_label(codeset, int(detail)))}" if detail else "TMS",
        ANTAR: (_("datang dari %(where)s") if kind == ADDED else _("pindah ke %(where)s")) % {"where": other},
    }.get(why, "")


def lines_of(found, codeset, user):
    """The Differences of a page as Lines."""
    names, dates, told = _names(found), full_dates(user), decides(user)
    words = kind_words()
    return [_line(one, words, names, codeset, dates, told) for one in found]


def sheet_of(user, codeset):
    """(columns, a function from Differences to rows) of the file, masked as the page."""
    columns = [Column("DPID", 12, "number"), Column(_("Jenis"), 16), Column(_("Sebab"), 30), Column(_("Nama"), 32),
               Column("NIK", 20, "code"), Column(_("Kelurahan/desa"), 24), Column("TPS", 6, "number"),
               Column(_("Elemen"), 18), Column(_("Sebelum"), 36), Column(_("Sesudah"), 36)]

    def rows(found):
        names, words = _Names(), kind_words()
        dates, told = full_dates(user), decides(user)
        for one in found:
            names.learn(one)
            line, last = _line(one, words, names, codeset, dates, told), one.now or one.was
            head = [one.dpid, str(line.word), str(line.reason), line.name, line.nik,
                    names.get(last.village, last.village), last.tps]
            for change in line.changes or [Change("", "", "")]:
                yield [*head, str(change.label), change.old, change.new]
    return columns, rows


class _Names(dict):
    """Names of areas, asked for as voters come by: a file is read in pieces."""

    def learn(self, one):
        """Know the names of a Difference's places."""
        if unknown := _places(one) - self.keys():
            self.update(dict.fromkeys(unknown, "") | areas.names_of(unknown))


def _names(found):
    return areas.names_of({code for one in found for code in _places(one)})


def _places(one):
    places = {voter.village for voter in (one.was, one.now) if voter}
    return places | ({one.detail} if len(one.detail) == 4 else set())


def _line(one, words, names, codeset, dates, told):
    person, elements, changes = one.now or one.was, labels(), []
    for name in one.fields:
        if name != "disability":
            changes.append(Change(elements[name], str(said(one.was, name, names, dates)),
                                  str(said(one.now, name, names, dates))))
        elif told:
            changes.append(Change(elements[name], _("tersamar"), _("tersamar")))
    return Line(one.dpid, one.kind, words[one.kind], reason_words(one.kind, one.why, one.detail, codeset, names),
                tanpa_nomor(person.name) or NOTHING, samar(person.nik), who_is(person, names, dates), changes)
