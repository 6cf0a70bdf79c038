"""Whatever people typed, no file that leaves the portal holds a formula: every table that somebody gets is opened."""

import csv
import io
import re
from pathlib import Path
from zipfile import ZipFile, is_zipfile

import openpyxl
import pytest
from django.core.files.base import ContentFile

from ektp.actions.reporting import record_report
from ektp.queries.drafts import districts_of
from ektp.rules import Figures
from sidalih.accounts.models import User
from sidalih.hardening.limits import EXPORT
from tests import kit
from tests.hardening.conftest import address, patterns
from tests.kit import applied, new, receive
from tests.papers import pdf
from voters.actions import exporting, snapshots
from voters.models import Voter

pytestmark = pytest.mark.django_db
BAD = ['=HYPERLINK("x";"y")', "+62812*1", "-2+3", "@SUM(A1)", "=1+1", "=cmd|' /C calc'!A0"]
STARTS = re.compile(r"\s*[=+@\t\r]|\s*-(?!\d)|\s*-\d+[^\d.,]")
COPY = {"untuk": "Bawaslu", "keperluan": "uji petik"}


def as_text(rows, headers):
    """A workbook whose cells are text, whatever they begin with: openpyxl by itself would make formulas of some."""
    book = openpyxl.Workbook()
    for at, row in enumerate([dict(zip(headers, headers, strict=True)), *rows], 1):
        for column, name in enumerate(headers, 1):
            cell = book.active.cell(at, column, row.get(name))
            if isinstance(row.get(name), str):
                cell.data_type = "s"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture
def planted(rolls, people, july, monkeypatch):
    """Formulas wherever somebody may type: names of people and voters, labels, sources, addresses, file names."""
    monkeypatch.setattr(kit, "_workbook", as_text)
    for user, formula in zip(people.values(), BAD * 2, strict=False):
        User.objects.filter(pk=user.pk).update(full_name=formula)
    rows = [new(9001 + at, NAMA=formula, TMPLHR=formula, JALAN=formula) for at, formula in enumerate(BAD)]
    applied(people, july, *rows)
    batch = receive(people, july, new(9050, NAMA="=1+1"), label="=1+1", source="@SUM(A1)", name="=1+1.xlsx")
    taken = snapshots.take_snapshot(regency="3578", period=july, stage="DPB", by=people["operator"])
    snapshots.seal_snapshot(snapshot_id=taken.pk)
    report = record_report(
        regency="3578", as_of=july.reference_date, by="system", announce=False, label="=1+1", source="@SUM(A1)",
        evidence=ContentFile(pdf(), name="bukti.pdf"),
        figures=dict.fromkeys(districts_of("3578").names, Figures(1000, 1040)))
    return {"ktp": {"pk": report.pk, "regency": "3578"}, "berkas": {"pk": batch.pk, "ordinal": 1},
            "snapshot": {"pk": taken.pk, "village": Voter.objects.get(name="=1+1").village},
            "akun": {"pk": people["operator2"].pk}}


def formulas(content):
    """Cells of a file that a spreadsheet program would compute, and how many texts it holds that look like one."""
    if is_zipfile(io.BytesIO(content)):
        with ZipFile(io.BytesIO(content)) as archive:
            if "xl/workbook.xml" not in archive.namelist():
                return [], 0
            found = [name for name in archive.namelist()
                     if name.startswith("xl/worksheets/") and re.search(rb"<f[ >]", archive.read(name))]
        cells = [cell for sheet in openpyxl.load_workbook(io.BytesIO(content)) for row in sheet for cell in row]
        found += [cell.value for cell in cells if cell.data_type == "f"]
        return found, sum(isinstance(cell.value, str) and bool(STARTS.match(cell.value)) for cell in cells)
    lines = content.decode("utf-8-sig")
    return [field for line in csv.reader(io.StringIO(lines)) for field in line if STARTS.match(field)], 0


def downloads(planted, enter):
    """(name, role, content) of every workbook and CSV that somebody gets."""
    for role in ("operator", "province", "admin"):  # between them they have every download
        client = enter(role)
        for pattern in patterns():
            if not EXPORT.search(pattern.name) or pattern.name.endswith(("bukti", "pdf", "surat")):
                continue
            for method, typed in (("get", {}), ("post", {}), ("post", {"bentuk": "xlsx"} | COPY),
                                  ("post", {"bentuk": "csv"})):
                answer = getattr(client, method)(address(pattern, planted), typed)
                kind = answer.get("Content-Type", "")
                if answer.status_code == 200 and ("sheet" in kind or "csv" in kind):
                    yield pattern.name, role, b"".join(answer)


def test_no_download_holds_a_formula(planted, enter):
    seen, harmless = set(), 0
    for name, role, content in downloads(planted, enter):
        found, texts = formulas(content)
        assert found == [], (name, role)
        seen.add(name)
        harmless += texts
    assert {"provinsi-unduh", "ktp-el-xlsx", "ktp-el-kantor-xlsx", "ktp-el-provinsi-xlsx", "akun-unduh",
            "jejak-unduh", "snapshot-salinan"} <= seen
    assert harmless  # the planted texts are there, as texts


def test_the_sealed_csv_keeps_what_was_typed_and_says_so(planted, people, tmp_path):
    """Its bytes are under a seal, so nothing is put before them; it is for programs, and docs/files.md says so."""
    target = tmp_path / "x.zip"
    exporting.export_snapshot(snapshot_id=planted["snapshot"]["pk"], out=target, by=people["operator"])
    with ZipFile(target) as archive:
        text = archive.read(f"{planted['snapshot']['village']}.csv").decode()
    assert '"=HYPERLINK(""x"";""y"")"' in text
    page = (Path(__file__).parents[2] / "docs" / "files.md").read_text()
    assert "formula" in page.split("ZIP of a snapshot")[1][:600]


def test_a_comma_separated_field_is_known_for_a_formula():
    """The eyes of this file see: what would be computed is found, numbers and dates are not."""
    assert formulas(b"=1+1,+62,-2+3,@a,-5,2017-07-31,x\n")[0] == ["=1+1", "+62", "-2+3", "@a"]
