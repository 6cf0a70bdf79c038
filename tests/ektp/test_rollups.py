"""Rollups and their pages: of how many regencies they are, how old each figure is, what a province reads of others."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ektp import printing
from ektp.actions.reporting import record_report
from ektp.actions.rollups import build_rollup, build_rollups_after
from ektp.models import RollupRow
from ektp.queries import province as boards
from ektp.queries import rollups as queries
from ektp.queries.drafts import districts_of
from ektp.queries.reports import page_of
from ektp.rules import Figures
from ektp.views.rollups import rollup_chart
from sidalih.areas.models import Area

pytestmark = pytest.mark.django_db
JULY, AUGUST, SEPTEMBER = date(2017, 7, 31), date(2017, 8, 31), date(2017, 9, 30)


def report(regency="3578", as_of=AUGUST, *, without=0, announce=False, **values):
    """A report of a regency whose districts all say the same, the first ones left out."""
    one = Figures(**({"obliged": 1000, "recorded": 940, "printed": 900} | values))
    codes = list(districts_of(regency).names)[without:]
    return record_report(regency=regency, as_of=as_of, figures=dict.fromkeys(codes, one), by="system",
                         announce=announce)


def text_of(response):
    return " ".join(response.content.decode().split())


def sheet(response):
    assert response.status_code == 200
    return list(openpyxl.load_workbook(io.BytesIO(response.content)).active.iter_rows(values_only=True))


def test_a_rollup_shows_the_age_of_every_figure(enter):
    report("3578", AUGUST)
    report("3515", JULY, printed=None, without=2)
    build_rollup(area="35", on=AUGUST)
    page = queries.page_of_province(queries.rollup_of("35", AUGUST))
    lines = {line.code: line for line in page.lines}
    assert (lines["3578"].age, lines["3515"].age, lines["3501"].age) == (0, 31, None)
    assert [lines[code].late for code in ("3578", "3515", "3501")] == [False, False, False]
    assert [lines[code].partial for code in ("3578", "3515", "3501")] == [False, True, False]
    assert (len(page.missing), page.oldest_age, page.newest_age, page.running) == (36, 31, 0, False)
    said = text_of(enter("province").get(reverse("ktp-el-rekap")))
    n = len(districts_of("3515").names)
    assert "2 dari 38" in said and f"{n - 2}/{n} kec." in said and "Per 31 Agustus 2017" in said
    assert said.count("Belum melapor") == 36 and "1 dari 2 laporan menyebutnya" in said
    assert "1 laporan belum meliputi semua kecamatan" in said
    rows = sheet(enter("province").get(reverse("ktp-el-rekap-xlsx")))
    assert "2 dari 38 kabupaten/kota, laporan tertua 31 Juli 2017" in rows[1][0]
    assert next(row for row in rows if row[0] == "3515")[6:9] == ("31 Juli 2017", 31, f"{n - 2}/{n}")
    assert next(row for row in rows if row[0] == "3501")[2:9] == (None,) * 4 + ("belum melapor", None, None)
    assert (rows[-1][1], rows[-1][6:8]) == ("JUMLAH (2 dari 38)", ("tertua 31 Jul 2017", 31))
    assert enter("province").get(reverse("ktp-el-rekap-pdf")).content[:5] == b"%PDF-"


def test_rollups_of_earlier_dates_are_a_page_each(enter):
    report("3578", JULY)
    for on in (JULY, AUGUST):
        build_rollup(area="35", on=on)
    client = enter("province")
    newest = text_of(client.get(reverse("ktp-el-rekap")))
    assert "?tanggal=2017-07-31" in newest and "Per 31 Agustus 2017" in newest
    earlier = text_of(client.get(reverse("ktp-el-rekap") + "?tanggal=2017-07-31"))
    assert "Per 31 Juli 2017" in earlier and 'rel="next" href="?tanggal=2017-08-31"' in earlier
    for odd in ("2016-01-31", "kemarin", "9999-99-99"):
        assert client.get(reverse("ktp-el-rekap"), {"tanggal": odd}).status_code == 404
        assert client.get(reverse("ktp-el-nasional-xlsx"), {"tanggal": odd}).status_code == 404


def test_pages_of_rollups_are_of_people_of_a_province(enter):
    for name in ("ktp-el-rekap", "ktp-el-nasional"):
        assert "Belum ada rekap" in text_of(enter("province").get(reverse(name)))
        assert enter("province").get(reverse(f"{name}-xlsx")).status_code == 404
        for who in ("operator", "viewer", "admin"):
            assert enter(who).get(reverse(name)).status_code in (403, 404), who


def test_a_running_month_is_counted_until_today(enter):
    today = timezone.localdate()
    build_rollups_after(area="35", as_of=report("3578", today.replace(day=1)).as_of)
    page = queries.page_of_province(queries.rollup_of("35"))
    assert page.rollup.on == queries.month_end(today) and page.day == today
    assert page.running == (today < page.rollup.on)
    assert page.oldest_age == (today - today.replace(day=1)).days
    if page.running:
        assert "Bulan berjalan, sampai" in text_of(enter("province").get(reverse("ktp-el-rekap")))
        assert "bulan berjalan, dihitung sampai" in sheet(enter("province").get(reverse("ktp-el-rekap-xlsx")))[1][0]


def test_the_nation_shows_provinces_and_reads_no_report_of_theirs(enter):
    report("3578", AUGUST)
    report("3171", JULY)
    for area, on in (("35", AUGUST), ("31", JULY)):
        build_rollup(area=area, on=on)
    answer = build_rollup(area="", on=AUGUST)
    assert answer["included"] == 2 and len(answer["missing"]) == 36  # Jakarta is in with its last rollup
    assert answer["oldest"] == "2017-07-31"
    client = enter("province")
    client.get(reverse("ktp-el-nasional"))
    with CaptureQueriesContext(connection) as seen:
        said = text_of(client.get(reverse("ktp-el-nasional")))
    touched = [query["sql"] for query in seen if "ektp_" in query["sql"]]
    assert touched and all("ektp_rollup" in sql and not any(name in sql for name in (
        "ektp_rolluprow", "ektp_report", "ektp_districtfigures", "ektp_finding")) for sql in touched)
    provinces = Area.objects.filter(level=1, valid_to=None).count()
    assert "2 dari 514" in said and said.count("belum ada rekap</td>") == provinces - 2
    rows = sheet(client.get(reverse("ktp-el-nasional-xlsx")))
    jakarta = next(row for row in rows if row[0] == "31")
    assert jakarta[6:9] == ("1/6", "31 Juli 2017", 31)
    assert client.get(reverse("ktp-el-nasional-pdf")).content[:5] == b"%PDF-"


def test_a_late_report_mends_the_nation_where_its_province_has_no_later_rollup(areas):
    report("3171", SEPTEMBER)
    build_rollup(area="31", on=SEPTEMBER)
    build_rollup(area="", on=SEPTEMBER)
    late = report("3578", AUGUST)
    assert build_rollups_after(area="35", as_of=late.as_of) == {"area": "35", "dates": 2}
    assert [(one.on, one.included) for one in queries.rollups("35")] == [(AUGUST, 1)]
    assert [(one.on, one.included) for one in queries.rollups("")] == [(AUGUST, 1), (SEPTEMBER, 2)]


def test_the_chart_tells_months_with_few_offices(areas):
    report("3578", JULY)
    for on in (JULY, AUGUST):
        build_rollup(area="35", on=on)
    chart = rollup_chart("Jawa Timur", queries.rollups("35"))
    assert chart.partial == "tidak semua kabupaten/kota (2 dari 2 tanggal)" and chart.partial in chart.description
    assert [whole for _x, _y, _words, whole in chart.lines[0][3]] == [False, False]
    assert "(tidak semua kabupaten/kota)" in chart.lines[0][3][0][2]


def test_no_printed_figure_is_not_zero(areas, enter):
    report("3578", AUGUST, printed=None)
    build_rollup(area="35", on=AUGUST)
    assert queries.rollup_of("35").printed_known is None
    assert sheet(enter("province").get(reverse("ktp-el-rekap-xlsx")))[-1][4] is None
    assert boards.province("35", AUGUST).sums["printed"] is None
    assert sheet(enter("province").get(reverse("ktp-el-provinsi-xlsx"), {"tanggal": "2017-08-31"}))[-1][4] is None


def test_a_sheet_says_of_how_many_reports_its_total_of_printed_is(areas, enter):
    report("3578", AUGUST, printed=None)
    report("3515", AUGUST)
    build_rollup(area="35", on=AUGUST)
    build_rollup(area="", on=AUGUST)
    for name in ("ktp-el-provinsi-xlsx", "ktp-el-rekap-xlsx", "ktp-el-nasional-xlsx"):
        said = sheet(enter("province").get(reverse(name), {"tanggal": "2017-08-31"}))[1][0]
        assert "2 dari " in said and "sudah cetak menurut 1 laporan" in said
    report("3578", AUGUST)
    said = sheet(enter("province").get(reverse("ktp-el-provinsi-xlsx"), {"tanggal": "2017-08-31"}))[1][0]
    assert "sudah cetak" not in said


def test_rollup_rows_keep_what_they_had_when_a_report_is_corrected(areas):
    first = report("3578", AUGUST)
    build_rollup(area="35", on=AUGUST)
    second = report("3578", AUGUST, recorded=950)
    build_rollup(area="35", on=AUGUST)
    row = RollupRow.objects.get(rollup__area="35", regency="3578")
    assert (row.report_id, row.recorded) == (second.pk, second.recorded) and first.pk != second.pk


# --- what is compared with what --------------------------------------------------------------------------------

def test_the_month_s_total_and_partial_reports_stand_in_the_province(enter):
    today = timezone.localdate()
    then = boards.month_before(today)
    report("3578", then)
    report("3578", today, recorded=950)
    report("3515", today, without=1)
    board = boards.province("35", today)
    assert board.change == (31 * 10, 1) and [line.code for line in board.partial] == ["3515"]
    assert boards.Province("35", today, []).change == (None, 0)
    n = len(districts_of("3515").names)
    said = text_of(enter("province").get(reverse("ktp-el-provinsi")))
    assert f"{n - 1}/{n} kec." in said and "1 dari 2 laporan belum meliputi semua kecamatan" in said
    rows = sheet(enter("province").get(reverse("ktp-el-provinsi-xlsx")))
    assert rows[-1][7] == 310 and next(row for row in rows if row[0] == "3515")[10] == f"{n - 1}/{n}"


def test_the_province_on_paper_has_its_month_and_its_partial_reports(people, monkeypatch):
    today = timezone.localdate()
    report("3578", boards.month_before(today))
    report("3578", today, recorded=950)
    report("3515", today, without=1)
    told = {}
    monkeypatch.setattr(printing, "_compiled", lambda **data: told.update(data) or b"")
    board = boards.province("35", today)
    printing.province_pdf(board, board.lines, "judul", "")
    n = len(districts_of("3515").names)
    assert told["totals"][0][7] == "+310"
    assert any(row[0] == "3515" and row[8].endswith(f"{n - 1}/{n} kec.") for row in told["rows"])
    titles = {section["title"]: section["items"] for section in told["sections"]}
    assert titles["Laporan yang belum meliputi semua kecamatan"] == [f"Kab. Sidoarjo: {n - 1} dari {n} kecamatan"]
    assert "Jumlah kolom Sebulan meliputi 1 dari 2 laporan." in titles["Tentang jumlah"]


def test_reports_of_different_districts_are_not_compared_though_they_are_as_many(areas):
    codes = list(districts_of("3578").names)
    one = Figures(1000, 940)

    def without(code, as_of):
        return record_report(regency="3578", as_of=as_of, by="system", announce=False,
                             figures={other: one for other in codes if other != code})

    today = timezone.localdate()
    without(codes[0], boards.month_before(today) - timedelta(days=5))
    newest = without(codes[1], today)
    assert page_of(newest).change == {} and boards.province("35", today).change == (None, 0)
    newest = without(codes[0], today - timedelta(days=1))
    assert page_of(newest).change == {"obliged": 0, "recorded": 0}
    assert boards.province("35", today - timedelta(days=1)).change == (0, 1)
