"""The pages of KTP-el progress: who may open them, what bad input leaves standing, what the downloads hold."""

import io
import re
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ektp.actions.reporting import record_report
from ektp.actions.rollups import build_rollup
from ektp.charts import outlines, step_of
from ektp.models import DistrictFigures, Report
from ektp.queries.drafts import districts_of, draft_from_file
from ektp.rules import COLUMNS, Figures
from sidalih.home.charts import Series, line_chart

pytestmark = pytest.mark.django_db
SAMPLE = Path(__file__).parent.parent / "samples" / "2017-07" / "ektp-3578-2017-08-31.xlsx"


@pytest.fixture(autouse=True)
def plain_static(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}}


@pytest.fixture
def enter(people):
    def as_person(name):
        client = Client()
        client.force_login(people[name])
        return client
    return as_person


def report(regency="3578", as_of=None, *, leave_out=(), **figures):
    """A report whose districts all state the same figures."""
    districts = [code for code in districts_of(regency).names if code not in leave_out]
    one = Figures(**({"obliged": 1000, "recorded": 940, "printed": 900} | figures))
    return record_report(regency=regency, as_of=as_of or timezone.localdate() - timedelta(days=10),
                         figures=dict.fromkeys(districts, one), by="system", source="Dispendukcapil", announce=False)


def grid(regency="3578", as_of="2017-08-31", base=0, act="save", **cells):
    """A posted grid: every district 1000 and 940, some cells replaced."""
    posted = {"as_of": as_of, "base_version": base, "base_date": as_of, "act": act, "label": "", "source": "Dinas",
              "note": "catatan saya"}
    for code in districts_of(regency).names:
        posted |= {f"{code}.obliged": "1000", f"{code}.recorded": "940"}
    return posted | {name.replace("_", ".", 1): text for name, text in cells.items()}


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_every_role_reads_and_only_operators_type(people, enter):
    done = report()
    for who in ("operator", "approver", "viewer", "admin"):
        for address in (reverse("ktp-el"), reverse("ktp-el-lihat", args=[done.pk]),
                        reverse("ktp-el-pemilih", args=["3578"]), reverse("ktp-el-xlsx", args=[done.pk])):
            assert enter(who).get(address).status_code == 200, (who, address)
    assert enter("operator").get(reverse("ktp-el-baru")).status_code == 200
    for who in ("approver", "viewer", "province"):
        assert enter(who).get(reverse("ktp-el-baru")).status_code == 403
        assert enter(who).post(reverse("ktp-el-koreksi", args=[done.pk]), grid()).status_code == 403
    assert enter("province").get(reverse("ktp-el")).url == reverse("ktp-el-provinsi")
    assert enter("province").get(reverse("ktp-el-kantor", args=["3578"])).status_code == 200
    assert enter("operator").get(reverse("ktp-el-provinsi")).status_code == 403
    assert enter("admin").get(reverse("ktp-el-provinsi")).status_code in (403, 404)  # an office has no province


def test_what_is_elsewhere_is_nowhere(people, enter):
    done = report(recorded=1040)
    finding = done.findings.first()
    client = enter("elsewhere")
    for name, args in (("ktp-el-lihat", [done.pk]), ("ktp-el-koreksi", [done.pk]), ("ktp-el-bukti", [done.pk]),
                       ("ktp-el-xlsx", [done.pk]), ("ktp-el-pdf", [done.pk]), ("ktp-el-kantor", ["3578"]),
                       ("ktp-el-pemilih", ["3578"]), ("ktp-el-kantor-xlsx", ["3578"])):
        assert client.get(reverse(name, args=args)).status_code == 404, name
    for odd in ("9999", "35", "abcd", "357801"):
        assert client.get(reverse("ktp-el-kantor", args=[odd])).status_code == 404
    word = client.post(reverse("ktp-el-temuan", args=[done.pk, finding.pk]), {"explanation": "x"})
    assert word.status_code == 404
    assert client.post(reverse("ktp-el-koreksi", args=[done.pk]), grid()).status_code == 404
    finding.refresh_from_db()
    assert finding.explanation == "" and Report.objects.count() == 1


def test_a_typed_report_is_saved_with_its_findings(people, enter):
    client = enter("operator")
    answer = client.post(reverse("ktp-el-baru"), grid(**{"357804_recorded": "1004", "357804_remark": "pindah masuk"}))
    saved = Report.objects.get()
    assert answer.url == reverse("ktp-el-lihat", args=[saved.pk])
    assert (saved.as_of, saved.districts, saved.source) == (date(2017, 8, 31), 31, "Dinas")
    assert saved.recorded == 940 * 31 + 64
    page = text_of(client.get(answer.url))
    assert "Sudah rekam 1.004, wajib KTP 1.000 (+4)." in page and "100,4%" in page and "pindah masuk" in page
    assert "1 menunggu penjelasan" in page


BAD = {"-5": "kurang dari 0", "12.5": "pecahan", "1.974.325": "pemisah ribuan; tulis 1974325",
       "1,974,325": "pemisah ribuan; tulis 1974325", "> 300.000": "bukan jumlah pasti", "banyak": "bukan angka",
       "94%": "persentase"}


@pytest.mark.parametrize(("typed", "said"), BAD.items())
def test_a_bad_cell_gets_its_sentence_and_everything_typed_stays(people, enter, typed, said):
    answer = enter("operator").post(reverse("ktp-el-baru"), grid(**{
        "357807_printed": typed, "357831_remark": "sampai larut", "jumlah_obliged": "31000"}))
    page = answer.content.decode()
    assert answer.status_code == 422 and not Report.objects.exists()
    assert said in text_of(answer)
    cell = re.search(r'<input name="357807.printed"[^>]*>', page, re.S).group()
    assert 'aria-invalid="true"' in cell and 'aria-describedby="e-357807-printed"' in cell
    assert 'id="e-357807-printed"' in page
    assert re.search(r'name="357831.remark" value="sampai larut"', page)
    assert re.search(r'name="jumlah.obliged" value="31000"', page)
    assert page.count('value="940"') == 31 and "catatan saya" in page and 'value="2017-08-31"' in page


def test_dates_that_cannot_be(people, enter):
    client = enter("operator")
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    for typed, said in ((tomorrow, "belum tiba"), ("", "tidak ditemukan"), ("31-02-2017", "Tanggal tidak dikenal"),
                        ("1999-01-01", "sebelum ada KTP-el")):
        answer = client.post(reverse("ktp-el-baru"), grid(as_of=typed))
        assert answer.status_code == 422 and said in text_of(answer), typed
        assert answer.content.decode().count('value="940"') == 31
    assert not Report.objects.exists()


def test_suggestions_are_taken_only_when_asked(people, enter):
    client = enter("operator")
    posted = grid(**{"357801_obliged": "75.038", "357801_recorded": "70.682"})
    assert "Hapus pemisah ribuan di 2 sel" in text_of(client.post(reverse("ktp-el-baru"), posted))
    answer = client.post(reverse("ktp-el-baru"), posted | {"act": "suggest"})
    page = answer.content.decode()
    assert answer.status_code == 200 and 'value="75038"' in page and 'value="70682"' in page
    assert not Report.objects.exists()


def test_an_uploaded_form_fills_the_grid_and_becomes_the_evidence(people, enter):
    client = enter("operator")
    upload = SimpleUploadedFile("ektp.xlsx", SAMPLE.read_bytes())
    answer = client.post(reverse("ktp-el-baru"), {"act": "read", "file": upload, "base_version": 0, "note": "tetap"})
    page = answer.content.decode()
    assert answer.status_code == 200 and not Report.objects.exists()
    assert 'name="357801.obliged" value="75038"' in page and 'value="2017-08-31"' in page and "tetap" in page
    posted = dict(re.findall(r'<input name="([\w.]+)" value="([^"]*)"', page))
    kept = re.search(r'name="kept" value="([^"]+)"', page).group(1)
    saved = client.post(reverse("ktp-el-baru"), posted | {
        "as_of": "2017-08-31", "base_version": 0, "kept": kept, "act": "save"})
    made = Report.objects.get()
    assert saved.url == reverse("ktp-el-lihat", args=[made.pk])
    assert made.recorded == 1_974_325 and made.evidence_name == "ektp.xlsx"
    paper = client.get(reverse("ktp-el-bukti", args=[made.pk]))
    assert b"".join(paper.streaming_content) == SAMPLE.read_bytes() and "attachment" in paper["Content-Disposition"]
    assert "1.974.325" in text_of(client.get(saved.url))
    other = enter("elsewhere")
    foreign = other.post(reverse("ktp-el-baru"), grid("3515") | {"kept": kept})
    assert foreign.status_code == 422 and "sudah tidak disimpan; pilih lagi" in text_of(foreign)
    assert 'name="kept" value=' not in foreign.content.decode()  # so that the next attempt passes
    assert other.post(reverse("ktp-el-baru"), grid("3515")).status_code == 302
    assert Report.objects.get(regency="3515").evidence == ""


@pytest.mark.parametrize(("name", "content"), [
    ("x.xlsx", b"MZ this is a program"), ("x.csv", b""), ("x.csv", b"a;b\n1;2\n"), ("x.exe", SAMPLE.read_bytes())])
def test_a_file_that_is_no_form_leaves_the_grid_as_typed(people, enter, name, content):
    posted = grid(act="read") | {"file": SimpleUploadedFile(name, content)}
    answer = enter("operator").post(reverse("ktp-el-baru"), posted)
    assert answer.status_code == 422 and answer.content.decode().count('value="940"') == 31
    assert 'class="error" role="alert"' in answer.content.decode()


def test_a_correction_starts_from_the_figures_and_is_a_new_version(people, enter):
    first = report(as_of=date(2017, 8, 31))
    client = enter("operator")
    address = reverse("ktp-el-koreksi", args=[first.pk])
    page = client.get(address).content.decode()
    assert page.count('value="940"') == 31 and "Simpan sebagai versi 2" in page
    client.post(address, grid(base=1, **{"357801_recorded": "950"}))
    first.refresh_from_db()
    second = Report.objects.get(version=2)
    assert not first.current and second.replaces_id == first.pk and second.recorded == first.recorded + 10
    assert "sudah diganti versi 2" in text_of(client.get(reverse("ktp-el-lihat", args=[first.pk])))
    assert client.get(address).url == reverse("ktp-el-koreksi", args=[second.pk])


def test_somebody_else_was_faster(people, enter):
    report(as_of=date(2017, 8, 31))
    client = enter("operator")
    answer = client.post(reverse("ktp-el-baru"), grid(**{"357801_recorded": "955"}))
    assert answer.status_code == 422 and Report.objects.count() == 1
    page = answer.content.decode()
    assert "sudah ada laporan versi 1" in text_of(answer) and 'value="955"' in page
    assert re.search(r'name="base_version" value="1"', page)
    client.post(reverse("ktp-el-baru"), grid(base=1, **{"357801_recorded": "955"}))
    assert Report.objects.get(current=True).version == 2


def test_a_version_told_of_on_one_date_is_none_of_another(people, enter):
    """Whoever changes the date in the form has not seen what is there on the new date."""
    report(as_of=date(2017, 8, 31))
    report(as_of=date(2017, 9, 30))
    client, told = enter("operator"), {"base_date": "2017-08-31"}
    there = client.post(reverse("ktp-el-baru"), grid(as_of="2017-09-30", base=1) | told)
    assert there.status_code == 422 and "Per 30 September 2017 sudah ada laporan versi 1" in text_of(there)
    assert client.post(reverse("ktp-el-baru"), grid(as_of="2017-10-31", base=1) | told).status_code == 302
    assert [one.version for one in Report.objects.order_by("as_of")] == [1, 1, 1]


def test_a_finding_is_explained_and_no_figure_changes(people, enter):
    done = report(recorded=1040)
    finding = done.findings.first()
    address = reverse("ktp-el-temuan", args=[done.pk, finding.pk])
    before = list(DistrictFigures.objects.values_list(*COLUMNS))
    assert enter("viewer").post(address, {"explanation": "x"}).status_code == 403
    client = enter("operator")
    long = client.post(address, {"explanation": "panjang " * 400})
    assert long.status_code == 422 and "panjang panjang" in long.content.decode()
    answer = client.post(address, {"explanation": "Penduduk pindah <b>masuk</b>"})
    assert answer.url.endswith(f"#t-{finding.pk}")
    assert "Penduduk pindah &lt;b&gt;masuk" in client.get(reverse("ktp-el-lihat", args=[done.pk])).content.decode()
    assert list(DistrictFigures.objects.values_list(*COLUMNS)) == before
    other = report(as_of=date(2017, 1, 31))
    assert client.post(reverse("ktp-el-temuan", args=[other.pk, finding.pk]), {"explanation": "x"}).status_code == 404


def test_an_old_report_is_reminded(people, enter, settings):
    report(as_of=timezone.localdate() - timedelta(days=settings.EKTP_REMINDER_DAYS + 1))
    page = text_of(enter("operator").get(reverse("ktp-el")))
    assert "Laporan terakhir sudah 32 hari; batasnya 31 hari." in page
    report(as_of=timezone.localdate())
    assert "batasnya" not in text_of(enter("operator").get(reverse("ktp-el")))


def test_the_home_page_of_a_province_says_what_it_reminds_of(people, enter):
    assert "Pengingat KTP-el <span" in text_of(enter("province").get(reverse("beranda")))
    assert "Perlu diingatkan <span" in text_of(enter("province").get(reverse("ktp-el-provinsi")))


def test_nothing_is_clamped_and_missing_is_not_zero(people, enter):
    report(recorded=1040, printed=None, leave_out={"357820"})
    page = text_of(enter("operator").get(reverse("ktp-el")))
    assert "104,0%" in page and "−1.200" in page and "belum dilaporkan" in page and "30 dari 31" in page
    board = text_of(enter("province").get(reverse("ktp-el-provinsi")))
    assert "1 dari 38" in board and "104,0%" in board and board.count("Belum melapor") == 37
    assert "Jumlah sudah cetak meliputi 0 dari 1 laporan" in board


def test_the_province_on_a_date_filtered_and_sorted(people, enter):
    report(as_of=date(2017, 7, 31))
    report("3515", date(2017, 8, 31), recorded=950)
    client = enter("province")
    then = text_of(client.get(reverse("ktp-el-provinsi"), {"tanggal": "2017-08-01"}))
    assert "Keadaan per 1 Agustus 2017" in then and "1 dari 38" in then
    for query in ({"saring": "terlambat"}, {"saring": "belum", "urut": "-umur"}, {"urut": "-cakupan"},
                  {"urut": "x", "saring": "y", "tanggal": "kemarin"}, {"tanggal": "9999-12-31"}):
        assert client.get(reverse("ktp-el-provinsi"), query).status_code == 200
    for sort in ("kode", "wajib", "rekam", "cetak", "sisa", "cakupan", "naik", "umur"):
        assert client.get(reverse("ktp-el-provinsi"), {"urut": sort}).status_code == 200


def sheet(response):
    assert response.status_code == 200
    return list(openpyxl.load_workbook(io.BytesIO(response.content)).active.iter_rows(values_only=True))


def test_a_downloaded_report_can_be_uploaded_again(people, enter, tmp_path):
    done = report(as_of=date(2017, 8, 31), leave_out={"357820"}, suket=3)
    answer = enter("viewer").get(reverse("ktp-el-xlsx", args=[done.pk]))
    assert answer["Content-Disposition"] == 'attachment; filename="ktp-el-3578-2017-08-31-v1.xlsx"'
    rows = sheet(answer)
    assert rows[0][0] == "PERKEMBANGAN KTP-EL KOTA SURABAYA" and rows[-1][1:4] == ("Penjumlahan", 30_000, 28_200)
    path = tmp_path / "lagi.xlsx"
    path.write_bytes(answer.content)
    again = draft_from_file(path, name="lagi.xlsx", regency="3578")
    assert again.ok and again.as_of == done.as_of and len(again.figures) == 30
    assert again.figures["357801"] == Figures(1000, 940, 900, suket=3)


def test_sheets_say_of_how_many(people, enter):
    report(as_of=date(2017, 8, 31))
    rows = sheet(enter("province").get(reverse("ktp-el-provinsi-xlsx"), {"tanggal": "2017-09-10"}))
    assert "1 dari 38 kabupaten/kota, laporan tertua 31 Agustus 2017" in rows[1][0]
    assert len(rows) == 4 + 38 + 1 and rows[-1][1] == "JUMLAH (1 dari 38)"
    missing = next(row for row in rows if row[0] == "3501")
    assert missing[2:7] == (None,) * 5 and missing[8] == "belum melapor"
    late = sheet(enter("province").get(reverse("ktp-el-provinsi-xlsx"), {"saring": "belum"}))
    assert len(late) == 4 + 37
    assert sheet(enter("operator").get(reverse("ktp-el-kantor-xlsx", args=["3578"])))[4][0] == "31 Agustus 2017"


def test_paper(people, enter):
    done = report(as_of=date(2017, 8, 31), recorded=1040)
    pages = [enter("viewer").get(reverse("ktp-el-pdf", args=[done.pk])),
             enter("province").get(reverse("ktp-el-provinsi-pdf"))]
    for answer in pages:
        assert answer.status_code == 200 and answer.content[:5] == b"%PDF-"
        assert answer["Content-Type"] == "application/pdf" and len(answer.content) < 200_000


def test_pages_ask_the_same_however_long_the_history(people, enter, django_assert_max_num_queries):
    operator, province = enter("operator"), enter("province")

    def asked():
        newest = Report.objects.filter(regency="3578", current=True).order_by("-as_of").first()
        counts = []
        for client, address, most in (
                (operator, reverse("ktp-el") + "?rentang=semua", 26), (province, reverse("ktp-el-provinsi"), 18),
                (operator, reverse("ktp-el-lihat", args=[newest.pk]), 22),
                (operator, reverse("ktp-el-koreksi", args=[newest.pk]), 20)):
            with django_assert_max_num_queries(most) as seen:
                assert client.get(address).status_code == 200
            counts.append(len(seen))
        return counts

    for day in (date(2017, 6, 30), date(2017, 7, 31)):
        report(as_of=day)
    build_rollup(area="35", on=date(2017, 7, 31))
    few = asked()
    for month in range(1, 13):
        report(as_of=date(2018, month, 28))
        report("3515", date(2018, month, 28), recorded=900 + month)
        build_rollup(area="35", on=date(2018, month, 28))
    assert asked() == few


def test_no_page_holds_inline_code_or_weighs_much(people, enter):
    done = report(as_of=timezone.localdate(), recorded=1040)
    build_rollup(area="35", on=timezone.localdate())
    for who, address in (("operator", reverse("ktp-el")), ("operator", reverse("ktp-el-lihat", args=[done.pk])),
                         ("operator", reverse("ktp-el-koreksi", args=[done.pk])),
                         ("province", reverse("ktp-el-provinsi")),
                         ("operator", reverse("ktp-el-pemilih", args=["3578"]))):
        body = enter(who).get(address).content.decode()
        assert not re.search(r"""\sstyle=|<style|\son[a-z]+=["']|<script(?![^>]*\ssrc=)|javascript:""", body), address
        assert len(body.encode()) < 100_000, address


def test_lines_break_where_a_figure_is_missing():
    days = [date(2017, month, 1) for month in range(1, 5)]
    chart = line_chart("Judul", days, [Series("recorded", "Sudah rekam", [10, None, 30, 40])])
    (_key, _label, path, dots), = chart.lines
    assert path.count("M") == 2 and len(dots) == 3 and chart.unit == "orang"
    assert line_chart("Judul", days, [Series("printed", "Cetak", [None] * 4)]) is None
    alone = line_chart("Judul", days[:1], [Series("recorded", "Sudah rekam", [1_974_325])])
    assert alone.unit == "juta orang" and len(alone.lines[0][3]) == 1


@pytest.mark.parametrize(("partial", "dots"), [(0, 1), (3, 4), (60, 1)])
def test_hollow_dots_stay_in_a_long_line_while_they_are_few(partial, dots):
    days = [date(2017 + number // 12, number % 12 + 1, 1) for number in range(60)]
    chart = line_chart("Judul", days, [Series("recorded", "Sudah rekam", list(range(1, 61)))],
                       partial=set(days[:partial]), partial_means="tidak semua kecamatan")
    assert len(chart.lines[0][3]) == dots
    assert chart.partial == (f"tidak semua kecamatan ({partial} dari 60 tanggal)" if partial else "")


def test_an_office_s_chart_and_table_tell_partial_reports(people, enter):
    report(as_of=date(2017, 7, 31))
    report(as_of=date(2017, 8, 31), leave_out={"357820"})
    page = text_of(enter("operator").get(reverse("ktp-el")))
    assert "tidak semua kecamatan (1 dari 2 tanggal)" in page and "30/31 kec." in page
    assert page.count('class="recorded partial"') == 1


def test_the_totals_row_has_words_for_people_who_do_not_see_it(people, enter):
    page = text_of(enter("operator").get(reverse("ktp-el-baru")))
    assert 'aria-label="Wajib KTP Baris jumlah"' in page
    assert 'aria-label="Wajib KTP jumlah"' not in page


def test_the_map_knows_all_regencies_and_never_hides_above_a_hundred(areas):
    from sidalih.areas.queries import regencies_of

    assert set(outlines()) == {one.code for one in regencies_of("35")}
    assert [step_of(share) for share in (None, 0, .8, .9499, 1, 1.0001, 3)] == [None, 0, 1, 3, 4, 5, 5]


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "x", "2011-01-01"])
def test_the_province_answers_on_any_date(people, day):
    from django.test import Client

    client = Client()
    client.force_login(people["province"])
    assert client.get(reverse("ktp-el-provinsi"), {"tanggal": day}).status_code == 200
