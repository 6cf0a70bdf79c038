"""Rollups of a province and of the nation: what they add up, their editions, what heals and what is said of it."""

import hashlib
import random

import pytest
from django.db import connection
from django.utils import timezone

from sidalih import jobs
from sidalih.audit.models import Event
from sidalih.jobs.queries import by_key
from tests import kit
from voters.actions import rollups, snapshots
from voters.models import Rollup, RollupEdition, RollupRow
from voters.rules import figures
from voters.rules.healing import damaged
from voters.rules.papers import code_of, proof_of

pytestmark = pytest.mark.django_db


def seal(people, period, stage="DPB", regency="3578", by="operator"):
    """A sealed snapshot."""
    snapshot = snapshots.take_snapshot(regency=regency, period=period, stage=stage, by=people[by])
    jobs.run_here(by_key(f"seal_snapshot:{snapshot.pk}"))
    snapshot.refresh_from_db()
    return snapshot


def sql(statement, *values):
    """As who owns the tables could."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def build(period, area="35"):
    """(answer, healed)."""
    return rollups.heal_rollup(area=area, period=period, stage="DPB")


def nation_jobs():
    """The jobs that build the nation, oldest first."""
    return list(jobs.Job.objects.filter(kind="build_nation").order_by("id"))


@pytest.fixture
def two(rolls, people, july):
    """Sealed snapshots of both offices."""
    return seal(people, july), seal(people, july, regency="3515", by="elsewhere")


def banten(period, **values):
    """A rollup of another province, as its own build would have left it."""
    sexes = figures.empty() | {"pemilih": {"L": 300, "P": 200}}
    return Rollup.objects.create(**{
        "area": "36", "period": period, "stage": "DPB", "built_at": timezone.now(), "male": 300, "female": 200,
        "included": 1, "expected": 8, "figures": sexes, "seal": "b" * 64} | values)


def test_a_province_adds_up_its_snapshots_and_their_figures(two, july):
    surabaya, sidoarjo = two
    answer, healed = build(july)
    assert healed == []
    rollup = Rollup.objects.get(pk=answer["rollup"])
    assert rollup.figures == figures.added([surabaya.figures, sidoarjo.figures])
    assert figures.both(rollup.figures["pemilih"]) == rollup.total == answer["total"]
    lines = f"3515  {sidoarjo.seal}\n3578  {surabaya.seal}\n"
    assert answer["seal"] == hashlib.sha256(lines.encode()).hexdigest()


def test_an_edition_holds_what_was_built_and_proves_it(two, july):
    answer, _healed = build(july)
    edition = RollupEdition.objects.get(pk=answer["edition"])
    manifest = edition.manifest
    assert (edition.proof, edition.code) == (proof_of(manifest), code_of(proof_of(manifest)))
    assert (edition.code, edition.seal) == (answer["code"], answer["seal"])
    assert (manifest["format"], manifest["area"], manifest["period"], manifest["stage"]) == (
        "sidalih-rollup/1", "35", "2017-07", "DPB")
    assert set(manifest["lines"]) == {"3515", "3578"}
    assert manifest["lines"]["3578"] == {"snapshot": two[0].pk, "seal": two[0].seal, "proof": two[0].proof,
                                         "figures": two[0].figures}
    assert len(manifest["missing"]) == 36
    assert manifest["figures"] == figures.added(line["figures"] for line in manifest["lines"].values())


def test_the_same_seal_is_the_same_edition_and_another_a_new_one(two, people, july):
    first, _healed = build(july)
    assert build(july)[0] == first
    assert RollupEdition.objects.filter(area="35").count() == 1
    kit.applied(people, july, kit.new(9101))
    seal(people, july)
    second, healed = build(july)
    assert healed == []     # replaced by a newer one, not damaged
    assert second["edition"] != first["edition"]
    assert second["total"] == first["total"] + 1
    assert RollupEdition.objects.get(pk=first["edition"]).manifest["total"] == first["total"]


def test_snapshots_of_an_earlier_release_are_added_up_but_make_no_edition(two, july):
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("ALTER TABLE voters_snapshot DISABLE TRIGGER sealed_stays")
    sql("UPDATE voters_snapshot SET figures = '{}', code = '', proof = '' WHERE regency = '3515'")
    answer, _healed = build(july)
    assert (answer["included"], answer["edition"], answer["code"]) == (2, None, "")
    assert Rollup.objects.get(pk=answer["rollup"]).figures == {}


DAMAGE = {
    "3578": ["UPDATE voters_rolluprow SET male = male + 7 WHERE regency = '3578'",
             "UPDATE voters_rolluprow SET figures = '{\"pemilih\": 1}' WHERE regency = '3578'",
             "DELETE FROM voters_rolluprow WHERE regency = '3578'",
             "UPDATE voters_rolluprow SET snapshot_id = NULL, male = NULL, female = NULL WHERE regency = '3578'"],
    "3501": ["UPDATE voters_rolluprow SET changed = 0 WHERE regency = '3501'"],
    "3599": ["UPDATE voters_rolluprow SET regency = '3599' WHERE regency = '3501'"],
    "35": ["UPDATE voters_rollup SET male = 1, seal = 'x'", "UPDATE voters_rollup SET included = 38",
           "UPDATE voters_rollup SET figures = '{}'"],
}


@pytest.mark.parametrize(("found", "statement"), [(code, one) for code, many in DAMAGE.items() for one in many])
def test_damage_heals_and_is_named(two, july, found, statement):
    whole, _healed = build(july)
    before = list(RollupRow.objects.order_by("regency").values())
    sql(statement)
    answer, healed = build(july)
    assert answer == whole
    assert found in healed
    assert set(healed) <= {found, "3501"}
    assert [row | {"id": 0} for row in RollupRow.objects.order_by("regency").values()] == [
        row | {"id": 0} for row in before]
    assert Event.objects.filter(act="rollup_built").latest("seq").detail["healed"] == healed
    assert build(july)[1] == []


def test_a_rollup_struck_out_whole_comes_back(two, july):
    whole, _healed = build(july)
    sql("DELETE FROM voters_rolluprow")
    sql("DELETE FROM voters_rollup")
    answer, healed = build(july)
    assert answer | {"rollup": 0} == whole | {"rollup": 0}
    assert healed == ["35"]


def test_random_damage_is_always_told_and_always_heals(two, july):
    whole, _healed = build(july)
    dice = random.Random(7)
    for _turn in range(25):
        row = dice.choice(list(RollupRow.objects.filter(snapshot__isnull=False)))
        column = dice.choice(["male", "female", "new_male", "struck_female", "changed"])
        sql(f"UPDATE voters_rolluprow SET {column} = %s WHERE id = %s",
            getattr(row, column) + dice.randint(1, 9), row.pk)
        answer, healed = build(july)
        assert (answer, healed) == (whole, [row.regency])


def test_the_rule_tells_damage_from_a_newer_snapshot():
    def row(snapshot, male=1):
        return {"snapshot": snapshot, "male": male}
    assert damaged({"1": row(5)}, {"1": row(7, 9)}, {"1": 5}) == []
    assert damaged({"1": row(None)}, {"1": row(7)}, {}) == []
    assert damaged({"1": row(4)}, {"1": row(7)}, {"1": 5}) == ["1"]
    assert damaged({"1": row(9)}, {"1": row(7)}, {}) == ["1"]
    assert damaged({"1": row(7, 2)}, {"1": row(7, 3)}, {}) == ["1"]


def test_the_nation_adds_up_the_provinces(two, july):
    east, _healed = build(july)
    other = banten(july)
    RollupEdition.objects.create(area="36", period=july, stage="DPB", seal=other.seal, manifest={}, proof="c" * 64,
                                 code="C" * 16, built_at=other.built_at)
    answer, healed = build(july, "")
    assert healed == []
    assert (answer["total"], answer["L"], answer["included"]) == (east["total"] + 500, east["L"] + 300, 3)
    assert len(answer["missing"]) == 36
    assert answer["seal"] == hashlib.sha256(f"35  {east['seal']}\n36  {other.seal}\n".encode()).hexdigest()
    manifest = RollupEdition.objects.get(pk=answer["edition"]).manifest
    assert manifest["lines"]["35"]["proof"] == RollupEdition.objects.get(pk=east["edition"]).proof
    assert manifest["figures"] == figures.added(line["figures"] for line in manifest["lines"].values())
    assert RollupRow.objects.filter(rollup=answer["rollup"]).count() == 0
    sql("UPDATE voters_rollup SET female = 3 WHERE area = ''")
    assert build(july, "") == (answer, ["ID"])


def test_one_nation_job_waits_however_many_provinces_change(two, people, july):
    build(july)
    assert [job.state for job in nation_jobs()] == ["waiting"]
    build(july)     # nothing new: nothing more to do
    for serial in (9101, 9102):
        kit.applied(people, july, kit.new(serial))
        seal(people, july)
        build(july)
    assert [job.state for job in nation_jobs()] == ["waiting"]
    jobs.run_here(nation_jobs()[0])
    assert Rollup.objects.get(area="").total == Rollup.objects.get(area="35").total
    build(july)
    assert len(nation_jobs()) == 1
    kit.applied(people, july, kit.new(9103))
    seal(people, july)
    build(july)
    assert [job.state for job in nation_jobs()] == ["done", "waiting"]


