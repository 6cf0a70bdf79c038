"""Sealing, verifying, exporting and adding up: the figures close, and tampering is found."""

import json
import zipfile

import pytest
from django.db import connection

from sidalih import jobs
from sidalih.jobs.queries import by_key
from sidalih.refusal import Refused
from tests.kit import applied, change, new, strike, voters
from voters.actions import exporting, rollups, snapshots
from voters.actions.periods import open_period
from voters.models import RollupRow, Snapshot, Tally
from voters.queries import progress
from voters.queries.differences import difference

pytestmark = pytest.mark.django_db


def seal(people, period, stage="DPB", regency="3578", by="operator"):
    """A sealed snapshot."""
    snapshot = snapshots.take_snapshot(regency=regency, period=period, stage=stage, by=people[by])
    jobs.run_here(by_key(f"seal_snapshot:{snapshot.pk}"))
    snapshot.refresh_from_db()
    return snapshot


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_flows_are_counted_since_the_previous_list_not_since_a_replaced_one(rolls, people, july):
    first = seal(people, july)
    someone = voters()
    applied(people, july, new(9001), strike(someone[0], "1"), strike(someone[1], "4"))
    replacing = seal(people, july)
    assert (replacing.replaces_id, replacing.previous) == (first.pk, None)
    assert replacing.flow["baru"] == {"L": 1, "P": 0}
    assert {code: sum(sexes.values()) for code, sexes in replacing.flow["tms"].items()} == {"1": 1, "4": 1}
    august = open_period(code="2017-08", label="Agustus", reference_date="2017-08-31", codeset="2018", by="test")
    applied(people, july, change(someone[2], NAMA="LAIN"))
    following = seal(people, august)
    assert (following.previous_id, following.base_revision) == (replacing.pk, 2)
    assert following.flow == {"baru": {"L": 0, "P": 0}, "tms": {}, "ubah": 1}


def test_moves_and_changes_of_sex_close_in_every_tps(rolls, people, july):
    a, b, c = voters()[:3]
    applied(people, july, change(a, TPS=str(a.tps % 4 + 1)), change(b, **{"L/P": "P" if b.sex == "L" else "L"}),
            change(c, KECAMATAN="357804", DESA="3578041002"))
    b = voters(dpid=b.dpid)[0]
    applied(people, july, strike(a, "2"), new(9001), change(b, NAMA="LAGI"))
    snapshot = seal(people, july)
    assert snapshot.total == 1800
    assert snapshot.flow["ubah"] == 4
    for tally in Tally.objects.filter(snapshot=snapshot):
        before = tally.male - tally.new_male + tally.struck_male - tally.moved_male
        assert before >= 0
    assert sum(Tally.objects.filter(snapshot=snapshot).values_list("moved_male", flat=True)) in (-1, 1)


def test_figures_that_do_not_close_are_not_sealed(rolls, people, july):
    applied(people, july, new(9001))
    sql("UPDATE voters_batchrow SET kind = 'U' WHERE kind = 'B'")
    snapshot = snapshots.take_snapshot(regency="3578", period=july, stage="DPB", by=people["operator"])
    with pytest.raises(Refused) as refused:
        snapshots.seal_snapshot(snapshot_id=snapshot.pk)
    assert refused.value.code == "arithmetic"
    assert Snapshot.objects.get(pk=snapshot.pk).sealed_at is None


@pytest.mark.parametrize("tampering", [
    "UPDATE voters_voter SET name = name || ' X' WHERE dpid = 100001",
    "UPDATE voters_voter SET tps = 9 WHERE dpid = 100001",
    "DELETE FROM voters_voter WHERE dpid = 100001",
    "UPDATE voters_voter SET since = 2 WHERE dpid = 100001",
    "UPDATE voters_snapshotvillage SET sha256 = repeat('0', 64) WHERE village = '3578041001'",
    "DELETE FROM voters_snapshotvillage WHERE village = '3578041001'",
    "UPDATE voters_snapshot SET seal = repeat('0', 64)",
])
def test_verification_finds_every_tampering(rolls, people, july, tampering):
    snapshot = seal(people, july)
    assert snapshots.verify_snapshot(snapshot_id=snapshot.pk)["ok"]
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("ALTER TABLE voters_snapshot DISABLE TRIGGER sealed_stays")  # as who owns the table could
    sql(tampering)
    snapshot.refresh_from_db()
    assert not snapshots.verify_snapshot(snapshot_id=snapshot.pk)["ok"]


def test_a_broken_seal_is_never_exported(rolls, people, july, tmp_path):
    snapshot = seal(people, july)
    sql("UPDATE voters_voter SET name = 'LAIN' WHERE dpid = 100001")
    with pytest.raises(Refused, match="seal_broken"):
        exporting.export_snapshot(snapshot_id=snapshot.pk, out=tmp_path / "s.zip", by="test")
    assert list(tmp_path.iterdir()) == []


def test_exports_differ_in_their_mark_only(rolls, people, july, tmp_path):
    """What is sealed is the same bytes every time; manifest.json and the archive's comment say whose copy it is."""
    snapshot = seal(people, july)
    contents, manifests, marks = [], [], []
    for name in ("one.zip", "two.zip"):
        done = exporting.export_snapshot(snapshot_id=snapshot.pk, out=tmp_path / name, by="test")
        with zipfile.ZipFile(tmp_path / name) as archive:
            manifests.append(json.loads(archive.read("manifest.json")))
            contents.append([(e.filename, e.date_time, archive.read(e)) for e in archive.infolist()
                             if e.filename != "manifest.json"])
            marks.append(archive.comment.decode())
        assert manifests[-1].pop("export")["mark"] == marks[-1] == done["mark"]
    assert contents[0] == contents[1] and manifests[0] == manifests[1] and marks[0] != marks[1]
    assert manifests[0]["seal"] == snapshot.seal
    assert len({name: data for name, _when, data in contents[0]}["3578041001.csv"].splitlines()) == 301


def test_hostile_values_survive_the_canonical_form(rolls, people, july, tmp_path):
    """Quotes, commas, line ends and backslashes are sealed and read back by any CSV reader."""
    import csv
    import io

    ugly = 'A "B", \\N C\nD\r\n#Ü'
    sql("UPDATE voters_voter SET name = %s, nik = '' WHERE dpid = 100001", ugly)
    snapshot = seal(people, july)
    exporting.export_snapshot(snapshot_id=snapshot.pk, out=tmp_path / "s.zip", by="test")
    with zipfile.ZipFile(tmp_path / "s.zip") as archive:
        text = archive.read("3578041001.csv").decode()
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert rows[0]["dpid"] == "100001"
    assert (rows[0]["name"], rows[0]["nik"]) == (ugly, "")


def test_difference_follows_the_dpids(rolls, people, july):
    first = seal(people, july)
    a, b = voters()[:2]
    applied(people, july, new(9001), strike(a), change(b, NAMA="LAIN"))
    second = seal(people, july)
    added = voters(nik="3578040105909001")[0].dpid
    assert difference(first, second) == {"added": [added], "removed": [a.dpid], "changed": [b.dpid]}


def test_an_empty_roll_has_no_snapshot(people, july):
    with pytest.raises(Refused, match="roll_empty"):
        snapshots.take_snapshot(regency="3578", period=july, stage="DPB", by=people["operator"])


def test_a_rollup_shows_missing_as_missing_and_heals(rolls, people, july):
    surabaya = seal(people, july)
    sidoarjo = seal(people, july, regency="3515", by="elsewhere")
    built = rollups.build_rollup(area="35", period=july, stage="DPB")
    assert (built["included"], built["total"], len(built["missing"])) == (2, 2000, 36)
    assert (built["L"], built["P"]) == (surabaya.male + sidoarjo.male, surabaya.female + sidoarjo.female)
    missing = RollupRow.objects.get(rollup=built["rollup"], regency="3501")
    assert (missing.snapshot, missing.male, missing.new_male) == (None, None, None)
    sql("UPDATE voters_rolluprow SET male = 7 WHERE regency = '3578'")
    sql("DELETE FROM voters_rolluprow WHERE regency = '3515'")
    sql("UPDATE voters_rollup SET seal = 'x', male = 1")
    assert rollups.build_rollup(area="35", period=july, stage="DPB") == built


def test_the_dashboard_does_not_count_voters_and_its_queries_are_few(rolls, people, july,
                                                                     django_assert_max_num_queries):
    seal(people, july)
    rollups.build_rollup(area="35", period=july, stage="DPB")
    with django_assert_max_num_queries(6) as captured:
        found = progress.province("35", july, "DPB")
    assert not [q for q in captured.captured_queries if "voters_voter\"" in q["sql"] or "voters_voter " in q["sql"]]
    assert (found.included, found.expected, found.totals["total"]) == (1, 38, 1800)
    assert sum(line.state == "missing" for line in found.lines) == 37
