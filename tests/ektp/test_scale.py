"""Ten years of monthly reports of 38 regencies with 31 districts: every page asks as often as in its first months."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ektp.models import DistrictFigures, Report
from ektp.queries import reports as queries

pytestmark = pytest.mark.django_db
YEARS = 10

REPORTS = """
INSERT INTO ektp_report (regency, as_of, version, current, label, source, note, districts, expected, obliged, recorded,
                         printed, not_recorded, not_printed, totals, open_findings, evidence, evidence_name, sha256,
                         recorded_at)
SELECT a.code, (date_trunc('month', current_date) - make_interval(months => m) - interval '1 day')::date, 1, true, '',
       'x', '', 31, 31, 31 * 1000, 31 * (940 - m), 31 * (900 - m), 31 * (60 + m), 31 * 40, '{}', 1, '', '', '', now()
FROM areas_area a, generate_series(0, %(months)s - 1) AS m
WHERE a.level = 2 AND a.code LIKE '35%%'"""
LINES = """
INSERT INTO ektp_districtfigures (report_id, regency, district, obliged, recorded, printed, not_recorded, not_printed,
                                  remark)
SELECT r.id, r.regency, r.regency || lpad(d::text, 2, '0'), 1000, r.recorded / 31, r.printed / 31, 60, 40, ''
FROM ektp_report r, generate_series(1, 31) AS d"""
FINDINGS = """
INSERT INTO ektp_finding (report_id, regency, district, code, "column", stated, against, explanation)
SELECT id, regency, regency || '01', 'falls', 'obliged', 1000, 1001, '' FROM ektp_report"""
ROLLUPS = """
INSERT INTO ektp_rollup (area, "on", built_at, expected, included, with_printed, oldest, newest, obliged, recorded,
                         printed)
SELECT area, as_of, now(), 38, 38, 38, as_of, as_of, sum(obliged), sum(recorded), sum(printed)
FROM ektp_report, unnest(array['35', '']) AS area GROUP BY area, as_of"""
ROLLUP_ROWS = """
INSERT INTO ektp_rolluprow (rollup_id, regency, report_id, as_of, obliged, recorded, printed)
SELECT u.id, r.regency, r.id, r.as_of, r.obliged, r.recorded, r.printed
FROM ektp_rollup u JOIN ektp_report r ON r.as_of = u."on" WHERE u.area = '35'"""


def history(months):
    """Monthly reports of every regency of East Java, as many as asked."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE ektp_rolluprow, ektp_rollup, ektp_finding, ektp_districtfigures, ektp_report")
        cursor.execute(REPORTS, {"months": months})
        for statement in (LINES, FINDINGS, ROLLUPS, ROLLUP_ROWS):
            cursor.execute(statement)
        cursor.execute("ANALYZE ektp_report, ektp_districtfigures, ektp_finding, ektp_rollup, ektp_rolluprow")


def pages(newest):
    """(person, address) of every page that could grow with the history."""
    own = [reverse("beranda"), reverse("ktp-el"), reverse("ktp-el") + "?rentang=semua",
           reverse("ktp-el-lihat", args=[newest.pk]), reverse("ktp-el-koreksi", args=[newest.pk]),
           reverse("ktp-el-pemilih", args=["3578"]), reverse("ktp-el-kantor-xlsx", args=["3578"]),
           reverse("ktp-el-xlsx", args=[newest.pk])]
    above = [reverse("beranda"), reverse("ktp-el-provinsi"), reverse("ktp-el-provinsi-xlsx"),
             reverse("ktp-el-kantor", args=["3578"]), reverse("ktp-el-rekap"), reverse("ktp-el-nasional"),
             reverse("ktp-el-rekap-xlsx")]
    return [("operator", address) for address in own] + [("province", address) for address in above]


def asked(enter):
    """{(person, page): queries it took} over the newest report of Kota Surabaya."""
    counts = {}
    newest = queries.newest_of("3578")
    for number, (who, address) in enumerate(pages(newest)):
        client = enter(who)
        client.get(address)  # templates and the like are read once
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200, address
        counts[who, number] = len(seen)
    return counts


@pytest.fixture(autouse=True)
def plain_static(settings):
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


@pytest.fixture
def enter(people):
    from django.test import Client

    clients = {}

    def as_person(name):
        if name not in clients:
            clients[name] = Client()
            clients[name].force_login(people[name])
        return clients[name]
    return as_person


def test_ten_years_ask_the_database_as_often_as_two_months(enter):
    history(2)
    few = asked(enter)
    history(12 * YEARS)
    assert Report.objects.count() == 38 * 12 * YEARS
    assert DistrictFigures.objects.count() == 38 * 12 * YEARS * 31
    assert asked(enter) == few
    assert max(few.values()) < 40


def test_queries_are_counted(people, django_assert_num_queries):
    from ektp.queries.province import last_reports, province, shares

    history(24)
    newest = queries.newest_of("3578")
    for count, ask in ((1, lambda: queries.trend("3578")), (6, lambda: queries.page_of(newest)),
                       (3, lambda: province("35")), (2, lambda: province("35", compare=False)),
                       (1, lambda: last_reports("35", timezone.localdate())),
                       (1, lambda: shares(["3578", "3515", "35"], timezone.localdate(), "recorded"))):
        with django_assert_num_queries(count):
            ask()
