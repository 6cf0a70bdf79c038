"""Recording KTP-el reports: the sample, versions, findings beside them, explanations, and what is refused."""

import json
from datetime import date, timedelta
from pathlib import Path
from threading import Barrier, Thread

import openpyxl
import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connections
from django.utils import timezone

from ektp.actions.findings import explain_finding
from ektp.actions.reporting import record_report
from ektp.models import DistrictFigures, Report
from ektp.queries import reports as queries
from ektp.queries.drafts import districts_of, draft_from_file, draft_from_report, empty_draft
from ektp.rules import COLUMNS, Figures
from sidalih.audit.models import Event
from sidalih.jobs.models import Job
from sidalih.refusal import Refused
from tests.papers import pdf

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).parent.parent / "samples" / "2017-07"
SAMPLE = SAMPLES / "ektp-3578-2017-08-31.xlsx"
JULY, AUGUST, SEPTEMBER = date(2017, 7, 31), date(2017, 8, 31), date(2017, 9, 30)


@pytest.fixture(autouse=True)
def stored(settings, tmp_path):
    """Evidence goes to a folder of the test."""
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}}
    return tmp_path


def load(capsys, *args, status=0, **options):
    """The JSON answer of load_ektp."""
    words = [word for name, value in options.items() for word in (f"--{name.replace('_', '-')}", value)]
    try:
        call_command("load_ektp", *map(str, args), *words, "--json")
        assert status == 0
    except SystemExit as left:
        assert left.code == status
    return json.loads(capsys.readouterr().out)


def everywhere(one=None, *, without=(), **others):
    """{district: Figures} of all of Kota Surabaya, some left out, some replaced (d04=Figures(...))."""
    figures = {code: one or Figures(1000, 940, 900) for code in districts_of("3578").names if code not in without}
    return figures | {f"3578{name[1:]}": value for name, value in others.items()}


def record(people, as_of=AUGUST, figures=None, by="operator", **options):
    return record_report(regency="3578", as_of=as_of, figures=figures or everywhere(), by=people[by], **options)


def told(report):
    return [(one.district, one.code, one.column) for one in queries.findings_of(report)]


# --- the sample ----------------------------------------------------------------------------------------------

def test_the_sample_gives_exactly_what_is_expected(people, capsys):
    expected = json.loads((SAMPLES / "ektp-expected.json").read_text())
    answer = load(capsys, SAMPLE, regency="3578", by="operator")
    assert (answer["as_of"], answer["districts"]) == (expected["as_of"], len(expected["districts"]))
    by_code = {}
    for one in answer["findings"]:
        by_code.setdefault(one["finding"], []).append(one["district"])
    assert by_code == expected["findings"]
    report = Report.objects.get(pk=answer["report"])
    assert report.regency == expected["regency"]
    figures = queries.figures_by_district(report)
    assert [{"district": code, **{column: getattr(one, column) for column in COLUMNS[:5]}}
            for code, one in figures.items()] == expected["districts"]
    assert (report.recorded, report.printed, report.totals["recorded"]) == (1974325, 1811325, 1974325)
    assert report.evidence_name == SAMPLE.name and report.lines.get(district="357808").remark == "termasuk cetak ulang"


def test_the_same_file_again_is_the_same_report(people, capsys):
    first = load(capsys, SAMPLE, regency="3578", by="operator")
    assert load(capsys, SAMPLE, regency="35.78", by="operator", as_of="2017-08-31") == first
    assert Report.objects.count() == 1


def test_the_command_refuses_in_words(people, capsys, tmp_path):
    book = openpyxl.load_workbook(SAMPLE)
    book.active["C5"], book.active["D6"] = "1.974.325", "> 300.000"
    bad = tmp_path / "bad.xlsx"
    book.save(bad)
    error = load(capsys, bad, regency="3578", by="operator", status=1)["error"]
    assert error["code"] == "bad_cells" and "C5: " in error["message"] and "D6: " in error["message"]
    assert load(capsys, SAMPLE, regency="3515", by="elsewhere", status=1)["error"]["code"] == "bad_cells"
    assert load(capsys, SAMPLE, regency="3578", by="elsewhere", status=1)["error"]["code"] == "not_found"
    assert load(capsys, SAMPLE, regency="3578", by="viewer", status=1)["error"]["code"] == "forbidden"
    assert load(capsys, SAMPLE, regency="35", by="province", status=1)["error"]["code"] == "unknown_regency"
    assert load(capsys, SAMPLE, regency="3578", by="nobody", status=1)["error"]["code"] == "unknown_user"
    assert load(capsys, tmp_path / "none.xlsx", regency="3578", by="operator", status=1)["error"]["code"] == "no_file"
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    error = load(capsys, SAMPLE, regency="3578", by="operator", as_of=tomorrow, status=1)["error"]
    assert error["code"] == "bad_cells"
    assert not Report.objects.exists() and not Event.objects.filter(act="ektp_reported").exists()


# --- versions ------------------------------------------------------------------------------------------------

def test_a_correction_is_a_new_version_and_the_old_one_stays(people):
    first = record(people, note="pertama", evidence=ContentFile(pdf(), name="surat.pdf"))
    second = record(people, figures=everywhere(d04=Figures(1000, 950, 900)), base_version=1)
    first.refresh_from_db()
    assert (second.version, second.replaces, second.current, first.current) == (2, first, True, False)
    assert queries.figures_by_district(first)["357804"] == Figures(1000, 940, 900)
    assert queries.figures_by_district(second)["357804"] == Figures(1000, 950, 900)
    assert (second.evidence, second.evidence_name) == (first.evidence, "surat.pdf")
    assert second.recorded == 31 * 940 + 10
    assert [one.version for one in queries.page_of(second).versions] == [2, 1]
    acts = Event.objects.filter(act="ektp_reported").order_by("id")
    assert [(act.subject, act.detail["version"]) for act in acts] == [(f"ektp:{first.pk}", 1), (f"ektp:{second.pk}", 2)]


def test_nothing_new_is_no_version(people):
    first = record(people, remarks={"357804": "x"}, totals={"obliged": 31000})
    assert record(people, remarks={"357804": "x"}, totals={"obliged": 31000}, base_version=1) == first
    assert record(people, remarks={"357804": "y"}, totals={"obliged": 31000}).version == 2
    assert record(people, remarks={"357804": "y"}, totals={"obliged": 31000},
                  evidence=ContentFile(pdf(), name="surat.pdf")).version == 3


def test_who_began_from_an_older_version_is_told(people):
    record(people)
    record(people, figures=everywhere(Figures(1000, 941, 900)), base_version=1)
    for base in (0, 1, 3):
        with pytest.raises(Refused) as refused:
            record(people, figures=everywhere(Figures(1000, 950, 900)), base_version=base)
        assert refused.value.code == "stale"
    assert Report.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_make_one_version(people):
    gate, ends = Barrier(4), []

    def one(number):
        gate.wait()
        try:
            ends.append(record(people, figures=everywhere(Figures(1000, 900 + number)), base_version=0).version)
        except Refused as refused:
            ends.append(refused.code)
        finally:
            connections.close_all()

    threads = [Thread(target=one, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, ends)) == ["1", "stale", "stale", "stale"]


@pytest.mark.django_db(transaction=True)
def test_an_explanation_written_while_a_report_comes_between_is_not_lost(people):
    """The report before September's changes what September is compared with; its finding above 100 % stands."""
    record(people, as_of=JULY)
    last = record(people, as_of=SEPTEMBER, figures=everywhere(d04=Figures(1000, 1010, 900)))
    [above] = queries.findings_of(last)
    gate, ends = Barrier(2), []

    def one(act):
        gate.wait()
        try:
            ends.append(act())
        except Exception as error:  # told below, in the thread of the test
            ends.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=one, args=(act,)) for act in (
        lambda: explain_finding(finding_id=above.pk, explanation="sudah dicek", by=people["operator"]),
        lambda: record(people, as_of=AUGUST, figures=everywhere(d01=Figures(1001, 941, 901))))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not [end for end in ends if isinstance(end, Exception)]
    last.refresh_from_db()
    found = queries.findings_of(last)
    assert {(one.code, one.explanation) for one in found} == {
        ("above_100_percent", "sudah dicek"), ("falls", "")}
    assert last.open_findings == sum(not one.explanation for one in found) == 3


def test_the_old_report_can_be_typed_again(people):
    report = record(people, figures=everywhere(without=["357831"], d04=Figures(9, 8, None, -1, None, 3, 2)),
                    remarks={"357804": "cetak ulang"}, totals={"obliged": 12}, label="Semester I 2017")
    draft = draft_from_report(report)
    assert draft.ok and draft.figures == queries.figures_by_district(report)
    assert (draft.remarks, draft.totals, draft.label) == ({"357804": "cetak ulang"}, {"obliged": 12}, "Semester I 2017")
    blank = empty_draft("3578")
    assert len(blank.lines) == 31 and not blank.problems and not blank.ok


# --- findings ------------------------------------------------------------------------------------------------

def test_findings_are_told_and_change_nothing(people):
    figures = everywhere(without=["357831"], d04=Figures(1000, 1010, 900, -10), d08=Figures(1000, 940, 900, None, 50),
                         d05=Figures(1000, 940, 941))
    report = record(people, figures=figures, totals={"obliged": 31000, "recorded": 28270})
    assert told(report) == [
        ("357804", "above_100_percent", "recorded"), ("357805", "printed_above_recorded", "printed"),
        ("357808", "not_printed_differs", "not_printed"), ("357831", "district_missing", ""),
        ("", "totals_differ", "obliged")]
    assert (report.open_findings, report.districts, report.expected, report.complete) == (5, 30, 31, False)
    assert queries.figures_by_district(report) == figures


def test_a_report_is_compared_with_the_last_one(people):
    record(people, as_of=JULY)
    report = record(people, figures=everywhere(d01=Figures(999, 940, 900), d02=Figures(1101, 940, 900)))
    assert told(report) == [("357801", "falls", "obliged"), ("357802", "jumps", "obliged")]


def test_a_report_between_changes_what_the_next_is_compared_with(people):
    record(people, as_of=JULY)
    last = record(people, as_of=SEPTEMBER, figures=everywhere(d01=Figures(999, 940, 900), d04=Figures(900, 910, 900)))
    falls, above, fallen, _recorded = queries.findings_of(last)
    for finding in (falls, above):
        explain_finding(finding_id=finding.pk, explanation="sudah dicek", by=people["operator"])
    record(people, as_of=AUGUST, figures=everywhere(d01=Figures(998, 940, 900), d04=Figures(900, 910, 900)))
    last.refresh_from_db()
    assert told(last) == [("357804", "above_100_percent", "recorded")]
    assert queries.findings_of(last)[0].explanation == "sudah dicek" and last.open_findings == 0


def test_an_explanation_stays_with_a_finding_that_stands(people):
    figures = everywhere(d04=Figures(1000, 1010, 900), d08=Figures(1000, 940, 900, None, 50))
    first = record(people, figures=figures)
    for finding in queries.findings_of(first):
        explain_finding(finding_id=finding.pk, explanation=f"ya: {finding.code}", by=people["operator"])
    second = record(people, figures=figures | {"357808": Figures(1000, 940, 900, None, 51)})
    assert [(one.code, one.explanation) for one in queries.findings_of(second)] == [
        ("above_100_percent", "ya: above_100_percent"), ("not_printed_differs", "")]
    assert second.open_findings == 1
    assert all(one.explanation for one in queries.findings_of(first))


def test_explaining(people):
    report = record(people, figures=everywhere(d04=Figures(1000, 1010, 900)))
    [finding] = queries.findings_of(report)
    for who, code in (("viewer", "forbidden"), ("province", "forbidden"), ("elsewhere", "not_found")):
        with pytest.raises(Refused) as refused:
            explain_finding(finding_id=finding.pk, explanation="x", by=people[who])
        assert refused.value.code == code
    done = explain_finding(finding_id=finding.pk, explanation="  pindah masuk belum tercatat ", by=people["operator"])
    report.refresh_from_db()
    assert (done.explanation, done.explained_by, report.open_findings) == (
        "pindah masuk belum tercatat", people["operator"], 0)
    explain_finding(finding_id=finding.pk, explanation=" ", by=people["operator"])
    report.refresh_from_db()
    assert report.open_findings == 1
    assert [event.act for event in Event.objects.filter(subject=f"ektp:{report.pk}").order_by("id")] == [
        "ektp_reported", "ektp_finding_explained", "ektp_finding_reopened"]
    record(people, figures=everywhere())
    with pytest.raises(Refused) as refused:
        explain_finding(finding_id=finding.pk, explanation="x", by=people["operator"])
    assert refused.value.code == "wrong_state"
    with pytest.raises(Refused):
        explain_finding(finding_id=finding.pk + 1000, explanation="x", by=people["operator"])


# --- refusals ------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("values", "code"), [
    ({"figures": {}}, "empty"), ({"figures": {"351501": Figures(1, 1)}}, "unknown_district"),
    *(({"figures": {"357804": one}}, "bad_figure") for one in (
        Figures(None, 1), Figures(1, None), Figures(1, -1), Figures(1, True), Figures(1, 1.0), Figures(2**31, 1))),
    ({"totals": {"obliged": -1}}, "bad_figure"), ({"totals": {"people": 1}}, "bad_figure"),
    ({"as_of": date(2010, 12, 31)}, "early_date"), ({"as_of": date(2100, 1, 1)}, "future_date"),
    ({"evidence": ContentFile(b"MZ", name="virus.exe")}, "evidence_kind"),
    ({"evidence": ContentFile(b"x" * (10 * 2**20 + 1), name="a.pdf")}, "evidence_size"),
    ({"regency": "35"}, "not_found"), ({"regency": "3515"}, "not_found")])
def test_what_cannot_be_is_refused_whoever_calls(people, values, code):
    asked = {"regency": "3578", "as_of": AUGUST, "figures": {"357804": Figures(10, 9)}, "by": people["operator"]}
    with pytest.raises(Refused) as refused:
        record_report(**asked | values)
    assert refused.value.code == code
    assert not Report.objects.exists() and not Job.objects.exists()


def test_a_report_nudges_the_rollups_above_it(people):
    report = record(people)
    job = Job.objects.get(key=f"build_ektp_rollups:after:{report.pk}")
    assert (job.kind, job.regency, job.args) == ("build_ektp_rollups", "35", {"area": "35", "as_of": "2017-08-31"})


def test_the_same_evidence_is_stored_once(people, stored):
    record(people, as_of=JULY, evidence=ContentFile(pdf(), name="../../surat.pdf"))
    report = record(people, evidence=ContentFile(pdf(), name="lain.PDF"))
    assert report.evidence.startswith("ektp/3578/") and report.evidence_name == "lain.PDF"
    assert len([path for path in stored.rglob("*") if path.is_file()]) == 1


def test_the_database_itself_refuses_what_is_no_count(people):
    from django.db import IntegrityError, transaction

    report = record(people)
    for values in ({"obliged": -1}, {"suket": -1}, {"district": "351501"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            DistrictFigures.objects.filter(report=report, district="357804").update(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        record(people, figures=everywhere(Figures(1, 1)))
        Report.objects.filter(pk=report.pk).update(current=True)


def test_an_uploaded_sample_is_a_draft_without_problems(people):
    draft = draft_from_file(SAMPLE, name="apa saja.xlsx", regency="3578", today=SEPTEMBER)
    assert draft.ok and draft.as_of == AUGUST and len(draft.figures) == 31
    assert [one.reason for one in draft_from_file(SAMPLE, name="x.xlsx", regency="3578", today=JULY).problems] == [
        "future_date"]
