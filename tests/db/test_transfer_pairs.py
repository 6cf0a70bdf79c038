"""A move inside one regency: a code-8 row and its B row (set 2022) change the places and cancel out in the sum."""

from datetime import date

import pytest

from tests.kit import applied, change, strike, voters
from voters.actions.periods import open_period
from voters.models import Roll, Voter
from voters.queries import tallies
from voters.rules.arithmetic import breaches

pytestmark = pytest.mark.django_db


@pytest.fixture
def quarter(rolls):
    return open_period(code="2025-TW2", label="Triwulan II 2025", reference_date=date(2025, 6, 30), codeset="2022",
                       by="test")


def moved_row(voter, **place):
    """The B row of a pair: the same person at another place."""
    return change(voter, DPID=None, KET="B", **place)


def whole():
    return [v for v in voters() if len(v.nik) == 16 == len(v.nkk) and v.birth_date and v.address
            and 1930 < v.birth_date.year < 1995]


def test_a_pair_moves_village_and_tps_and_leaves_the_sum(people, quarter):
    voter = whole()[0]
    other = next(v for v in voters() if v.village != voter.village)
    before = Roll.objects.get(pk="3578")
    # rows of a pair: struck where he was, entered where he is
    batch = applied(people, quarter, strike(voter, "8"), moved_row(
        voter, KECAMATAN=other.village[:6], DESA=other.village, TPS=str(other.tps)))
    now = Roll.objects.get(pk="3578")
    assert (batch.state, batch.applied_rows, now.active) == ("applied", 2, before.active)
    assert Voter.objects.get(regency="3578", nik=voter.nik, until=None).village == other.village
    places = {(p.village, p.tps): p for p in tallies.places("3578", before.revision, now.revision)}
    left, came = places[voter.village, voter.tps], places[other.village, other.tps]
    assert (left.struck["8"][voter.sex], came.new[voter.sex]) == (1, 1)
    assert sum(left.now.values()) == sum(left.before.values()) - 1
    assert sum(came.now.values()) == sum(came.before.values()) + 1
    assert sum(sum(p.now.values()) for p in places.values()) == sum(sum(p.before.values()) for p in places.values())
    assert not any(breaches(p.stock[0], p.flow, p.stock[1]) for p in places.values())
    flow = tallies.flow(places.values())
    assert flow["baru"][voter.sex] == flow["tms"]["8"][voter.sex] == 1  # both rows are listed


def test_a_pair_inside_one_village_moves_the_tps_alone(people, quarter):
    voter = next(v for v in whole() if any(o.village == v.village and o.tps != v.tps for o in voters()))
    tps = next(o.tps for o in voters() if o.village == voter.village and o.tps != voter.tps)
    before = Roll.objects.get(pk="3578")
    applied(people, quarter, strike(voter, "8"), moved_row(voter, TPS=str(tps)))
    places = tallies.places("3578", before.revision, before.revision + 1)
    changed = {(p.village, p.tps): sum(p.now.values()) - sum(p.before.values()) for p in places if p.now != p.before}
    assert changed == {(voter.village, voter.tps): -1, (voter.village, tps): 1}
