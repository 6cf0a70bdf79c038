"""The demonstration: what it holds, that it may be run again and cut off anywhere, and where it refuses."""

import io
import json
import stat
from collections import Counter

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command

from sidalih import jobs
from sidalih.accounts import actions as accounts
from sidalih.accounts.models import User
from sidalih.audit.models import Event
from sidalih.jobs.models import Job
from sidalih.refusal import Refused
from voters.actions import snapshots
from voters.demo import story
from voters.models import Batch, BatchRow, Period, Roll, Rollup, Snapshot, Voter

pytestmark = pytest.mark.django_db

OFFICES = ["3513", "3515", "3526", "3578", "3579"]
SMALL = {"voters": 1_500, "seed": 7, "regencies": OFFICES}


@pytest.fixture(autouse=True)
def own_place(areas, settings, tmp_path):
    """The logins of the demonstration are written below a directory of this test; no broker is told anything."""
    settings.VAR_DIR = tmp_path
    settings.REDIS_URL = ""
    settings.CHURN_BRAKE_PERCENT = "0.5"  # months of tiny rolls are signed by the province, as in service


def everything():
    """What must not change when the demonstration is seeded again."""
    return (
        list(Snapshot.objects.order_by("regency", "period").values_list("regency", "period_id", "seal", "revision")),
        list(Batch.objects.order_by("regency", "number").values_list("regency", "number", "state", "rows", "blocked")),
        list(User.objects.order_by("username").values_list("username", "password")),
        Event.objects.count(), Voter.objects.count(), Job.objects.count(),
    )


def test_what_it_holds(capsys):
    told = []
    answer = story.seed(**SMALL, say=told.append)
    assert (answer["voters"], answer["regencies"]) == (1_500, 5)
    assert sum(Roll.objects.values_list("active", flat=True)) == Voter.objects.filter(until=None).count() == 1_500
    assert told[3] == "Membuat daftar pemilih 3578 Kota Surabaya … 4/5"
    assert Period.objects.get(pk="2017-07").label == "Juli 2017"

    sealed = Snapshot.objects.filter(sealed_at__isnull=False).values_list("period_id", "regency")
    assert {r for period, r in sealed if period == "2017-06"} == set(OFFICES)
    assert {r for period, r in sealed if period == "2017-07"} == {"3515", "3578", "3579"}
    assert Snapshot.objects.filter(sealed_at=None).count() == 0
    june, july = (Rollup.objects.get(period=period, area="35", stage="DPB") for period in ("2017-06", "2017-07"))
    assert (june.included, july.included) == (5, 3)
    assert all(snapshots.verify_snapshot(snapshot_id=one.pk)["ok"] for one in Snapshot.objects.all())

    states = {regency: sorted(Batch.objects.filter(regency=regency).values_list("state", flat=True))
              for regency in OFFICES}  # fmt: skip
    assert states == {"3513": [], "3515": ["applied", "approved", "checked"], "3526": ["checked"], "3579": ["applied"],
                      "3578": ["applied", "checked", "refused", "returned", "submitted"]}  # fmt: skip
    assert all(batch.blocked == 0 for batch in Batch.objects.exclude(state="checked"))
    assert Batch.objects.get(state="refused").file_problems[0]["code"] == "F04"
    assert Batch.objects.get(state="returned").note
    assert [b.regency for b in Batch.objects.all() if b.waits_for_province] == ["3515"]
    signed = Batch.objects.filter(state="applied", removals__gt=0)
    assert {b.countersigned_by.username for b in signed} == {"setuju-35"} and all(b.countersign_reason for b in signed)
    assert not Batch.objects.exclude(file_problems=[]).exclude(state="refused").exists()
    assert BatchRow.objects.filter(batch__regency="3515", corrected_by="op-3515-1").exists()
    to_repair = Batch.objects.get(regency="3578", state="checked")
    assert 0.1 < to_repair.blocked / to_repair.rows < 0.25
    assert not Job.objects.exclude(state="done").exists()


def test_a_large_enough_office_makes_every_mistake_that_the_set_of_2018_knows():
    story.seed(voters=2_400, seed=3, regencies=["3578"])
    batch = Batch.objects.get(regency="3578", state="checked")
    assert (batch.rows, 36 <= batch.blocked <= 46) == (260, True)
    every = {f"E{number:02}" for number in range(1, 26)} - {"E23"}
    assert every <= set(batch.counts)
    assert {"I02", "I04", "W07", "W08"} <= set(batch.counts)


def test_nobody_is_two_people_and_every_serial_is_one_never_issued():
    story.seed(**SMALL)
    niks = Counter(Voter.objects.filter(until=None).exclude(nik="").values_list("nik", flat=True))
    assert max(niks.values()) == 1
    assert all(int(nik[12:]) >= (9000 if len(nik) == 16 else 900) for nik in niks)
    assert all(int(nkk[12:]) >= 9000 for nkk in Voter.objects.exclude(nkk="").values_list("nkk", flat=True))


def test_the_logins_work_and_are_kept_privately(tmp_path):
    logins = story.seed(**SMALL)["logins"]
    assert [(one["username"], one["role"], one["area"]) for one in logins] == [
        ("op-3578-1", "operator", "3578"), ("setuju-3578", "approver", "3578"),
        ("op-3515-1", "operator", "3515"), ("setuju-3515", "approver", "3515"),
        ("pantau-3578", "viewer", "3578"), ("provinsi-35", "province", "35"),
        ("setuju-35", "province_approver", "35"), ("admin-3578", "admin", "3578"), ("admin-35", "admin", "35"),
    ]  # fmt: skip
    assert len({one["password"] for one in logins}) == len(logins)
    for one in logins:
        assert authenticate(username=one["username"], password=one["password"]).full_name
    file = tmp_path / "demo-logins.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert json.loads(file.read_text()) == logins
    assert logins[0]["area_name"] == "Kota Surabaya"
    assert not User.objects.get(username="op-3579-1").has_usable_password()


def test_again_it_answers_the_same_and_changes_nothing(tmp_path):
    first = story.seed(**SMALL)
    before = everything()
    assert story.seed(**SMALL) == story.seed() == story.seed(seed=7) == first
    assert everything() == before
    with pytest.raises(Refused) as refusal:
        story.seed(voters=1_600)
    assert refusal.value.code == "other_demo"
    # People have worked on since: their work is left alone.
    accounts_before = User.objects.count()
    Batch.objects.filter(state="submitted").update(state="checked", submitted_at=None, submitted_by=None)
    story.seed()
    assert not Batch.objects.filter(state="submitted").exists() and User.objects.count() == accounts_before


def test_lost_passwords_are_not_made_up(tmp_path):
    story.seed(voters=200, regencies=["3579"])
    (tmp_path / "demo-logins.json").unlink()
    assert {one["password"] for one in story.seed()["logins"]} == {None}
    assert json.loads((tmp_path / "demo-logins.json").read_text()) == []


class CutOff(BaseException):
    """Stands for the end of the process."""


@pytest.mark.parametrize("where", [0, 1, 2, 3, 4, 7, 12])
def test_cut_off_between_jobs_it_goes_on_to_the_same_end(where, monkeypatch):
    run_here, left = jobs.run_here, iter(range(where))

    def until_cut_off(job):
        if next(left, None) is None:
            raise CutOff
        return run_here(job)

    monkeypatch.setattr("voters.demo.office.jobs.run_here", until_cut_off)
    with pytest.raises(CutOff):
        story.seed(voters=400, seed=1, regencies=["3578", "3526"])
    monkeypatch.undo()
    answer = story.seed(voters=400, seed=1, regencies=["3578", "3526"])
    assert answer["voters"] == 400
    assert Batch.objects.filter(regency="3578").count() == 5
    assert Snapshot.objects.count() == 3 and not Job.objects.exclude(state="done").exists()


def test_real_rolls_are_never_mixed_with_invented_ones(rolls):
    with pytest.raises(Refused) as refusal:
        story.seed(voters=200, regencies=["3579"])
    assert refusal.value.code == "not_empty"
    assert not User.objects.exists() and story.planned() is None


def test_an_account_of_somebody_else_is_not_taken_over(areas):
    accounts.add_user(username="op-3579-1", role="viewer", area="3579", by="test")
    with pytest.raises(Refused) as refusal:
        story.seed(voters=200, regencies=["3579"])
    assert refusal.value.code == "user_exists"


def test_a_handful_of_voters_is_enough():
    assert story.seed(voters=60, regencies=OFFICES)["voters"] == Voter.objects.filter(until=None).count() == 60


@pytest.mark.parametrize(("arguments", "code"), [
    ({"voters": 100}, "too_few_voters"), ({"voters": -1}, "too_few_voters"),
    ({"regencies": ["3273"]}, "unknown_regency"), ({"regencies": [""]}, "unknown_regency"),
    ({"regencies": ["3578", "35"]}, "unknown_regency"),
])  # fmt: skip
def test_plans_that_cannot_be_carried_out(arguments, code):
    with pytest.raises(Refused) as refusal:
        story.seed(**arguments)
    assert refusal.value.code == code
    assert story.planned() is None


def test_the_command_prints_one_object():
    out, err = io.StringIO(), io.StringIO()
    call_command("seed_demo", "--voters=100", "--regencies=35.79", "--seed=2", "--json", stdout=out, stderr=err)
    answer = json.loads(out.getvalue())
    assert (answer["voters"], answer["regencies"], len(answer["logins"])) == (100, 1, 7)
    assert "Kota Batu … 1/1" in err.getvalue()
