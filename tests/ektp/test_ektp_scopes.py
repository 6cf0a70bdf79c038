"""As the application's own database role: commands, jobs and pages of KTP-el open their scopes themselves."""

import json
from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ektp import demo
from ektp.actions.findings import explain_finding
from ektp.actions.reporting import record_report
from ektp.actions.uploads import keep_upload
from ektp.models import Finding, Report, RollupRow
from ektp.queries.drafts import districts_of
from ektp.rules import Figures
from sidalih import jobs
from sidalih.accounts.scope import scoped
from sidalih.jobs.models import Job
from tests.ektp.test_ektp_pages import SAMPLE, grid
from tests.papers import pdf

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def stored(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}}


@pytest.fixture
def as_app(people):
    """From here on the test is the application: row security binds it, and nothing has opened a scope."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE sidalih_app")
        cursor.execute("SELECT set_config('sidalih.lo', '', true), set_config('sidalih.hi', '', true)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def nothing_open():
    """Whether no scope is left open behind what has just run."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('sidalih.lo', true)")
        return cursor.fetchone()[0] == ""


def report(regency, as_of, by="system"):
    one = Figures(1000, 1040, 900)
    return record_report(regency=regency, as_of=as_of, figures=dict.fromkeys(districts_of(regency).names, one), by=by)


def test_without_a_scope_reports_are_an_error(as_app):
    for model in (Report, Finding, RollupRow):
        with pytest.raises(DatabaseError, match="no area scope"), transaction.atomic():
            model.objects.exists()


def test_the_command_opens_its_scope(as_app, capsys):
    call_command("load_ektp", str(SAMPLE), "--regency", "3578", "--by", "operator", "--json")
    assert json.loads(capsys.readouterr().out)["districts"] == 31 and nothing_open()


def test_reports_explanations_and_uploads_open_theirs(as_app, people):
    made = report("3578", date(2017, 8, 31), by=people["operator"])
    with scoped("3578"):
        finding = Finding.objects.filter(report=made).first()
    explain_finding(finding_id=finding.pk, explanation="pindah masuk", by=people["operator"])
    keep_upload(file=ContentFile(pdf(), name="a.pdf"), regency="3578", by=people["operator"])
    assert nothing_open()
    with scoped("3578"):
        assert Finding.objects.get(pk=finding.pk).explanation == "pindah masuk"


def test_the_job_builds_province_and_nation_in_its_own_scope(as_app):
    made = report("3578", date(2017, 8, 31))
    with scoped("35"):
        job = Job.objects.get(key=f"build_ektp_rollups:after:{made.pk}")
    done = jobs.run_here(job)
    assert done.result == {"area": "35", "dates": 1} and nothing_open()


def test_the_demonstration_opens_a_scope_for_every_office(as_app):
    answer = demo.seed(regencies=["3578", "3515"], months=2, today=date(2017, 10, 15))
    assert answer == {"regencies": 2, "reports": 4} and nothing_open()


@pytest.mark.parametrize("who", ["operator", "viewer", "province", "elsewhere"])
def test_pages_read_within_the_person_s_area(as_app, people, who):
    demo.seed(regencies=["3578", "3515"], months=2, today=timezone.localdate())
    with scoped("35"):
        own = Report.objects.filter(regency="3515" if who == "elsewhere" else "3578").first()
    client = Client()
    client.force_login(people[who])
    addresses = [reverse(name) for name in (
        "beranda", "ktp-el", "ktp-el-provinsi", "ktp-el-provinsi-xlsx", "ktp-el-provinsi-pdf", "ktp-el-rekap",
        "ktp-el-rekap-xlsx", "ktp-el-nasional", "ktp-el-nasional-xlsx", "ktp-el-nasional-pdf")]
    addresses += [reverse(name, args=[own.pk]) for name in ("ktp-el-lihat", "ktp-el-xlsx", "ktp-el-pdf")]
    addresses += [reverse(name, args=[own.regency]) for name in (
        "ktp-el-kantor", "ktp-el-pemilih", "ktp-el-kantor-xlsx")]
    for address in addresses:
        assert client.get(address).status_code in (200, 302, 403), address
    if who == "operator":
        earlier = timezone.localdate() - timedelta(days=40)
        assert client.post(reverse("ktp-el-baru"), grid(as_of=earlier.isoformat())).status_code == 302
