"""Hidden fields, values of others and swapped ids in every form of the voter side: ignored, or 404, never obeyed."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from sidalih.audit.models import Event
from sidalih.jobs.models import Job
from tests import kit
from voters.actions import snapshots
from voters.models import Batch, BatchRow, Snapshot

pytestmark = pytest.mark.django_db
# What somebody might add to a form that does not ask for it.
SMUGGLED = {
    "regency": "3515", "area": "3515", "scope": "35", "by": "approver", "user": "1", "role": "admin", "id": "1",
    "pk": "1",
    "batch": "1", "batch_id": "1", "ordinal": "2", "dpid": "1", "state": "approved", "blocked": "", "problems": "[]",
    "submitted_by": "1", "approved_by": "1", "received_by": "1", "revision": "9", "number": "9", "sha256": "0" * 64,
    "found": "1", "kind_": "B", "village": "3578041002", "seal": "0" * 64, "sealed_at": "2017-07-31", "full": "1",
    "reveal": "1", "may_reveal": "1", "watched": "1", "force": "1", "is_staff": "1", "permission": "voter_reveal",
}


@pytest.fixture
def here(people, july, rolls):
    """A draft, a waiting batch and a sealed snapshot of Surabaya; and one of each of Sidoarjo."""
    def office(regency, by):
        draft = kit.receive(people, july, kit.new(9001, TPS="0"), kit.new(9002, TPS="0"), regency="3578", name="a.xlsx")
        snapshot = snapshots.take_snapshot(regency=regency, period=july, stage="DPB", by=people[by])
        snapshots.seal_snapshot(snapshot_id=snapshot.pk)
        snapshot.refresh_from_db()
        return {"draft": draft, "snapshot": snapshot, "voter": kit.voters(regency)[0]}
    return office("3578", "operator") | {"waiting": kit.submitted(people, july, kit.new(9003))}


def test_an_upload_is_of_ones_own_office_and_new(enter, people, july, rolls):
    enter("operator").post(reverse("berkas-baru"), SMUGGLED | {
        "file": SimpleUploadedFile("x.xlsx", kit.workbook(kit.new())), "period": july.pk, "label": "L", "source": "S",
        "token": "7c9f0f5e-0d53-4a56-9d4c-1f0e6a1f2b3c"})
    batch = Batch.objects.get()
    assert (batch.regency, batch.state, batch.number, batch.received_by) == ("3578", "received", 1, people["operator"])
    assert batch.submitted_by is None and batch.approved_by is None and batch.revision is None
    assert batch.sha256 != SMUGGLED["sha256"]


def test_a_number_in_a_files_name_or_a_reason_is_masked(enter, people, july, rolls, here):
    nik = kit.voters()[0].nik
    enter("operator").post(reverse("berkas-baru"), {
        "file": SimpleUploadedFile(f"KK {nik}.xlsx", kit.workbook(kit.new(9009))), "period": july.pk,
        "label": f"Ralat {nik}", "source": "", "token": "7c9f0f5e-0d53-4a56-9d4c-1f0e6a1f2b3c"})
    batch = Batch.objects.latest("id")
    assert (batch.file_name, batch.label) == ("KK 3578••••••••••••.xlsx", "Ralat 3578••••••••••••")
    waiting = here["waiting"]
    enter("approver").post(reverse("berkas-kembalikan", args=[waiting.pk]), {"reason": f"periksa {nik[:8]} {nik[8:]}"})
    waiting.refresh_from_db()
    assert waiting.state == "returned" and nik[8:] not in waiting.note
    page = enter("viewer").get(reverse("berkas-lihat", args=[waiting.pk])).content.decode()
    assert nik not in page and nik[8:] not in page


def test_a_row_takes_its_eighteen_cells_and_nothing_else(enter, here):
    row = here["draft"].lines.get(ordinal=1)
    other = here["draft"].lines.get(ordinal=2)
    before = (other.typed, other.version)
    enter("operator").post(reverse("berkas-baris", args=[row.batch_id, 1]), SMUGGLED | {
        "version": row.version, "NAMA": "BARU SEKALI", "TPS": "0", "corrected_by": "approver", "unchanged": "1"})
    row.refresh_from_db()
    other.refresh_from_db()
    assert row.name == "BARU SEKALI" and row.blocked and row.problems and row.corrected_by == "operator"
    assert (row.batch_id, row.ordinal, row.regency, row.found, row.dpid) == (here["draft"].pk, 1, "3578", None, None)
    assert (other.typed, other.version) == before
    here["draft"].refresh_from_db()
    assert here["draft"].state == "checked"


@pytest.mark.parametrize(("name", "who", "state"), [
    ("berkas-ajukan", "operator", "checked"), ("berkas-batalkan", "operator", "cancelled"),
    ("berkas-setujui", "approver", "approved"), ("berkas-kembalikan", "approver", "returned"),
])
def test_steps_are_taken_by_whoever_is_signed_in_on_the_batch_of_the_address(enter, people, here, name, who, state):
    mine = here["waiting"] if who == "approver" else here["draft"]
    other = here["draft"] if who == "approver" else here["waiting"]
    was = other.state
    enter(who).post(reverse(name, args=[mine.pk]), SMUGGLED | {
        "reason": "tidak lengkap", "confirmed": "on", "batch_id": other.pk, "pk": other.pk})
    mine.refresh_from_db()
    other.refresh_from_db()
    assert (mine.state, other.state) == (state, was)
    if name == "berkas-setujui":
        assert (mine.approved_by, mine.submitted_by) == (people["approver"], people["operator"])


def test_a_search_stays_within_the_area(enter, people, here):
    elsewhere = kit.voters("3515")[0]
    for who in ("operator", "viewer", "province"):
        for name, asked in (("pemilih", {"words": elsewhere.nik}), ("pemilih-cocok", {"nik": elsewhere.nik})):
            sent = SMUGGLED | asked | ({"regency": "1101"} if who == "province" else {})
            body = enter(who).post(reverse(name), sent).content.decode()
            assert f"/pemilih/3515/{elsewhere.dpid}/" not in body
    assert not Event.objects.filter(act="voter_searched").exclude(regency="3578").exists()


def test_a_reveal_is_of_the_voter_of_the_address(enter, people, here):
    mine, other = here["voter"], kit.voters()[1]
    sent = SMUGGLED | {"kind": "laporan", "dpid": other.dpid, "regency": "3515"}
    body = enter("viewer").post(reverse("pemilih-buka", args=["3578", mine.dpid]), sent).content.decode()
    assert mine.nik in body and other.nik not in body
    masked = enter("viewer").get(reverse("pemilih-lihat", args=["3578", mine.dpid]), SMUGGLED).content.decode()
    assert mine.nik not in masked
    row = here["waiting"].lines.get()
    address = reverse("berkas-baris-buka", args=[row.batch_id, row.ordinal])
    assert row.nik not in enter("viewer").post(address, SMUGGLED).content.decode()
    sent = SMUGGLED | {"kind": "laporan", "ordinal": 1, "batch_id": here["draft"].pk}
    assert here["draft"].lines.get(ordinal=1).nik not in enter("viewer").post(address, sent).content.decode()


def test_a_snapshot_is_of_ones_own_office(enter, people, july, here):
    enter("operator").post(reverse("snapshot-baru"), SMUGGLED | {"period": july.pk, "stage": "DPS"})
    taken = Snapshot.objects.get(stage="DPS")
    assert (taken.regency, taken.taken_by, taken.seal, taken.sealed_at) == ("3578", people["operator"], "", None)
    enter("operator").post(reverse("snapshot-zip", args=[here["snapshot"].pk]), SMUGGLED | {"snapshot": "999"})
    job = Job.objects.get(kind="export_snapshot")
    assert (job.args, job.by, job.regency) == ({"snapshot": here["snapshot"].pk}, "operator", "3578")
    enter("viewer").post(reverse("snapshot-periksa", args=[here["snapshot"].pk]), SMUGGLED)
    assert Job.objects.get(kind="verify_snapshot").by == "viewer"


def test_a_recap_is_of_ones_own_province(enter, people, july, here):
    enter("province").post(reverse("provinsi-bangun"), SMUGGLED | {"area": "36", "periode": july.pk})
    job = Job.objects.filter(kind="build_rollup").latest("id")
    assert (job.args["area"], job.regency, job.by) == ("35", "35", "province")


def test_ids_of_another_office_do_not_exist(enter, people, july, here):
    """404 and not 403, for every form of the voter side, and nothing has happened."""
    client = enter("elsewhere")
    draft, snapshot, voter = here["draft"], here["snapshot"], here["voter"]
    swapped = [("berkas-ajukan", [draft.pk]), ("berkas-batalkan", [draft.pk]), ("berkas-baris", [draft.pk, 1]),
               ("berkas-baris-buka", [draft.pk, 1]), ("pemilih-buka", ["3578", voter.dpid]),
               ("pemilih-buka", ["3578", 1]), ("snapshot-zip", [snapshot.pk]), ("snapshot-periksa", [snapshot.pk])]
    before = list(BatchRow.objects.order_by("pk").values_list("version", "typed"))
    jobs = Job.objects.count()
    for name, args in swapped:
        sent = SMUGGLED | {"kind": "laporan", "version": 1, "NAMA": "ORANG LAIN", "regency": "3578", "area": "3578"}
        assert client.post(reverse(name, args=args), sent).status_code == 404, name
    assert list(BatchRow.objects.order_by("pk").values_list("version", "typed")) == before
    assert Job.objects.count() == jobs and not Event.objects.filter(by="elsewhere", act__contains="reveal").exists()
