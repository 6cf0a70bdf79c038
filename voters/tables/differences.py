"""The difference of two snapshots in figures, each of them a filter; its voters: actions/difference_lines.py."""

import re

from django.utils.translation import gettext as _

from sidalih.areas import queries as areas
from voters.actions.difference_lines import decides, kind_words, reason_words
from voters.intake.elements import labels
from voters.queries.differences import ADDED, CHANGED, KINDS, MOVED, REMOVED, Narrowed
from voters.tables.review import Facet, Item, most, query_of

VILLAGES = 12
SAID = {ADDED: "tambah", REMOVED: "kurang", CHANGED: "ubah", MOVED: "pindah"}   # in addresses
KIND_OF = {word: kind for kind, word in SAID.items()}
ELEMENTS = ("nik", "nkk", "name", "sex", "birth_place", "birth_date", "marital", "address", "rt", "rw", "village",
            "tps", "disability", "ektp", "source")


def filter_of(query, user):
    """({key: text} of what an address asks for and makes sense, the Narrowed)."""
    asked = {name: query.get(name, "") for name in ("jenis", "sebab", "desa", "elemen")}
    fits = {"jenis": asked["jenis"] in KIND_OF, "sebab": re.fullmatch(r"(baru|antar|ralat|tms)(-[0-9]{1,4})?",
                                                                     asked["sebab"]),
            "desa": re.fullmatch(r"[0-9]{10}", asked["desa"]),
            "elemen": asked["elemen"] in ELEMENTS and (asked["elemen"] != "disability" or decides(user))}
    asked = {name: text for name, text in asked.items() if text and fits[name]}
    why, _dash, detail = asked.get("sebab", "").partition("-")
    return asked, Narrowed(kind=KIND_OF.get(asked.get("jenis"), ""), why=why, detail=detail,
                           village=asked.get("desa", ""), field=asked.get("elemen", ""))


def facets_of(counted, asked, codeset, user):
    """The Facets with the present filter marked; each line leads to its voters, once more to all again."""
    names = areas.names_of({*counted.villages, *(detail for _k, _why, detail in counted.reasons if len(detail) == 4)})
    words, elements = kind_words(), labels()

    def item(key, value, label, count, note=""):
        current = asked.get(key) == value
        return Item(label, count, query_of(asked, **{key: "" if current else value}), current, note)

    villages = sorted(counted.villages.items(), key=lambda pair: (-pair[1].total(), pair[0]))
    shown = [one for at, one in enumerate(villages) if at < VILLAGES or one[0] == asked.get("desa")]
    facets = [
        Facet(_("Jenis"), [item("jenis", SAID[kind], words[kind], counted.kinds[kind]) for kind in KINDS
                           if counted.kinds[kind]]),
        Facet(_("Sebab"), [
            item("sebab", f"{why}-{detail}" if detail else why, reason_words(kind, why, detail, codeset, names), n,
                 words[kind])
            for (kind, why, detail), n in sorted(counted.reasons.items(), key=lambda pair: (pair[0][0], -pair[1]))
            if why]),
        Facet(_("Elemen yang diubah"), [
            item("elemen", name, elements[name], n) for name, n in most(counted.fields)
            if name != "disability" or decides(user)]),
        Facet(_("Kelurahan/desa"), [item("desa", code, names.get(code, code), kinds.total(), _in_short(kinds))
                                    for code, kinds in shown])]
    return [facet for facet in facets if facet.items]


def _in_short(kinds):
    signs = (("+", ADDED), ("−", REMOVED), ("≠", CHANGED), ("↔", MOVED))
    return " · ".join(f"{sign}{kinds[kind]}" for sign, kind in signs if kinds[kind])
