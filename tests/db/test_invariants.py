"""check_invariants: a healthy database passes all nine; each damage is found by the check that is there for it."""

import json

import pytest
from django.core.management import call_command
from django.db import connection
from django.template.loader import render_to_string

from sidalih import jobs
from sidalih.accounts.roles import Permission
from sidalih.accounts.scope import scoped
from sidalih.jobs.models import Job
from sidalih.jobs.queries import by_key
from tests.kit import applied, approved, change, new, receive, strike, voters
from voters.actions import applying, deciding, nights, reversing, rollups, setting_aside, snapshots
from voters.actions.checking import NAMES, check_invariants
from voters.actions.periods import open_period
from voters.models import Batch
from voters.panels import broken_invariants

pytestmark = pytest.mark.django_db


def seal(people, period, regency="3578", by="operator"):
    """A sealed DPB."""
    snapshot = snapshots.take_snapshot(regency=regency, period=period, stage="DPB", by=people[by])
    jobs.run_here(by_key(f"seal_snapshot:{snapshot.pk}"))
    return snapshot


def sql(statement, *values):
    """As who owns the tables could."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement, values)


@pytest.fixture
def lived(rolls, people, july):
    """Two months of an office: batches with a draft left, rows set aside, an undoing, lists, the province."""
    a, b, c = voters()[:3]
    applied(people, july, new(9001), strike(a, "1"), change(b, NAMA="LAIN"))
    seal(people, july)
    with scoped("3578"):
        half = receive(people, july, new(9002), new(9003, JALAN=""), new(9004, NAMA=""))
        setting_aside.set_aside(batch_id=half.pk, ordinals=[2], by=people["operator"])
        sent, _rest = deciding.submit(batch_id=half.pk, by=people["operator"], confirm_warnings=True)
        deciding.approve(batch_id=sent.pk, by=people["approver"])
    applying.apply_batch(batch_id=sent.pk)
    seal(people, july)
    wrong = applied(people, july, change(c, TPS=str(c.tps % 4 + 1)))
    with scoped("3578"):
        back = reversing.reverse_batch(batch_id=wrong.pk, reason="Salah unggah", by=people["operator"])
        deciding.submit(batch_id=back.pk, by=people["operator"], confirm_warnings=True)
        deciding.approve(batch_id=back.pk, by=people["approver"])
    applying.apply_batch(batch_id=back.pk)
    august = open_period(code="2017-08", label="Agustus", reference_date="2017-08-31", codeset="2018", by="test")
    approved(people, august, new(9005))
    seal(people, august)
    seal(people, july, "3515", "elsewhere")
    for period in (july, august):
        rollups.build_rollup(area="35", period=period, stage="DPB")
        rollups.build_rollup(area="", period=period, stage="DPB")


def broken():
    answer = check_invariants()
    assert [one["name"] for one in answer["checks"]] == list(NAMES)
    assert answer["ok"] == all(one["ok"] for one in answer["checks"])
    return {one["name"]: one["detail"] for one in answer["checks"] if not one["ok"]}


def test_a_life_of_two_months_is_whole(lived, capsys):
    assert broken() == {}
    call_command("check_invariants", "--json")
    answer = json.loads(capsys.readouterr().out)
    assert answer["ok"] is True and len(answer["checks"]) == 9
    assert "4 segel" in answer["checks"][3]["detail"]


def test_nik_that_a_loaded_roll_brought_twice_are_listed_and_not_broken(lived):
    first, second = voters()[5:7]
    sql("UPDATE voters_voter SET nik = %s WHERE dpid = %s AND regency = '3578'", first.nik, second.dpid)
    answer = {one["name"]: one for one in check_invariants()["checks"]}
    assert answer["nik_once"]["ok"]
    assert f"3578/{first.dpid} = 3578/{second.dpid}" in answer["nik_once"]["detail"]
    assert first.nik not in answer["nik_once"]["detail"]


DAMAGE = {
    "versions": ["UPDATE voters_voter SET until = 3 WHERE until = 2",
                 "UPDATE voters_voter SET until = 90 WHERE dpid = 100001"],
    "nik_once": ["UPDATE voters_voter SET nik = (SELECT nik FROM voters_voter WHERE dpid = 100009 AND until IS NULL) "
                 "WHERE since = 3 AND until IS NULL"],
    "tallies": ["UPDATE voters_tally SET male = male + 1 WHERE snapshot_id = (SELECT max(id) FROM voters_snapshot "
                "WHERE regency = '3578')", "UPDATE voters_roll SET active = active + 1 WHERE regency = '3578'"],
    "seals": ["UPDATE voters_voter SET name = name || 'X' WHERE dpid = 100020",
              "UPDATE voters_snapshotvillage SET sha256 = repeat('0', 64) WHERE village = '3578041001'"],
    "arithmetic": ["UPDATE voters_tally SET struck_male = struck_male + 1 WHERE snapshot_id = (SELECT max(id) "
                   "FROM voters_snapshot WHERE regency = '3578')",
                   "UPDATE voters_tally SET new_female = new_female + 1 WHERE id = (SELECT max(t.id) FROM voters_tally "
                   "t JOIN voters_snapshot s ON s.id = t.snapshot_id WHERE s.previous_id IS NULL)"],
    "rollups": ["UPDATE voters_rolluprow SET male = male + 1 WHERE regency = '3578'",
                "UPDATE voters_rollup SET female = 1 WHERE area = '35'",
                "UPDATE voters_rollup SET male = 5 WHERE area = ''",
                "UPDATE voters_rollup SET figures = '{}' WHERE area = '35'",
                "UPDATE voters_rolluprow SET figures = '{}' WHERE regency = '3515' AND male IS NOT NULL"],
    "audit_chain": ["ALTER TABLE audit_event DISABLE TRIGGER USER; UPDATE audit_event SET by = 'lain' WHERE id = "
                    "(SELECT min(id) FROM audit_event)"],
    "job_leases": ["INSERT INTO jobs_job (kind, key, regency, args, by, state, done, total, what, attempts, errors, "
                   "created_at, started_at, holder, lease_until) VALUES ('seal_snapshot', 'x', '', '{}', 'x', "
                   "'running', 0, 0, '', 1, 0, now(), now(), gen_random_uuid(), now() - interval '61 seconds')"],
    "batch_rows": ["DELETE FROM voters_batchrow WHERE id = (SELECT max(id) FROM voters_batchrow)",
                   "UPDATE voters_batch SET rows = rows + 1 WHERE state = 'applied'",
                   "UPDATE voters_batchrow SET ordinal = 77 WHERE id = (SELECT min(id) FROM voters_batchrow)"],
}


@pytest.mark.parametrize(("name", "statement"), [(name, one) for name, many in DAMAGE.items() for one in many])
def test_each_damage_is_found_by_its_check(lived, name, statement):
    for table in ("voters_snapshot", "voters_voter"):
        sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    sql(statement)
    found = broken()
    assert name in found, found
    assert found[name]


def test_the_command_leaves_with_one_when_something_is_broken(lived, capsys):
    sql("UPDATE voters_roll SET active = 1 WHERE regency = '3578'")
    with pytest.raises(SystemExit) as left:
        call_command("check_invariants", "--json")
    assert left.value.code == 1
    answer = json.loads(capsys.readouterr().out)
    assert not answer["ok"] and [one["name"] for one in answer["checks"] if not one["ok"]] == ["tallies"]


def test_a_row_that_is_nowhere_any_more_is_missed(lived):
    """Of a file whose rows stand in three batches and a bin."""
    bin_of = Batch.objects.get(is_bin=True)
    sql("DELETE FROM voters_batchrow WHERE batch_id = %s", bin_of.pk)
    sql("UPDATE voters_batch SET rows = 0 WHERE id = %s", bin_of.pk)
    assert "urutan" in broken()["batch_rows"]


def test_the_night_heals_rollups_and_checks_and_an_alarm_stands_on_the_front_page(lived, people):
    sql("UPDATE voters_rolluprow SET male = male + 1 WHERE regency = '3578'")
    sql("UPDATE voters_rollup SET male = 1 WHERE area = ''")
    nights.ask_for_tonight()
    nights.ask_for_tonight()
    assert Job.objects.filter(kind__in=["heal_rollups", "check_invariants"]).count() == 2
    healed = jobs.run_here(Job.objects.get(kind="heal_rollups")).result
    assert healed["rollups"] == 4
    assert healed["healed"] == {"35 2017-07 DPB": ["3578"], "35 2017-08 DPB": ["3578"], "ID 2017-07 DPB": ["ID"],
                                "ID 2017-08 DPB": ["ID"]}
    assert jobs.run_here(Job.objects.get(kind="check_invariants")).result["ok"] is True
    assert broken_invariants(people["province"]) is None
    sql("UPDATE voters_roll SET active = 1 WHERE regency = '3578'")
    Job.objects.filter(kind="check_invariants").delete()
    nights.ask_for_tonight()
    jobs.run_here(Job.objects.get(kind="check_invariants"))
    alarm = broken_invariants(people["province"])
    assert alarm["names"] == ["hitungan TPS"]
    assert "hitungan TPS" in render_to_string("voters/panel_invariants.html", alarm)
    assert not people["operator"].may(Permission.ROLLUP_VIEW)
