"""Recaps on screen, as workbook and as paper: every level adds up, and papers bear the code."""

import io
import json

import openpyxl
import pytest

from sidalih import jobs
from sidalih.audit.models import Event
from sidalih.jobs.queries import by_key
from tests.kit import applied, change, new, strike, voters
from voters.actions import rollups, snapshots
from voters.actions.periods import open_period
from voters.models import RollupEdition, Snapshot, Tally, Voter
from voters.printing import recaps as printing
from voters.queries import recap as queries
from voters.queries.recap_sets import form_set
from voters.rules import recap_forms
from voters.rules.figures import both
from voters.rules.papers import spelled
from voters.tables.recaps import paper_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def sealed(rolls, people, july):
    """A list with new, struck and moved voters."""
    a, b, c = voters()[:3]
    applied(people, july, new(9001), new(9002, **{"L/P": "P", "NIK": "3578044105909002"}), strike(a, "1"),
            strike(b, "4"), change(c, TPS=str(c.tps % 4 + 1)))
    snapshot = snapshots.take_snapshot(regency="3578", period=july, stage="DPB", by=people["operator"])
    jobs.run_here(by_key(f"seal_snapshot:{snapshot.pk}"))
    snapshot.refresh_from_db()
    rollups.build_rollup(area="35", period=july, stage="DPB")
    return snapshot


def areas_of(snapshot):
    """The regency, its districts and villages."""
    villages = list(snapshot.manifest["villages"])
    return ["3578", *sorted({code[:6] for code in villages}), *villages]


def test_each_level_is_a_recount_of_the_roll(sealed):
    for area in areas_of(sealed):
        found = queries.of_snapshot(sealed, area)
        here = Voter.objects.filter(regency="3578", village__startswith=area, until=None)
        counted = {sex: here.filter(sex=sex).count() for sex in "LP"}
        assert found.totals["pemilih"] == counted, area
        assert sum(both(line.figures["pemilih"]) for line in found.lines) == here.count()
        assert found.totals["tanpa_ktpel"] == here.filter(ektp="B").count()
        paper = paper_of(found)
        at = paper.forms[0].headings.index("L+P")
        assert paper.forms[0].totals[at] == here.count() == sum(line.cells[at] for line in paper.forms[0].lines)
    whole = queries.of_snapshot(sealed, "3578").totals
    assert (both(whole["baru"]), both(whole["tms"]), both(whole["ubah"])) == (2, 2, 1)


def test_the_page_leads_down_to_the_tps_and_the_annexes_stand_below(client, people, sealed):
    client.force_login(people["operator"])
    page = client.get(f"/snapshot/{sealed.pk}/rekap/").content.decode()
    assert spelled(sealed.code) in page and f"/snapshot/{sealed.pk}/rekap/357804/" in page
    assert "Penutupan angka" in page and "TMS menurut kode" in page and "Disabilitas menurut ragam" in page
    district = client.get(f"/snapshot/{sealed.pk}/rekap/357804/").content.decode()
    assert f"/snapshot/{sealed.pk}/rekap/3578041001/" in district and "REKAPITULASI" in district
    village = client.get(f"/snapshot/{sealed.pk}/rekap/3578041001/").content.decode()
    tps = Tally.objects.filter(snapshot=sealed, village="3578041001").values_list("tps", flat=True)
    assert tps and all(f'<td class="pin">{number:03d}</td>' in village for number in tps)
    for nowhere in ("3515", "999999", "35780410019"):
        assert client.get(f"/snapshot/{sealed.pk}/rekap/{nowhere}/").status_code == 404


def test_another_office_has_no_such_recap(client, people, sealed):
    client.force_login(people["elsewhere"])
    for address in ("rekap/", "rekap/3578/pdf/", "rekap/3578/xlsx/"):
        assert client.get(f"/snapshot/{sealed.pk}/{address}").status_code == 404
    assert client.get("/provinsi/rekap/").status_code in (403, 404)


def test_the_workbook_says_what_the_page_says_and_is_marked(client, people, sealed):
    client.force_login(people["operator"])
    answer = client.get(f"/snapshot/{sealed.pk}/rekap/3578/xlsx/")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["Rekap", "Arus", "TMS per kode", "Disabilitas", "Lokasi khusus"]
    headings = [cell.value for cell in book["Rekap"][4]]
    totals = next(row for row in book["Rekap"].iter_rows(values_only=True) if "JUMLAH" in row)
    assert totals[headings.index("Jumlah Pemilih: L+P")] == sealed.total
    for sheet in book:
        assert sheet.page_setup.paperSize == 9 and sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0), "as long as it takes"
    assert book["Rekap"].page_setup.orientation == "landscape" and book["Arus"].page_setup.orientation == "portrait"
    told = Event.objects.get(act="list_exported")
    assert told.detail["what"] == "rekap DPB 2017-07" and told.subject == f"snapshot:{sealed.pk}"


def test_the_paper_is_a_pdf_with_the_code_and_the_address_to_check_it(client, people, sealed, monkeypatch):
    given = {}
    real = printing.compiled
    monkeypatch.setattr(printing, "compiled", lambda form, **data: given.update(data) or real(form, **data))
    client.force_login(people["operator"])
    client.cookies["bahasa"] = "en"
    answer = client.get(f"/snapshot/{sealed.pk}/rekap/3578/pdf/")
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF-")
    assert given["code"] == spelled(sealed.code) and given["address"].endswith(f"/periksa/{sealed.code}/")
    assert given["qr"].startswith("<svg") and given["forms"][0]["title"].startswith("REKAPITULASI DAFTAR PEMILIH")
    assert given["forms"][0]["totals"][-1] == "" and "JUMLAH" in given["forms"][0]["totals"]
    assert given["replaced"] == "" and given["page"] == "Hal"
    assert given["facts"] == [["Provinsi", "Jawa Timur"], ["Kabupaten/Kota", "Kota Surabaya"],
                              ["Usia pada", "31 Juli 2017"]]


def test_the_paper_of_a_village_leads_to_the_sums_of_that_village(client, people, sealed, monkeypatch):
    given = {}
    monkeypatch.setattr(printing, "compiled", lambda form, **data: given.update(data) or b"%PDF-")
    client.force_login(people["operator"])
    client.get(f"/snapshot/{sealed.pk}/rekap/3578041001/pdf/")
    assert given["address"].endswith(f"/periksa/{sealed.code}/?wilayah=3578041001")
    assert given["facts"][-2:] == [["Desa/Kelurahan", given["facts"][-2][1]], ["Usia pada", "31 Juli 2017"]]
    page = client.get("/" + given["address"].partition("/")[2])
    at = given["forms"][0]["headings"].index("L+P")
    assert given["forms"][0]["totals"][at] == f"{page.context['paper'].total}"


def test_a_province_that_is_not_whole_says_how_much_of_it_is_in(sealed, july):
    rollups.build_rollup(area="", period=july, stage="DPB")
    edition = RollupEdition.objects.filter(area="").latest("id")
    form = paper_of(queries.of_edition(edition)).forms[0]
    line = next(one for one in form.lines if one.code == "35")
    assert "1 dari 38 kabupaten/kota" in line.cells and all("belum ada snapshot" in one.cells for one in form.lines
                                                            if one is not line)
    assert form.totals[form.headings.index("L+P")] == sealed.total


def test_titles_and_columns_are_those_of_the_file_that_an_installation_names(sealed, settings, tmp_path):
    text = recap_forms.OWN.read_text()
    other = tmp_path / "forms.toml"
    other.write_text(text.replace("REKAPITULASI {daftar} TINGKAT KECAMATAN", "MODEL BARU {daftar} {wilayah}").replace(
        'columns = ["no", "nama", "tps", "l"', 'columns = ["kode", "nama", "sebelumnya", "tps", "l"'))
    settings.RECAP_FORMS = str(other)
    form = paper_of(queries.of_snapshot(sealed, "357804")).forms[0]
    assert form.title == "MODEL BARU DAFTAR PEMILIH BERKELANJUTAN KECAMATAN WONOKROMO"
    assert form.headings[:4] == ["Kode", "Desa/Kelurahan", "Daftar sebelumnya", "Jumlah TPS"]
    assert form.lines[0].cells[0] == "35.78.04.1001"


def test_a_replaced_list_says_so_on_the_page(client, people, july, sealed):
    applied(people, july, new(9010))
    again = snapshots.take_snapshot(regency="3578", period=july, stage="DPB", by=people["operator"])
    jobs.run_here(by_key(f"seal_snapshot:{again.pk}"))
    again.refresh_from_db()
    client.force_login(people["operator"])
    page = client.get(f"/snapshot/{sealed.pk}/rekap/").content.decode()
    assert "sudah diganti" in page and spelled(again.code) in page


def test_the_province_names_who_is_missing_and_counts_nobody_as_zero(client, people, sealed):
    client.force_login(people["province"])
    page = client.get("/provinsi/rekap/?periode=2017-07&tahapan=DPB").content.decode()
    edition = RollupEdition.objects.filter(area="35").latest("id")
    assert spelled(edition.code) in page and "Belum ada snapshot, tidak dihitung" in page
    assert f"/snapshot/{sealed.pk}/rekap/" in page and "belum ada snapshot" in page
    assert queries.of_edition(edition).totals == sealed.figures | {"kecamatan": sealed.figures["kecamatan"]}
    assert client.get("/provinsi/rekap/pdf/?periode=2017-07").content.startswith(b"%PDF-")
    assert client.get("/provinsi/rekap/xlsx/?periode=2017-07").status_code == 200
    assert "Belum ada rekap" in client.get("/provinsi/rekap/?periode=2017-07&tahapan=DPT").content.decode()


def test_figures_that_contradict_each_other_are_not_printed(client, people, sealed):
    manifest = json.loads(json.dumps(sealed.manifest))
    manifest["villages"]["3578041001"]["figures"]["pemilih"]["L"] += 1
    sealed.manifest = manifest
    with pytest.raises(queries.Refused, match="figures"):
        queries.of_snapshot(sealed, "3578")


def test_a_list_of_before_there_were_figures_says_what_to_do(client, people, sealed):
    from django.db import connection
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE voters_snapshot DISABLE TRIGGER sealed_stays")
        cursor.execute("UPDATE voters_snapshot SET figures = '{}', code = '', manifest = '{}'")
    client.force_login(people["operator"])
    page = client.get(f"/snapshot/{sealed.pk}/rekap/").content.decode()
    assert "Buat snapshot sekali lagi" in page


@pytest.mark.parametrize(("code", "name", "column"), [("2017-07", "2018", "No"), ("2023", "2022", "No"),
                                                      ("2025", "2025", "No")])
def test_the_forms_are_those_of_the_year(sealed, july, code, name, column):
    from datetime import date
    july.reference_date = {"2017-07": july.reference_date, "2023": date(2023, 6, 30), "2025": date(2025, 6, 30)}[code]
    assert form_set(july).name == name
    found = queries.of_snapshot(Snapshot.objects.get(pk=sealed.pk), "3578041001")
    found.period.reference_date = july.reference_date
    forms = paper_of(found).forms
    assert forms[0].headings[0] == column and len(forms) == (1 if name == "2018" else 2)
    assert all(printing.table_data(one)["rows"] for one in forms)


def test_moves_inside_the_regency_stand_apart_from_strikes(client, people, rolls):
    """Code 8 of the 2022 set, whose strike is a new voter elsewhere, and U rows that move somebody."""
    period = open_period(code="2025-TW2", label="Triwulan II 2025", reference_date="2025-06-30", codeset="2022",
                         by="test")
    a, b, c = voters()[:3]
    applied(people, period, strike(a, "8"), change(a, DPID=None, KET="B", TPS=str(a.tps % 4 + 1)), strike(b, "1"),
            change(c, TPS=str(c.tps % 4 + 1)))
    snapshot = snapshots.take_snapshot(regency="3578", period=period, stage="DPB", by=people["operator"])
    jobs.run_here(by_key(f"seal_snapshot:{snapshot.pk}"))
    snapshot.refresh_from_db()
    assert snapshot.flow["tms"].keys() == {"1", "8"} and not snapshot.breaks
    paper = paper_of(queries.of_snapshot(snapshot, "3578"))
    struck = next(one for one in paper.annexes if one.name == "TMS per kode")
    assert [heading for heading, _span in struck.groups] == [
        "", "1 Meninggal", "8 TPS tidak sesuai *", "TMS tanpa kode 8"]
    assert struck.totals[3::3] == [1, 1, 1] and len(struck.totals) == len(struck.headings) == 10
    assert any("* TMS kode 8" in note for note in paper.notes)
    rows = [line.cells for line in paper.annexes[0].lines]
    assert [one[3] for one in rows if one[0].endswith(("wilayah, masuk", "wilayah, keluar"))] == [1, 1]
    client.force_login(people["operator"])
    page = " ".join(client.get(f"/snapshot/{snapshot.pk}/").content.decode().split())
    inside = page.index("Pindah di dalam kabupaten/kota (masuk = keluar)")
    assert page.index("TMS 1 ·") < page.index("TMS tanpa kode 8") < page.index("TMS 8 ·") < page.index("TMS seluruhnya")
    assert page.index("TMS seluruhnya") < inside and '<td class="n">1</td>' in page[inside:inside + 300]
    assert client.get(f"/snapshot/{snapshot.pk}/rekap/3578/pdf/").content.startswith(b"%PDF-")
