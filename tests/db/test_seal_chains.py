"""Sealing itself, fed with published figures: the exact ones are sealed, the others refused by name and difference."""

from collections import Counter

import pytest

from sidalih.refusal import Refused
from tests.published import FALSE, TRUE
from voters.actions import snapshots
from voters.queries import carried
from voters.queries.canonical import VillageFile
from voters.queries.tallies import Place
from voters.rules.arithmetic import Figure

pytestmark = pytest.mark.django_db
VILLAGE = "3578041001"
CHAINS = [one for one in TRUE if None not in (one.previous.total, one.baru.total, one.tms.total)]
BROKEN = [(one, dict(sums)["now total"]) for one, sums in FALSE if "now total" in dict(sums)]


def printed_by_sex(recap):
    """Whether every column was printed by sex."""
    return None not in (recap.previous.L, recap.baru.L, recap.tms.L, recap.now.L)


def fed(monkeypatch, recap, tps=1):
    """Have the roll read as a recap says: one TPS; where only totals were printed, all are counted as men."""
    def by_sex(figure):
        return Counter(L=figure.L, P=figure.P) if printed_by_sex(recap) else Counter(L=figure.total)
    place = Place(VILLAGE, tps, before=by_sex(recap.previous), now=by_sex(recap.now), new=by_sex(recap.baru),
                  struck={"1": by_sex(recap.tms)})
    file = VillageFile(VILLAGE, "0" * 64, 1, place.now.total())
    monkeypatch.setattr(carried, "read", lambda *_: carried.Reading([file], [place], 0))


def take(people, july):
    return snapshots.take_snapshot(regency="3578", period=july, stage="DPB", by=people["operator"])


@pytest.mark.parametrize("recap", CHAINS, ids=lambda one: one.name)
def test_exact_chains_are_sealed(rolls, people, july, monkeypatch, recap):
    fed(monkeypatch, recap)
    made = take(people, july)
    snapshots.seal_snapshot(snapshot_id=made.pk)
    made.refresh_from_db()
    assert (made.total, made.breaks) == (recap.now.total, [])
    assert sum(made.figures["sebelumnya"].values()) == recap.previous.total
    more = Figure(recap.now.total + 1, recap.now.L + 1 if printed_by_sex(recap) else None, recap.now.P)
    fed(monkeypatch, recap._replace(now=more))
    with pytest.raises(Refused, match="arithmetic"):
        snapshots.seal_snapshot(snapshot_id=take(people, july).pk)


@pytest.mark.parametrize(("recap", "difference"), BROKEN, ids=lambda one: getattr(one, "name", ""))
def test_false_chains_are_refused_with_the_difference(rolls, people, july, monkeypatch, recap, difference):
    fed(monkeypatch, recap)
    made = take(people, july)
    with pytest.raises(Refused) as refused:
        snapshots.seal_snapshot(snapshot_id=made.pk)
    made.refresh_from_db()
    assert refused.value.code == "arithmetic" and made.sealed_at is None
    assert {one["found"] - one["expected"] for one in made.breaks} == {difference}
    assert {one["village"] for one in made.breaks} == {VILLAGE, "357804", "3578"}
    before, now, wrong = (f"{number:,}".replace(",", ".") for number in (
        recap.previous.total, recap.now.total, abs(difference)))
    assert f"TPS 1, L: {before} + " in refused.value.message
    assert f"sekarang {now} (selisih {'+' if difference > 0 else '−'}{wrong})" in refused.value.message


def test_sexes_that_swap_are_seen_although_the_total_closes(rolls, people, july, monkeypatch):
    """A count of women in the men's column."""
    recap = TRUE[0]
    fed(monkeypatch, recap._replace(now=Figure(recap.now.total, recap.now.P, recap.now.L)))
    made = take(people, july)
    with pytest.raises(Refused, match="arithmetic"):
        snapshots.seal_snapshot(snapshot_id=made.pk)
    made.refresh_from_db()
    assert {one["measure"] for one in made.breaks} == {"L", "P"}


def test_moves_inside_that_do_not_cancel_out_are_refused(rolls, people, july, monkeypatch):
    """Each TPS closes, but somebody has arrived who left nowhere."""
    here = Place(VILLAGE, 1, before=Counter(L=10), now=Counter(L=11))
    here.move("tempat", "masuk", "L", 1)
    file = VillageFile(VILLAGE, "0" * 64, 1, 11)
    monkeypatch.setattr(carried, "read", lambda *_: carried.Reading([file], [here], 0))
    made = take(people, july)
    with pytest.raises(Refused) as refused:
        snapshots.seal_snapshot(snapshot_id=made.pk)
    made.refresh_from_db()
    assert [(one["village"], one["measure"], one["expected"], one["found"]) for one in made.breaks] == [
        ("3578", "tempat_L", 0, 1)]
    assert "pindah masuk 1, pindah keluar 0" in refused.value.message


def test_lines_and_counts_that_disagree_are_nothing_to_explain(rolls, people, july, monkeypatch):
    file = VillageFile(VILLAGE, "0" * 64, 1, 10)
    here = Place(VILLAGE, 1, before=Counter(L=11), now=Counter(L=11))
    monkeypatch.setattr(carried, "read", lambda *_: carried.Reading([file], [here], 0))
    made = take(people, july)
    with pytest.raises(Refused, match="arithmetic"):
        snapshots.seal_snapshot(snapshot_id=made.pk)
    made.refresh_from_db()
    assert made.breaks == []
