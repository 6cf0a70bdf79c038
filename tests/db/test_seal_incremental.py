"""Taking over what has not changed gives the very seal and counts that reading everything gives."""

import random
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.kit import applied, change, strike, voters
from tests.seal_kit import random_batch, recount, seal, sql
from voters.actions import snapshots
from voters.actions.periods import open_period
from voters.models import Snapshot
from voters.queries import carried, closing, tallies

pytestmark = pytest.mark.django_db


@pytest.fixture
def periods(july):
    """Three periods in a row."""
    return [july, *(open_period(code=f"2017-0{n}", label=f"Bulan {n}", reference_date=date(2017, n, 28), codeset="2018",
                                by="test") for n in (8, 9))]


def must_be_a_recount(snapshot):
    whole, places = recount(snapshot)
    assert snapshot.seal == whole
    assert tallies.stored(snapshot.pk) == places
    assert snapshots.verify_snapshot(snapshot_id=snapshot.pk)["findings"] == []


@settings(max_examples=4, deadline=None, derandomize=True,
          suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(seed=st.integers(0, 10**6), chunk=st.integers(1, 4))
def test_random_batches_are_sealed_as_a_recount_would(rolls, people, periods, seed, chunk):
    chance = random.Random(seed)
    for _step in range(4):
        for _batch in range(chance.randint(0, 2)):
            random_batch(people, periods[0], chance)
        snapshot = seal(people, chance.choice(periods), villages_at_once=chunk)
        must_be_a_recount(snapshot)


def test_only_touched_villages_are_read_again(rolls, people, july):
    first = seal(people, july)
    someone = voters()[0]
    applied(people, july, change(someone, JALAN="JL. LAIN"))
    second = seal(people, july)
    assert (first.reused, second.reused) == (0, first.villages.count() - 1)
    hashes = [dict(one.villages.values_list("village", "sha256")) for one in (first, second)]
    assert {code for code in hashes[0] if hashes[0][code] != hashes[1][code]} == {someone.village}
    third = seal(people, july)
    assert third.reused == first.villages.count() and third.seal == second.seal


def test_an_older_revision_is_sealed_although_the_roll_has_gone_on(rolls, people, july):
    """Versions that ended after the pin are found by their own index."""
    seal(people, july)
    applied(people, july, strike(voters()[0]))
    pinned = snapshots.take_snapshot(regency="3578", period=july, stage="DPB", by=people["operator"])
    applied(people, july, *(strike(one) for one in voters()[:5]), change(voters()[9], JALAN="JL. BARU"))
    snapshots.seal_snapshot(snapshot_id=pinned.pk)
    pinned.refresh_from_db()
    assert pinned.reused > 0 and pinned.revision == 2
    must_be_a_recount(pinned)


@pytest.mark.parametrize("tampering", [
    "UPDATE voters_snapshotvillage SET sha256 = repeat('0', 64) WHERE village = '3578041001'",
    "UPDATE voters_tally SET male = male + 1, female = female - 1 WHERE village = '3578041001' AND tps = 1",
    "UPDATE voters_snapshot SET code = '0000000000000000'",
    "UPDATE voters_snapshot SET manifest = jsonb_set(manifest, '{total}', '1')",
    "UPDATE voters_snapshot SET code = '', proof = '', manifest = '{}', figures = '{}'",
])
def test_nothing_is_taken_over_from_a_snapshot_that_is_not_whole(rolls, people, july, periods, tampering):
    first = seal(people, july)
    assert carried.sealed_tallies(first)
    applied(people, july, strike(voters()[0]))
    sql(tampering)
    assert carried.sealed_tallies(Snapshot.objects.get(pk=first.pk)) is None
    second = snapshots.take_snapshot(regency="3578", period=july, stage="DPB", by=people["operator"])
    reading = carried.read(second, lambda *_: None)
    assert reading.reused == 0
    assert (reading.seal, [place.stored() for place in reading.places]) == recount(second)


def test_the_stock_before_must_be_what_the_snapshot_before_sealed(rolls, people, july, periods):
    seal(people, july)
    applied(people, july, strike(voters()[0]))
    sql("UPDATE voters_snapshot SET male = male + 3, manifest = jsonb_set(manifest, "
        "'{villages,3578041001,figures,pemilih,L}', '999')")
    second = snapshots.take_snapshot(regency="3578", period=periods[1], stage="DPB", by=people["operator"])
    reading = carried.read(second, lambda *_: None)
    found = closing.breaks_of(reading.places, tallies.figures(reading.places), second.previous)
    assert [(one["village"], one["measure"], one["expected"] - one["found"]) for one in found][1:] == [
        ("3578", "sebelumnya_L", 3)]
    assert (found[0]["village"], found[0]["measure"], found[0]["expected"]) == ("3578041001", "sebelumnya_L", 999)


def test_figures_are_kept_in_one_form_and_add_up(rolls, people, july):
    seal(people, july)
    some = voters()
    applied(people, july, strike(some[0], "1"), change(some[1], TPS="901"),
            change(some[2], **{"L/P": "P" if some[2].sex == "L" else "L"}))
    snapshot = seal(people, july)
    villages = snapshot.manifest["villages"]
    for name in ("sebelumnya", "pemilih", "reguler", "khusus", "baru", "tms", "ubah"):
        for sex in ("L", "P"):
            assert snapshot.figures[name][sex] == sum(of["figures"][name][sex] for of in villages.values()), name
    assert snapshot.figures["khusus"] == {"L": int(some[1].sex == "L"), "P": int(some[1].sex == "P")}
    assert (snapshot.figures["tps_khusus"], snapshot.figures["desa"]) == (1, snapshot.villages.count())
    assert snapshot.figures["pindah"].keys() == {"tempat", "kelamin"}
    ways = snapshot.figures["pindah"]["tempat"]
    assert ways["masuk"] == ways["keluar"] and sum(ways["masuk"].values()) == 1
    assert snapshot.figures["tms_kode"]["1"] == snapshot.figures["tms"]
    special = snapshot.tallies.get(village=some[1].village, tps=901)
    assert special.moves["tempat"]["masuk"][some[1].sex] == special.changed == 1
