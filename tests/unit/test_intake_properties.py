"""Random small files: the fast check against a slow second telling of the rules, re-runs, parts of files."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.intake_kit import context, facts_of, rows_of, typed, voter
from voters.intake.cells import date_of, text_of
from voters.intake.check import check
from voters.intake.clean import clean

NIKS = [f"357804010590900{n}" for n in range(4)]
NKKS = ["3578041206159001", "3578041206159002"]
BAD_NIKS = ["3578043202909001", "12", None, ["n", NIKS[0]]]

# Every row is drawn from few values, so that they meet each other often.
CELLS = st.builds(
    typed,
    KET=st.sampled_from(["B", "B", "U", "8", "8", "1", "X"]),
    DPID=st.sampled_from([None, None, None, "1", "2", "3", "9"]),
    NIK=st.sampled_from([*NIKS, *NIKS, *BAD_NIKS]),
    NKK=st.sampled_from(NKKS),
    NAMA=st.sampled_from(["BUDI SANTOSO"] * 5 + [None]),
    TPS=st.sampled_from(["3", "4", "5", "3", "4", "x"]),
)
FILES = st.lists(CELLS, max_size=9)
VOTERS = st.builds(
    voter, nik=st.sampled_from([*NIKS, BAD_NIKS[0], ""]), tps=st.sampled_from([3, 4]), nkk=st.sampled_from(NKKS)
)
ROLLS = st.lists(VOTERS, max_size=4).map(lambda voters: [v._replace(dpid=n) for n, v in enumerate(voters, 1)])
ELSEWHERE = st.sets(st.sampled_from(NIKS), max_size=2)
CODESETS = st.sampled_from(["2022", "2022", "2018"])


def blocked(codes):
    return any(code.startswith("E") for code in codes)


def slow_check(rows, facts, codeset):
    """The cross-row rules told again without any index: for every row, look at all the others."""
    found, codes = {}, {}
    for r in rows:
        codes[r.ordinal] = set(r.local)
        if r.kind not in ("U", "T"):
            continue
        if r.dpid_given:
            hits = [v for v in facts.by_dpid.values() if v.dpid == r.dpid]
        elif r.nik_ok:
            hits = [v for v in facts.by_dpid.values() if v.nik == r.nik]
        else:
            continue
        if len(hits) == 1:
            found[r.ordinal] = hits[0]
            if not r.dpid_given:
                codes[r.ordinal].add("I02")
            elif r.kind == "T" and r.nik_ok and hits[0].nik != r.nik:
                codes[r.ordinal].add("E19")
        else:
            codes[r.ordinal].add("E18")
    partner = {}
    for r in rows:
        if codeset == "2022" and r.code == 8 and r.ordinal in found:
            v = found[r.ordinal]
            for b in rows:
                place = (b.village, b.tps)
                fits = b.kind == "B" and b.nik_ok and b.nik == v.nik and b.village and b.tps
                if fits and place != (v.village, v.tps) and b.ordinal not in partner:
                    partner[r.ordinal], partner[b.ordinal] = b.ordinal, r.ordinal
                    break
    for r in rows:
        mine = codes[r.ordinal]
        holders = [v for v in facts.by_dpid.values() if r.nik_ok and v.nik == r.nik]
        if "E03" not in r.local and holders:
            if r.kind == "B" and r.ordinal not in partner:
                mine.add("E20")
            if r.kind == "U" and r.ordinal in found and found[r.ordinal].nik != r.nik:
                mine.add("E20")
        if r.kind == "B" and r.nik_ok and "E03" not in r.local and r.nik in facts.elsewhere:
            mine.add("W09")
        same = [o for o in rows if r.nik_ok and o.nik_ok and o.nik == r.nik]
        if len(same) > 1 and {o.ordinal for o in same} != {r.ordinal, partner.get(r.ordinal)}:
            mine.add("E21")
        if r.ordinal in found:
            v = found[r.ordinal]
            if sum(one.dpid == v.dpid for one in found.values()) > 1:
                mine.add("E24")
            bad_cells = [c for c in r.local if c[0] == "E" and c not in ("E13", "E15", "E16", "E17")]
            if r.kind == "U" and not bad_cells and (r.nik, r.nkk, r.tps) == (v.nik, v.nkk, v.tps):
                mine.add("I03")
    before = {ordinal: blocked(mine) for ordinal, mine in codes.items()}
    for r in rows:
        if r.code == 8 and codeset == "2022" and r.ordinal not in partner:
            codes[r.ordinal].add("E23")
        if r.ordinal in partner and before[partner[r.ordinal]]:
            codes[r.ordinal].add("E23")
    for r in rows:
        if r.kind in ("B", "U") and not blocked(codes[r.ordinal]):
            places = {(o.village, o.tps) for o in rows
                      if o.kind in ("B", "U") and o.nkk == r.nkk and not blocked(codes[o.ordinal])}  # fmt: skip
            if len(places) > 1:
                codes[r.ordinal].add("W04")
    return {ordinal: sorted(mine) for ordinal, mine in codes.items()}, partner


@settings(max_examples=400, deadline=None)
@given(FILES, ROLLS, ELSEWHERE, CODESETS)
def test_fast_and_slow_telling_agree(cells, roll, elsewhere, codeset):
    ctx = context(codeset)
    rows, facts = rows_of(*cells, ctx=ctx), facts_of(*roll, elsewhere=elsewhere)
    check(rows, facts, ctx)
    codes, partner = slow_check(rows, facts, codeset)
    assert {row.ordinal: row.problems for row in rows} == codes
    assert {row.ordinal: row.partner for row in rows if row.partner} == partner
    assert all(row.unchanged == ("I03" in row.problems) for row in rows)


@settings(max_examples=150, deadline=None)
@given(FILES, ROLLS, ELSEWHERE, st.randoms(use_true_random=False))
def test_running_again_and_in_any_order_changes_nothing(cells, roll, elsewhere, random):
    ctx = context()
    facts = facts_of(*roll, elsewhere=elsewhere)
    rows = rows_of(*cells, ctx=ctx)
    check(rows, facts, ctx)
    first = rows_of(*cells, ctx=ctx)
    random.shuffle(first)
    check(first, facts, ctx)
    check(first, facts, ctx)
    assert sorted(first, key=lambda row: row.ordinal) == rows


def keys(row, facts):
    """What ties a row to others: the promise under which a part of a file may be checked alone."""
    found = {("nik", row.nik)} if row.nik_ok else set()
    if row.kind in ("B", "U"):
        found.add(("nkk", row.nkk))
    if row.found is not None:
        found |= {("voter", row.found), ("nik", facts.by_dpid[row.found].nik)}
    return found


@settings(max_examples=150, deadline=None)
@given(st.lists(CELLS, min_size=1, max_size=9), ROLLS, ELSEWHERE, st.data())
def test_a_closed_part_is_checked_like_the_whole(cells, roll, elsewhere, data):
    ctx = context()
    facts = facts_of(*roll, elsewhere=elsewhere)
    rows = rows_of(*cells, ctx=ctx)
    check(rows, facts, ctx)
    ties = {row.ordinal: keys(row, facts) for row in rows}
    part, grown = set(), {data.draw(st.sampled_from(rows)).ordinal}
    while grown != part:
        part = grown
        reach = set().union(*(ties[ordinal] for ordinal in part))
        grown = part | {ordinal for ordinal, mine in ties.items() if mine & reach}
    alone = [row for row in rows_of(*cells, ctx=ctx) if row.ordinal in part]
    check(alone, facts, ctx)
    assert alone == [row for row in rows if row.ordinal in part]


LETTERS = "AB1 0|/-#?\t\n\u00a0\u200b\u00ad\uff11\u3000\u0663\u017f\x00\x0b\u2028é"
NASTY = st.text(st.sampled_from(LETTERS), max_size=12)
ANY_CELL = st.one_of(
    st.none(), NASTY, st.sampled_from(["B", "U", "8", "x" * 5000, "9" * 5000]),
    st.sampled_from(["7", "7.0", "7.5", "-7", "1E+20", "9" * 400, "-0"]).map(lambda n: ["n", n]),
    st.dates().map(lambda d: ["d", d.isoformat()]), st.booleans().map(lambda b: ["b", b]),
    st.sampled_from(["#N/A", "#REF!"]).map(lambda e: ["e", e]),
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(ANY_CELL, min_size=18, max_size=18), max_size=3))
def test_no_cell_of_any_kind_breaks_the_check(cells):
    ctx = context()
    rows = rows_of(*cells, ctx=ctx)
    check(rows, facts_of(voter()), ctx)
    assert all(row.problems == sorted(set(row.problems)) for row in rows)


@given(NASTY)
def test_cleaning_twice_is_cleaning_once(text):
    assert clean(clean(text)) == clean(text)
    assert clean(text) == text_of(text)


@given(st.dates(date(1000, 1, 1)), st.sampled_from("|-/"))
def test_dates_survive_their_text(day, mark):
    assert date_of(f"{day.day}{mark}{day.month:02d}{mark}{day.year}") == day
