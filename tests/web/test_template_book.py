"""Templates: what Excel offers in them, and that what comes back unchanged changes nothing."""

from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse

from sidalih import jobs
from sidalih.audit.models import Event
from sidalih.jobs.models import Job
from tests import kit
from voters.intake.columns import COLUMNS
from voters.rules.codes import TMS

pytestmark = pytest.mark.django_db


def opened(response):
    return openpyxl.load_workbook(BytesIO(b"".join(response.streaming_content)))


def explained(book):
    """{code: its words} of the explaining sheet; the TMS codes stand first."""
    lines = [(row[0].value, row[1].value) for row in book["PETUNJUK"].iter_rows(max_col=2) if row[0].value]
    return dict(reversed(lines))


def choices(page):
    return {str(one.sqref).split(":")[0].rstrip("0123456789"): one for one in page.data_validations.dataValidation}


@pytest.fixture
def written(enter, people, rolls):
    """Asks for a template with voters and lets the worker write it; returns (client, job)."""
    def written(**asked):
        client = enter("operator")
        response = client.post(reverse("berkas-templat-tulis"), {"period": "2017-07", "ket": "U"} | asked)
        assert response.status_code == 302, response.content
        job = Job.objects.get(pk=int(response.url.rsplit("=")[-1]))
        jobs.run_here(job)
        job.refresh_from_db()
        return client, job
    return written


def test_the_empty_one_offers_what_the_rules_take(enter, rolls, july):
    book = opened(enter("operator").get(reverse("berkas-templat-kosong-xlsx") + "?periode=2017-07"))
    page = book["ENTRI"]
    assert tuple(cell.value for cell in page[3]) == COLUMNS
    found = choices(page)
    at = {name: found[openpyxl.utils.get_column_letter(index)] for index, name in enumerate(COLUMNS, 1)
          if openpyxl.utils.get_column_letter(index) in found}
    assert at["KET"].formula1 == '"B,U,' + ",".join(map(str, TMS["2018"])) + '"'
    assert at["L/P"].formula1 == '"L,P"' and at["NIK"].formula1 == "16"
    assert "OFFSET('WILAYAH'" in at["DESA"].formula1 or "OFFSET(WILAYAH" in at["DESA"].formula1
    assert all(page.column_dimensions[openpyxl.utils.get_column_letter(index)].number_format == "@"
               for index in range(1, 19))
    places = {(row[0].value, row[1].value) for row in book["WILAYAH"].iter_rows(min_row=2) if row[0].value}
    assert ("WONOKROMO", "JAGIR") in places and len(places) == 153
    said = explained(book)
    assert "TMS: Tidak dikenal" in said["5"] and "NIK Ganda" in said["E21"]


def test_tps_are_picked_from_those_of_the_village(enter, rolls, july):
    book = opened(enter("operator").get(reverse("berkas-templat-kosong-xlsx") + "?periode=2017-07"))
    found = choices(book["ENTRI"])["R"]
    lines = [(row[5].value, row[6].value) for row in book["WILAYAH"].iter_rows(min_row=2) if row[5].value]
    assert found.type == "list" and found.formula1 == (
        "OFFSET('WILAYAH'!$G$1,MATCH($A4&\"|\"&$B4,'WILAYAH'!$F$2:$F$N,0),0,"
        "COUNTIF('WILAYAH'!$F$2:$F$N,$A4&\"|\"&$B4),1)").replace("$N", f"${len(lines) + 1}")
    there = {(v.village, str(v.tps)) for v in kit.voters()}
    jagir = {tps for village, tps in there if village == "3578041002"}
    assert len(lines) == len(set(lines)) == len(there)
    assert [tps for key, tps in lines if key == "WONOKROMO|JAGIR"] == sorted(jagir, key=int)
    assert lines == sorted(lines, key=lambda line: line[0])  # equal keys stand together


def test_of_a_roll_without_voters_a_tps_is_a_number(enter, people, july):
    book = opened(enter("operator").get(reverse("berkas-templat-kosong-xlsx") + "?periode=2017-07"))
    assert choices(book["ENTRI"])["R"].type == "custom"


def test_left_as_they_come_the_rows_change_nothing(enter, rolls, july):
    page = enter("operator").get(reverse("berkas-templat")).content.decode()
    assert '<option value="U" selected>' in page


def test_the_codes_are_those_of_the_period(enter, rolls):
    from datetime import date

    from voters.actions.periods import open_period

    open_period(code="2025-TW2", label="TW II 2025", reference_date=date(2025, 6, 30), codeset="2022", by="test")
    book = opened(enter("operator").get(reverse("berkas-templat-kosong-xlsx") + "?periode=2025-TW2"))
    said = explained(book)
    assert "TMS: WNA" in said["5"] and "9" not in said


def test_sent_back_unchanged_it_changes_nothing_and_one_changed_row_is_one_change(written, people, july):
    village = kit.voters()[0].village
    client, job = written(village=village)
    voters = kit.voters(village=village)
    book = opened(client.get(reverse("berkas-templat-unduh", args=[job.pk])))
    page = book["ENTRI"]
    assert page.max_row == 3 + len(voters)
    assert all(cell.data_type == "s" for row in page.iter_rows(min_row=4) for cell in row if cell.value is not None)
    out = BytesIO()
    book.save(out)
    batch = kit.receive(people, july, data=out.getvalue())
    assert batch.rows == len(voters) and batch.blocked == 0 and batch.counts.get("I03") == len(voters)
    page.cell(4, COLUMNS.index("KET") + 1).value = "1"
    page.cell(5, COLUMNS.index("JALAN") + 1).value = "JL. LAIN"
    out = BytesIO()
    book.save(out)
    batch = kit.receive(people, july, data=out.getvalue())
    assert batch.counts.get("I03") == len(voters) - 2 and batch.blocked == 0


def test_one_tps_with_a_code(written):
    voter = kit.voters()[0]
    client, job = written(village=voter.village, tps=voter.tps, ket="4", source="Disdukcapil")
    page = opened(client.get(reverse("berkas-templat-unduh", args=[job.pk])))["ENTRI"]
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in page.iter_rows(min_row=4, values_only=True)]
    assert {row["DPID"] for row in rows} == {str(v.dpid) for v in kit.voters(village=voter.village, tps=voter.tps)}
    assert {(row["KET"], row["SMBR"]) for row in rows} == {("4", "Disdukcapil")}


def test_it_is_marked_recorded_and_its_owners_only(written, enter):
    client, job = written(village=kit.voters()[0].village)
    event = Event.objects.get(act="list_exported")
    book = opened(client.get(reverse("berkas-templat-unduh", args=[job.pk])))
    assert book.properties.identifier == event.detail["mark"] and event.by == "operator"
    assert event.detail["rows"] == job.result["rows"]
    for who in ("operator2", "elsewhere"):
        assert enter(who).get(reverse("berkas-templat-unduh", args=[job.pk])).status_code == 404


@pytest.mark.parametrize("asked", [{}, {"village": "3515010001"}, {"village": "x"}, {"ket": "11"}, {"tps": "1000"},
                                   {"tps": "998"}])
def test_what_cannot_be_written_is_said(enter, rolls, asked):
    asked = {"period": "2017-07", "ket": "U"} | ({"village": kit.voters()[0].village} if asked else {}) | asked
    response = enter("operator").post(reverse("berkas-templat-tulis"), asked)
    assert response.status_code == 422 and "has-error" in response.content.decode()
    assert not Job.objects.filter(kind="write_template").exists()
