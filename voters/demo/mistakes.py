"""The mistakes in the demonstration's workbooks: one for nearly every code that blocks a row."""

_ZERO_WIDTH = "\u200b"


def _set(**columns):
    """A mistake that puts something else into cells, whatever stood there."""
    names = {"LP": "L/P"}
    cells = {names.get(name, name): cell for name, cell in columns.items()}
    return lambda row, _others, _niks: row.update(cells)


def _rewrite(column, change):
    """A mistake that changes what stands in one cell."""
    def make(row, _others, _niks):
        row[column] = change(row[column])
    return make


def _as_of_another(column):
    """A mistake that takes a cell from another row of the file."""
    def make(row, others, _niks):
        if others:
            row[column] = others[0][column]
    return make


def _nik_of_a_voter(row, _others, niks):
    row["NIK"] = niks.pop() if niks else row["NIK"]


def _twice_in_file(row, others, _niks):
    row["NIK"] = None
    row["DPID"] = others[0]["DPID"] if others else row["DPID"]


# (code, kinds of row it is made in, how). E23 needs pairs, which the 2018 set does not have.
_EACH = (
    ("E02", "BU", _rewrite("NIK", lambda nik: nik[:-1])),
    ("E01", "BU", _rewrite("NIK", lambda nik: int(nik[:15] + "0"))),
    ("E08", "BU", _set(STS="")),
    ("E04", "BU", _rewrite("NKK", lambda nkk: nkk[:-2])),
    ("E07", "BU", _rewrite("TGLLHR", lambda day: "31/02/" + day[-4:])),
    ("E22", "BU", _rewrite("DESA", lambda name: name[0] + name[2:] + "H")),
    ("E18", "T", _rewrite("DPID", lambda dpid: 9_900_000 + dpid)),
    ("E20", "B", _nik_of_a_voter),
    ("E12", "BU", _set(EKTP="")),
    ("E21", "B", _as_of_another("NIK")),
    ("E03", "BU", _rewrite("NIK", lambda nik: f"{nik[:6]}32{nik[8:]}")),
    ("E06", "BU", _set(TMPLHR="")),
    ("E24", "T", _twice_in_file),
    ("E25", "BU", _set(JALAN="")),
    ("E15", "B", _rewrite("TGLLHR", lambda day: day[:6] + "2008")),
    ("E19", "T", _nik_of_a_voter),
    ("E14", "BU", _set(TPS=None)),
    ("E16", "B", _set(DPID=100_001)),
    ("E13", "BUT", _set(KET="TMS")),
    ("E17", "T", _set(DPID=None, NIK=None)),
    ("E09", "BU", _set(LP="W")),
    ("E10", "BU", _set(RT="IV")),
    ("E05", "BU", _set(NAMA="")),
    ("E11", "BU", _set(DIS=9)),
)
_COMMON = frozenset(["E01", "E02", "E04", "E07", "E08", "E12", "E18", "E20", "E22"])
_MANY_TIMES = (*_EACH, *(one for one in _EACH if one[0] in _COMMON), *(one for one in _EACH if one[0] == "E02"))

# What passes once somebody has looked at it: (every how many rows, kinds, how).
_WARNINGS = (
    (23, "BU", _rewrite("NIK", lambda nik: _ZERO_WIDTH + nik)),   # I04
    (17, "BU", _set(RW=0)),                                       # W08
    (29, "BU", _rewrite("NAMA", lambda name: name[:-1] + "?")),   # W07
)


def make_mistakes(rng, rows, niks, wrong):
    """Spoil about `wrong` rows, each in its own way, and give some of all rows something to look at.

    `niks` are those of voters who appear in no row: for E19 and E20. Two rows are marked for an E21 or E24.
    """
    untouched = {"B": [], "U": [], "T": []}
    for row in rows:
        if row["KET"] in ("B", "U"):
            untouched[row["KET"]].append(row)
        elif row["DPID"]:
            untouched["T"].append(row)
    for queue in untouched.values():
        rng.shuffle(queue)
    niks = list(niks)
    for number in range(wrong):
        _code, kinds, make = _MANY_TIMES[number % len(_MANY_TIMES)]
        kind = max(kinds, key=lambda letter: len(untouched[letter]))
        if untouched[kind]:
            row = untouched[kind].pop()
            make(row, untouched[kind], niks)
    for every, kinds, make in _WARNINGS:
        for kind in kinds:
            for row in untouched[kind][every // 2::every]:
                make(row, (), niks)
