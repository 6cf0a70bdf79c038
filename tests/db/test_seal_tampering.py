"""Whatever is changed in a sealed snapshot, or in the roll under it, verification finds and names it."""

import pytest

from sidalih.audit.models import Event
from tests.kit import applied, change, new, strike, voters
from tests.seal_kit import seal, sql
from voters.actions import snapshots
from voters.actions.periods import open_period
from voters.models import Snapshot, SnapshotRun, SnapshotVillage, Tally

pytestmark = pytest.mark.django_db

# What each column is changed to; a column without an entry here fails the test that every one is tried.
SNAPSHOT = {
    "period": "period_id = '2017-07'", "stage": "stage = 'DPS'", "revision": "revision = revision - 1",
    "base_revision": "base_revision = base_revision - 1", "previous": "previous_id = NULL",
    "replaces": "replaces_id = previous_id", "taken_at": "taken_at = taken_at + interval '1 microsecond'",
    "taken_by": "taken_by_id = NULL", "run": "run_id = 1", "cancelled_by": "cancelled_by = 'siapa'",
    "breaks": "breaks = '[{\"village\": \"3578\"}]'",
    "explanation": "explanation = 'Tidak pernah ditulis', explained_by_id = taken_by_id, explained_at = now()",
    "sealed_at": "sealed_at = sealed_at + interval '1 microsecond'", "seal": "seal = repeat('0', 64)",
    "male": "male = male + 1", "female": "female = female - 1",
    "flow": "flow = jsonb_set(flow, '{ubah}', '77')",
    "figures": "figures = jsonb_set(figures, '{tps}', '77')", "reused": "reused = reused + 1",
    "manifest": "manifest = jsonb_set(manifest, '{villages,3578041001,figures,baru,L}', '77')",
    "proof": "proof = repeat('0', 64)", "code": "code = '0000000000000000'",
}
# The number and the office of a row are its name; who explains and when, and when it was called off, stand or fall with
# the words that the database asks for beside them.
NAMES = {"id", "regency", "explained_by", "explained_at", "cancelled_at"}
VILLAGE = {"village": "village = '3578041009'", "sha256": "sha256 = repeat('0', 64)", "bytes": "bytes = bytes + 1",
           "voters": "voters = voters + 1"}
SEXES = """{"7": {"L": 1, "P": 0}}"""
TALLY = {name: f"{name} = {name} + 1" for name in (
    "male", "female", "new_male", "new_female", "struck_male", "struck_female", "changed", "changed_male",
    "changed_female", "moved_male", "moved_female", "without_ektp")} | {
    "tps": "tps = 99", "village": "village = '3578041009'", "struck": f"struck = '{SEXES}'",
    "moves": f"moves = '{SEXES}'", "disability": "disability = '{\"7\": 1}'"}
HERE = "snapshot_id = SECOND AND village = '3578041001'"
ROLL = [
    "UPDATE voters_voter SET name = name || ' X' WHERE dpid = 100010",
    "UPDATE voters_voter SET tps = 9 WHERE dpid = 100010",
    "UPDATE voters_voter SET sex = CASE sex WHEN 'L' THEN 'P' ELSE 'L' END WHERE dpid = 100010",
    "UPDATE voters_voter SET disability = '5' WHERE dpid = 100010",
    "DELETE FROM voters_voter WHERE dpid = 100010", "UPDATE voters_voter SET since = 4 WHERE dpid = 100010",
    "UPDATE voters_batchrow SET code = 7 WHERE kind = 'T'", "UPDATE voters_batchrow SET unchanged = true",
    "UPDATE voters_batchrow SET kind = 'U' WHERE kind = 'B'",
    f"DELETE FROM voters_snapshotvillage WHERE {HERE}", f"DELETE FROM voters_tally WHERE {HERE} AND tps = 1",
    "UPDATE voters_snapshot SET code = '', proof = '', manifest = '{}', figures = '{}' WHERE id = SECOND",
    "UPDATE voters_snapshot SET male = 1, manifest = jsonb_set(manifest, '{L}', '1') WHERE id = FIRST",
    "UPDATE voters_snapshot SET proof = repeat('1', 64) WHERE id = FIRST",
    "UPDATE voters_snapshot SET seal = repeat('1', 64) WHERE id = FIRST",
]


def test_every_stored_column_is_tried():
    for model, tried in ((Snapshot, SNAPSHOT), (SnapshotVillage, VILLAGE), (Tally, TALLY)):
        assert {field.name for field in model._meta.concrete_fields} - NAMES - {"snapshot"} == set(tried)


TAMPERINGS = [
    *(pytest.param(f"UPDATE voters_snapshot SET {what} WHERE id = SECOND", id=f"snapshot {name}")
      for name, what in SNAPSHOT.items()),
    *(pytest.param(f"UPDATE voters_snapshotvillage SET {what} WHERE {HERE}", id=f"village {name}")
      for name, what in VILLAGE.items()),
    *(pytest.param(f"UPDATE voters_tally SET {what} WHERE {HERE} AND tps = 1", id=f"tally {name}")
      for name, what in TALLY.items()),
    *ROLL]


@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_every_tampering_is_found(rolls, people, july, tampering):
    august = open_period(code="2017-08", label="Agustus", reference_date="2017-08-31", codeset="2018", by="test")
    first = seal(people, july)
    some = voters()
    applied(people, july, new(9001), strike(some[0]), change(some[2], JALAN="JL. LAIN"))
    second = seal(people, august)
    assert snapshots.verify_snapshot(snapshot_id=second.pk) == {
        "snapshot": second.pk, "ok": True, "seal": second.seal, "findings": []}
    SnapshotRun.objects.create(pk=1, area="35", period=august, stage="DPB")
    statement = tampering.replace("SECOND", str(second.pk)).replace("FIRST", str(first.pk))
    sql("ALTER TABLE voters_tally DISABLE TRIGGER USER")
    sql(statement)
    answer = snapshots.verify_snapshot(snapshot_id=second.pk)
    assert not answer["ok"] and answer["findings"], statement
    assert all(isinstance(sentence, str) and sentence.endswith(".") for sentence in answer["findings"])
    assert Event.objects.filter(act="snapshot_verified").first().detail["ok"] is False
