"""Berita acara: words that an office types around sealed figures, and the paper that is printed of both."""

import json
from datetime import date

import pytest

from sidalih import jobs
from sidalih.audit.models import Event
from sidalih.jobs.queries import by_key
from tests.kit import applied, new, strike, voters
from voters.actions import rollups, snapshots
from voters.models import Minutes, RollupEdition
from voters.printing import minutes as printing
from voters.rules.papers import spelled

pytestmark = pytest.mark.django_db
WHOLE = {"number": "301/PK.01-BA/02/KPU-KAB/IV/2018", "held_on": "2017-07-14", "place": "Aula KPU",
         "made_in": "Surabaya",
         "masukan-0-from": "Bawaslu", "masukan-0-text": "Dua pemilih ganda; sudah ditindaklanjuti.",
         "tanda-0-role": "Ketua", "tanda-0-name": "NUR SYAMSI", "tanda-1-role": "Anggota", "tanda-1-name": "NAAFILAH"}


@pytest.fixture
def sealed(rolls, people, july):
    applied(people, july, new(9001), strike(voters()[0], "1"))
    snapshot = snapshots.take_snapshot(regency="3578", period=july, stage="DPB", by=people["operator"])
    jobs.run_here(by_key(f"seal_snapshot:{snapshot.pk}"))
    snapshot.refresh_from_db()
    rollups.build_rollup(area="35", period=july, stage="DPB")
    return snapshot


@pytest.fixture
def given(monkeypatch):
    """What Typst is given."""
    told = {}
    real = printing.compiled
    monkeypatch.setattr(printing, "compiled", lambda form, **data: told.update(data) or real(form, **data))
    return told


def test_an_office_writes_it_and_prints_it(client, people, sealed, given):
    client.force_login(people["operator"])
    here = f"/snapshot/{sealed.pk}/berita-acara/"
    page = client.get(here).content.decode()
    assert "Masih kurang: nomor" in page and spelled(sealed.code) in page and "Unduh konsep PDF" in page
    assert client.post(here, WHOLE | {"version": "0"}).status_code == 302
    kept = Minutes.objects.get()
    assert (kept.number, kept.held_on, kept.version) == (WHOLE["number"], date(2017, 7, 14), 1)
    assert [one["name"] for one in kept.signatories] == ["NUR SYAMSI", "NAAFILAH"]
    assert "Masih kurang" not in client.get(here).content.decode()
    answer = client.get(here + "pdf/")
    assert answer.content.startswith(b"%PDF-") and given["concept"] == ""
    assert given["opening"].startswith("Pada hari Jumat tanggal empat belas bulan Juli tahun dua ribu tujuh belas "
                                       "bertempat di Aula KPU, Komisi Pemilihan Umum Kota Surabaya")
    assert given["sums"][1][-1] == "1.800" and given["received"][0][0] == "Bawaslu"
    assert given["signers"] == [["Ketua", "NUR SYAMSI"], ["Anggota", "NAAFILAH"]]
    assert given["closing"]["totals"][-1] == "1.800" and given["forms"][0]["rows"]
    assert given["annex"] == f"Lampiran Berita Acara Nomor {WHOLE['number']} tanggal 14 Juli 2017"
    told = Event.objects.filter(act="list_exported").latest("seq")
    assert told.detail["what"] == "berita acara"
    changes = Event.objects.get(act="minutes_saved").detail["changes"]
    assert changes["number"] == [None, WHOLE["number"]]


def test_without_anything_typed_the_paper_is_a_concept(client, people, sealed, given):
    client.force_login(people["approver"])
    assert client.get(f"/snapshot/{sealed.pk}/berita-acara/pdf/").content.startswith(b"%PDF-")
    assert given["concept"] == "KONSEP" and "……" in given["opening"] and given["received"] == []
    assert [role for role, _name in given["signers"]] == ["Ketua", *["Anggota"] * 4]
    assert Event.objects.filter(act="list_exported").latest("seq").detail["what"] == "konsep berita acara"


def test_rows_are_added_without_javascript_and_keep_what_was_typed(client, people, sealed):
    client.force_login(people["operator"])
    here = f"/snapshot/{sealed.pk}/berita-acara/"
    page = client.post(here, WHOLE | {"version": "0", "tambah": "masukan"}).content.decode()
    assert 'value="Bawaslu"' in page and 'name="masukan-3-from"' in page and 'value="NUR SYAMSI"' in page
    assert not Minutes.objects.exists()
    client.post(here, WHOLE | {"version": "0"})
    client.post(here, WHOLE | {"version": "1", "masukan-0-from": "", "masukan-0-text": ""})
    assert Minutes.objects.get().feedback == []


def test_of_two_people_the_second_is_told_and_loses_nothing(client, people, sealed):
    here = f"/snapshot/{sealed.pk}/berita-acara/"
    client.force_login(people["operator"])
    client.post(here, WHOLE | {"version": "0"})
    client.force_login(people["approver"])
    answer = client.post(here, WHOLE | {"version": "0", "place": "Hotel Majapahit"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "lebih dulu" in page and 'value="Hotel Majapahit"' in page
    assert Minutes.objects.get().place == "Aula KPU"
    assert "Yang sudah disimpan" in page and "<dd>Aula KPU</dd>" in page
    version = answer.context["version"]
    assert f'name="version" value="{version}"' in page, "saving again is to be possible, once the other's is seen"
    assert client.post(here, WHOLE | {"version": version, "place": "Hotel Majapahit"}).status_code == 302
    assert Minutes.objects.get().version == 2


@pytest.mark.parametrize(("field", "text", "said"), [
    ("masukan-0-text", "NIK 3578040105909001 ganda", "seperti nik"), ("place", "x" * 201, "200"),
    ("held_on", "31-31-2017", "tanggal")])
def test_what_does_not_fit_is_said_and_kept(client, people, sealed, field, text, said):
    client.force_login(people["operator"])
    answer = client.post(f"/snapshot/{sealed.pk}/berita-acara/", WHOLE | {"version": "0", field: text})
    assert answer.status_code == 422 and said in answer.content.decode().lower()
    assert not Minutes.objects.exists()


def test_lines_of_feedback_and_thirty_signatories_are_kept_and_printed(client, people, sealed, given):
    client.force_login(people["operator"])
    here = f"/snapshot/{sealed.pk}/berita-acara/"
    many = {f"tanda-{n}-{field}": f"{field} {n}" for n in range(30) for field in ("role", "name")}
    page = client.post(here, WHOLE | many | {"version": "0", "masukan-0-text": "Satu.\r\nDua {tempat} <b>."})
    assert page.status_code == 302
    assert Minutes.objects.get().feedback[0]["text"] == "Satu.\nDua {tempat} <b>."
    shown = client.get(here).content.decode()
    assert ">Satu.\nDua {tempat} &lt;b&gt;.</textarea>" in shown
    assert client.get(here + "pdf/").content.startswith(b"%PDF-")
    assert len(given["signers"]) == 30 and given["received"][0][1] == "Satu.\nDua {tempat} <b>."
    many |= {"tanda-30-role": "Saksi", "tanda-30-name": "Satu lagi"}
    assert client.post(here, WHOLE | many | {"version": "1"}).status_code == 422


@pytest.mark.parametrize("who", ["viewer", "province", "admin"])
def test_others_of_the_area_read_and_do_not_write(client, people, sealed, who):
    client.force_login(people[who])
    here = f"/snapshot/{sealed.pk}/berita-acara/"
    page = client.get(here)
    assert page.status_code == 200 and "Simpan" not in page.content.decode()
    assert client.post(here, WHOLE | {"version": "0"}).status_code == 404
    assert not Minutes.objects.exists()


def test_another_office_does_not_see_it(client, people, sealed):
    client.force_login(people["elsewhere"])
    assert client.get(f"/snapshot/{sealed.pk}/berita-acara/").status_code == 404
    assert client.get(f"/snapshot/{sealed.pk}/berita-acara/pdf/").status_code == 404
    assert client.get("/provinsi/berita-acara/1/").status_code in (403, 404)


def test_what_was_typed_is_never_markup(client, people, sealed, given):
    client.force_login(people["operator"])
    ugly = '#panic("x") $x$ *tebal* _miring_ @a <b> "kutip" \\ // `'
    client.post(f"/snapshot/{sealed.pk}/berita-acara/", WHOLE | {
        "version": "0", "place": ugly, "tanda-0-name": ugly, "masukan-0-text": ugly, "number": ugly})
    assert client.get(f"/snapshot/{sealed.pk}/berita-acara/pdf/").content.startswith(b"%PDF-")
    assert given["signers"][0][1] == ugly and json.dumps(ugly)


def test_the_next_one_begins_with_the_names_of_the_last(client, people, july, sealed):
    client.force_login(people["operator"])
    client.post(f"/snapshot/{sealed.pk}/berita-acara/", WHOLE | {"version": "0"})
    applied(people, july, new(9011))
    again = snapshots.take_snapshot(regency="3578", period=july, stage="DPB", by=people["operator"])
    jobs.run_here(by_key(f"seal_snapshot:{again.pk}"))
    page = client.get(f"/snapshot/{again.pk}/berita-acara/").content.decode()
    assert 'value="NUR SYAMSI"' in page and 'value="Aula KPU"' in page and WHOLE["number"] not in page.split("hint")[0]
    assert "sudah diganti" in client.get(f"/snapshot/{sealed.pk}/berita-acara/").content.decode()


def test_the_province_has_its_own(client, people, sealed, given):
    client.force_login(people["province"])
    edition = RollupEdition.objects.filter(area="35").latest("id")
    here = f"/provinsi/berita-acara/{edition.pk}/"
    assert client.post(here, WHOLE | {"version": "0"}).status_code == 302
    assert client.get(here + "pdf/").content.startswith(b"%PDF-")
    assert "PROVINSI JAWA TIMUR" in given["heading"] and given["code"] == spelled(edition.code)
    assert any("Belum ada snapshot" in note for note in given["notes"])
