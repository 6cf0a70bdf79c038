"""Bulk workbooks as offices of the demonstration fill them in, good rows and the mistakes that people really make."""

from typing import NamedTuple

from sidalih import sheets
from voters.demo.families import newcomer
from voters.demo.mistakes import make_mistakes
from voters.intake.columns import COLUMNS
from voters.rules.nik import is_possible_nkk, is_sixteen_digits

_NUMBERS = frozenset(["DPID", "NKK", "NIK", "RT", "RW", "DIS", "KET", "TPS"])  # columns that may hold number cells
_SOURCES = ("DISPENDUKCAPIL", "RT/RW", "COKTAS", "MASYARAKAT", "BAWASLU")
# Strikes by code of the 2018 set, in per cent.
_STRIKES = {1: 56, 4: 24, 2: 10, 5: 4, 6: 2, 7: 2, 10: 2}
_FIRST_TIME_VOTERS = 0.6


class Amounts(NamedTuple):
    """How many rows of each kind a workbook holds, and in how many of them there is a mistake."""

    new: int
    changed: int
    struck: int
    wrong: int = 0


def fill_in(setting, labels, voters, amounts):
    """The rows of a workbook as dictionaries by column: strikes first, then changes, then new voters.

    `voters` are RollVoters of the regency that no other workbook of the demonstration touches, `labels` maps a
    village to what its row says in KECAMATAN and DESA. Where there are too few whole voters, fewer are changed.
    """
    whole = [voter for voter in voters if _is_whole(voter)]
    struck, rest = whole[:amounts.struck], whole[amounts.struck:]
    changed, spare = rest[:amounts.changed], rest[amounts.changed:] or whole
    rng = setting.rng
    rows = [_strike(rng, voter, labels) for voter in struck]
    rows += [_change(rng, voter, whole, labels) for voter in changed]
    for _new in range(amounts.new if spare else 0):
        first_time = rng.random() < _FIRST_TIME_VOTERS
        person = newcomer(setting, rng.choice(spare), 17 if first_time else rng.randint(19, 60),
                          "B" if first_time else rng.choice("BSSS"))
        rows.append(_row(person._asdict() | {"birth_date": person.born}, labels, KET="B", SMBR=rng.choice(_SOURCES)))
    make_mistakes(rng, rows, [voter.nik for voter in spare], amounts.wrong)
    return rows


def as_workbook(rows, *, title, subtitle):
    """The bytes of a bulk workbook with these rows on one sheet."""
    columns = [sheets.Column(name, 18, "number" if name in _NUMBERS else "text") for name in COLUMNS]
    return sheets.write_table(title=title, subtitle=subtitle, sheet="Bulk", columns=columns,
                              rows=([row[name] for name in COLUMNS] for row in rows))


def not_a_bulk_workbook(names):
    """A workbook somebody uploads by mistake: a list of villages (`names`), no column of ours in it."""
    columns = [sheets.Column("No", 6, "number"), sheets.Column("Kelurahan/Desa", 30), sheets.Column("Petugas", 30)]
    return sheets.write_table(title="Jadwal coklit terbatas", subtitle="", sheet="Jadwal", columns=columns,
                              rows=([number, name, ""] for number, name in enumerate(names, 1)))


def _is_whole(voter):
    """Whether nothing of the voter is damaged, so that a row about him is a good row."""
    return (is_sixteen_digits(voter.nik) and is_possible_nkk(voter.nkk) and voter.name.replace(" ", "").isalpha()
            and len(voter.name) > 2 and voter.birth_date is not None and 1920 < voter.birth_date.year < 2000
            and voter.address != "" and voter.rt not in ("", "0") and voter.rw not in ("", "0")
            and voter.ektp in ("B", "S"))


def _row(values, labels, **columns):
    """The cells of one row; `values` by the names of RollVoter."""
    kecamatan, desa = labels[values["village"]]
    return {
        "KECAMATAN": kecamatan, "DESA": desa, "DPID": None, "NKK": values["nkk"], "NIK": values["nik"],
        "NAMA": values["name"], "TMPLHR": values["birth_place"], "TGLLHR": f"{values['birth_date']:%d/%m/%Y}",
        "STS": values["marital"], "L/P": values["sex"], "JALAN": values["address"], "RT": int(values["rt"]),
        "RW": int(values["rw"]), "DIS": int(values["disability"] or 0), "EKTP": values["ektp"], "KET": None,
        "SMBR": "", "TPS": values["tps"],
    } | columns  # fmt: skip


def _strike(rng, voter, labels):
    code = rng.choices(list(_STRIKES), _STRIKES.values())[0]
    # Village offices know the NIK of their dead, not the portal's number.
    dpid = voter.dpid if rng.random() < 0.8 else None
    return _row(voter._asdict(), labels, DPID=dpid, KET=code, SMBR=rng.choice(_SOURCES))


def _change(rng, voter, neighbours, labels):
    values = voter._asdict()
    what = rng.choices(("marital", "ektp", "address", "name", "move"), (26, 24, 26, 14, 10))[0]
    if what == "marital":
        values["marital"] = {"B": "S", "S": "P", "P": "S"}[voter.marital]
    elif what == "ektp" and voter.ektp == "B":
        values["ektp"] = "S"
    elif what == "name":
        second = {"L": "PUTRA", "P": "PUTRI"}[voter.sex]
        values["name"] = voter.name.replace("U", "OE", 1) if " " in voter.name else f"{voter.name} {second}"
    elif what == "move":
        place = rng.choice(neighbours)
        values |= {name: getattr(place, name) for name in ("address", "rt", "rw", "village", "tps")}
    else:
        values["address"] = f"{voter.address.partition(' NO ')[0]} NO {rng.randint(1, 180)}"
    return _row(values, labels, DPID=voter.dpid, KET="U", SMBR=rng.choice(_SOURCES))
