"""A workbook is annotated by patching it: what nobody asked to change stays byte for byte, and readers open it."""

import io
import random
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from sidalih import sheets
from tests.shapes import MAIN, data, packed, parts, row, styles, text

SAMPLES = Path(__file__).parents[1] / "samples"
ADDED = [sheets.Added("STATUS", 18), sheets.Added("KESALAHAN", 40), sheets.Added("SARAN", 60),
         sheets.Added("KUNCI", 12, hidden=True)]
NOWHERE = (None,) * 4
SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def annotated(tmp_path):
    """Annotate the bytes of a workbook; returns the new bytes."""
    def work(content, *items, mark="1234-abcd"):
        path = tmp_path / "asal.xlsx"
        path.write_bytes(content)
        out = io.BytesIO()
        sheets.annotate_workbook(path, out, added=ADDED, items=iter(items), mark=mark)
        return out.getvalue()
    return work


def note(at, sheet="Lembar1", texts=("SIAP", "", "", "k"), **colours):
    return sheets.Note(sheet, at, texts, {ord(letter) - 65: colour for letter, colour in colours.items()})


def heading(at=1, sheet="Lembar1", columns=NOWHERE):
    return sheets.Heading(sheet, at, columns)


def read(content, tmp_path):
    path = tmp_path / "dibaca.xlsx"
    path.write_bytes(content)
    return {(one.sheet, one.row): one.cells for one in sheets.open_workbook(path)}


def part(content, name=SHEET):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def raw(inside, **options):
    return packed(parts({"Lembar1": inside}, style=styles(), **options))


def two_rows(before="", after="", **attributes):
    return f"{before}{data(row(1, text('A1', 'NIK')), row(2, text('A2', '3578')))}{after}"


def pretty():
    """A workbook with everything that an operator's own can hold."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "TPS 001"
    page.merge_cells("A1:C1")
    page["A1"] = "DAFTAR"
    for column, name in enumerate(("NIK", "NAMA", "TGL", "JUMLAH"), 1):
        page.cell(3, column, name).font = Font(bold=True, color="FF0000FF")
    for at in range(4, 10):
        page.cell(at, 1, f"357804010590900{at}").number_format = "@"
        page.cell(at, 2, "=BUKAN(RUMUS").data_type = "s"
        page.cell(at, 3, 42000 + at).number_format = "dd/mm/yyyy"
        page.cell(at, 4, f"=C{at}*2")
    page["A4"].fill, page["A4"].border = PatternFill("solid", start_color="FF00FF00"), Border(left=Side("thick"))
    page["A4"].font = Font(italic=True)
    page.auto_filter.ref = "A3:D9"
    page.column_dimensions["A"].width = 33
    page.row_dimensions[5].height = 40
    page.freeze_panes = "B4"
    page.conditional_formatting.add("C4:C9", CellIsRule(operator="greaterThan", formula=["42005"]))
    check = DataValidation(type="list", formula1='"a,b"')
    page.add_data_validation(check)
    check.add("B4:B9")
    page.add_table(Table(displayName="Kosong", ref="F3:G9"))
    for column, name in ((6, "X"), (7, "Y")):
        page.cell(3, column, name).font = Font(bold=True)
        for at in range(4, 10):
            page.cell(at, column, at)
    other = book.create_sheet("CATATAN")
    other["B2"] = "jangan diubah"
    return saved(book)


def test_only_what_is_added_differs(annotated, tmp_path):
    before = pretty()
    after = annotated(before, heading(3, "TPS 001"), *(note(at, "TPS 001", A="bad", C="warn") for at in range(4, 10)))
    with zipfile.ZipFile(io.BytesIO(before)) as old, zipfile.ZipFile(io.BytesIO(after)) as new:
        assert sorted(old.namelist()) == sorted(new.namelist())
        changed = {name for name in old.namelist() if old.read(name) != new.read(name)}
    assert changed == {SHEET, "xl/styles.xml", "docProps/core.xml"}
    xml = part(after)
    ours = re.compile(r'<c r="[H-K]\d+" s="\d+"(/>| t="inlineStr"><is><t xml:space="preserve">[^<]*</t></is></c>)')
    xml = ours.sub("", xml).replace('ref="A1:K9"', 'ref="A1:G9"')
    xml = re.sub(r'<col min="\d+" max="\d+" width="\d+"(?: hidden="1")? customWidth="1"/>', "", xml)
    coloured = re.compile(r'(<c r="[AC][4-9]") s="\d+"')
    plain = re.compile(r'(<c r="[AC][4-9]")(?: s="\d+")?')
    old = part(before)
    assert coloured.sub(r"\1", xml) == plain.sub(r"\1", old)
    was, now = read(before, tmp_path), read(after, tmp_path)
    assert was.keys() == now.keys()
    assert all(now[place][:len(cells)] == cells for place, cells in was.items())


def test_a_coloured_cell_keeps_its_own_looks(annotated):
    before = pretty()
    after = annotated(before, heading(3, "TPS 001"), note(4, "TPS 001", A="bad", C="warn"),
                      *(note(at, "TPS 001") for at in range(5, 10)))
    page, was = opened(after)["TPS 001"], opened(before)["TPS 001"]
    assert (page["A4"].fill.fgColor.rgb, page["C4"].fill.fgColor.rgb) == ("FFF8CBAC", "FFFFE698")
    for place in ("A4", "C4"):
        for looks in ("font", "border", "number_format", "protection", "value"):
            assert repr(getattr(page[place], looks)) == repr(getattr(was[place], looks)), (place, looks)
    assert repr(page["A5"].fill) == repr(was["A5"].fill)
    assert page["D5"].value == "=C5*2" and page["B5"].value == "=BUKAN(RUMUS"
    assert page["H3"].font.b and page["H3"].alignment.wrap_text  # like the headings beside it
    assert str(page.merged_cells) == str(was.merged_cells) and page.auto_filter.ref == "A3:D9"
    assert list(page.tables) == ["Kosong"] and page.tables["Kosong"].ref == "F3:G9"
    assert page.column_dimensions["A"].width == 33 and page.row_dimensions[5].height == 40
    assert page.column_dimensions["K"].hidden and not page.column_dimensions["J"].hidden
    assert len(page.conditional_formatting) == 1 and page.freeze_panes == "B4"
    assert opened(after).properties.identifier == "1234-abcd"


def test_nothing_that_is_written_is_a_formula(annotated, tmp_path):
    texts = ("=1+1", "+62", "-5 & <b>", "@SUM(A1)\t\r\n\"'\x01\ud800")
    after = annotated(raw(two_rows()), heading(), note(2, texts=texts))
    assert "<f>" not in part(after)
    line = read(after, tmp_path)["Lembar1", 2]
    assert line[1:4] == ["=1+1", "+62", "-5 & <b>"] and line[4].startswith("@SUM(A1)") and "\x01" not in line[4]
    page = opened(after).active
    assert all(page.cell(2, column).data_type == "s" for column in range(2, 6))


def test_a_cell_that_is_missing_is_made_in_its_place(annotated):
    sheet = ('<cols><col min="3" max="3" width="9" style="1"/></cols>'
             + data(row(1, *(text(f"{c}1", c) for c in "ABCDE")), row(2, text("B2", "x"), text("E2", "y"))))
    after = annotated(packed(parts({"Lembar1": sheet}, style=styles("0.00"))), heading(),
                      note(2, A="bad", C="bad", D="warn", E="warn"))
    assert re.findall(r'<c r="([A-Z]+)2"', part(after)) == list("ABCDEFGHI")
    page = opened(after).active
    assert [page[f"{c}2"].fill.fgColor.rgb for c in "ACDE"] == ["FFF8CBAC", "FFF8CBAC", "FFFFE698", "FFFFE698"]
    assert page["C2"].number_format == "0.00" and page["B2"].fill.fill_type is None


def test_columns_that_reach_over_ours_are_split(annotated):
    sheet = '<cols><col min="1" max="3" width="9" hidden="1"/><col min="4" max="16384" width="7"/></cols>' + data(
        row(1, text("A1", "NIK")), row(2, text("A2", "1")))
    xml = part(annotated(raw(sheet), heading(), note(2)))
    columns = re.findall(r'<col min="(\d+)" max="(\d+)"([^>]*)/>', xml)
    assert [(int(a), int(b), "hidden" in rest) for a, b, rest in columns] == [
        (1, 1, True), (2, 2, False), (3, 3, False), (4, 4, False), (5, 5, True), (6, 16384, False)]


def test_columns_of_the_last_time_are_used_again(annotated, tmp_path):
    once = annotated(pretty(), heading(3, "TPS 001"), *(note(at, "TPS 001") for at in range(4, 10)))
    where = (7, 8, 9, 10)
    second = ("PERLU PERBAIKAN", "E02", "x", "k2")
    twice = annotated(once, heading(3, "TPS 001", where), *(note(at, "TPS 001", second) for at in range(4, 9)))
    lines = read(twice, tmp_path)
    assert lines["TPS 001", 3][7:] == ["STATUS", "KESALAHAN", "SARAN", "KUNCI"]
    assert lines["TPS 001", 5][7:] == list(second)
    assert len(lines["TPS 001", 9]) == 7  # what is no row any more says nothing of the last time
    assert part(twice).count("<cols>") == 1 and part(twice).count("customWidth") == part(once).count("customWidth")


def test_a_table_that_covers_our_columns_hears_of_a_new_heading(annotated):
    once = opened(annotated(pretty(), heading(3, "TPS 001"), *(note(at, "TPS 001") for at in range(4, 10))))
    page = once["TPS 001"]
    page["K3"] = "KUNCI lama"
    page.add_table(Table(displayName="Milik", ref="H3:K9"))
    page["F1"] = "KUNCI lama"  # the same words elsewhere stay
    said = ("STATUS", "KESALAHAN", "SARAN", "KUNCI lama")
    after = opened(annotated(saved(once), sheets.Heading("TPS 001", 3, (7, 8, 9, 10), said),
                             *(note(at, "TPS 001") for at in range(4, 10))))["TPS 001"]
    names = [column.name for column in after.tables["Milik"].tableColumns]
    assert names == [after.cell(3, column).value for column in range(8, 12)] == [one.heading for one in ADDED]
    assert [column.name for column in after.tables["Kosong"].tableColumns] == ["X", "Y"]
    assert after["F1"].value == said[3]


@pytest.mark.parametrize("name, sheet", {
    "dimension": '<dimension ref="A1"/>' + two_rows(),
    "wrong dimension": '<dimension ref="A1:B7"/>' + two_rows(),
    "spans": '<sheetData><row r="1" spans="1:1">' + text("A1", "NIK") + '</row><row r="2" spans="1:1 3:4">'
             + text("A2", "3578") + "</row></sheetData>",
    "no references": data(row(None, text("", "NIK")), row(None, text("", "3578"))),
    "prefix": f'<?xml version="1.0"?><x:worksheet xmlns:x="{MAIN}"><x:cols><x:col min="1" max="1" width="5"/></x:cols>'
              '<x:sheetData><x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>NIK</x:t></x:is></x:c></x:row>'
              '<x:row r="2"><x:c r="A2" t="inlineStr"><x:is><x:t>3578</x:t></x:is></x:c></x:row>'
              "</x:sheetData></x:worksheet>",
    "empty cols": "<cols/>" + two_rows(),
    "anchored button": two_rows(after='<controls><control><controlPr><anchor><from xmlns:xdr="urn:x"><xdr:col>2'
                                      "</xdr:col><xdr:row>1</xdr:row></from></anchor></controlPr></control></controls>"),
    "single quotes": two_rows().replace('r="2"', "r='2'").replace('"A2"', "'A2'"),
    "bom": "\ufeff" + f'<?xml version="1.0"?><worksheet xmlns="{MAIN}">{two_rows()}</worksheet>',
    "comments": "<!-- <row> --><sheetData><!-- <c r='Z1'/> --><row r=\"1\">" + text("A1", "NIK")
                + '</row><row r="2"><!-- > -->' + text("A2", "3578") + "</row></sheetData>",
}.items(), ids=lambda value: value if isinstance(value, str) and len(value) < 20 else "")
def test_odd_ways_to_write_a_sheet(annotated, tmp_path, name, sheet):
    content = parts({"Lembar1": "x"}, style=styles())
    whole = "<?xml" in sheet
    content[SHEET] = sheet if whole else f'<?xml version="1.0"?><worksheet xmlns="{MAIN}">{sheet}</worksheet>'
    after = annotated(packed(content), heading(), note(2, texts=("SIAP", "E01 x", "", "kunci"), A="bad"))
    assert read(after, tmp_path) == {("Lembar1", 1): ["NIK", "STATUS", "KESALAHAN", "SARAN", "KUNCI"],
                                     ("Lembar1", 2): ["3578", "SIAP", "E01 x", None, "kunci"]}
    page = opened(after).active
    assert page["A2"].fill.fgColor.rgb == "FFF8CBAC" and page["E2"].value == "kunci"
    if "spans" in sheet:
        assert re.findall(r'spans="([^"]*)"', part(after)) == ["1:5", "1:5"]
    if "A1:B7" in sheet:
        assert 'ref="A1:E7"' in part(after)


def without(name, content, old="", new=""):
    """A plain workbook in which one part is another."""
    made = parts({"Lembar1": two_rows()}, style=styles())
    made[name] = content or made[name].replace(old, new)
    assert content or old in parts({"Lembar1": two_rows()}, style=styles())[name]
    return packed(made)


@pytest.mark.parametrize("content, reason", [
    (packed(parts({"Lembar1": two_rows()})), "parts"),
    (without("xl/styles.xml", "", '<fills count="1"><fill><patternFill patternType="none"/></fill></fills>'), "styles"),
    (without(SHEET, f'<worksheet xmlns="{MAIN}">{two_rows()}</worksheet>'.encode("utf-16")), "encoding"),
    (without(SHEET, f'<?xml version="1.0" encoding="iso-8859-1"?><worksheet>{two_rows()}</worksheet>'), "encoding"),
    (without(SHEET, "", "</sheetData>", "</sheetData"), "xml"),
    (without(SHEET, "", '<row r="2">', '<row r="1">'), "row_order"),
    (without(SHEET, "", '<row r="2">', '<row r="3">'), "rows"),
    (without(SHEET, "", "</row></sheetData>", text("IT2", "jauh") + "</row></sheetData>"), "wide"),
    (without(SHEET, "", "</row></sheetData>", text("A2", "lagi") + "</row></sheetData>"), "cell_order"),
    (without(SHEET, "", "<sheetData>", "<a>" * 80 + "</a>" * 80 + "<sheetData>"), "deep"),
    (without("xl/_rels/workbook.xml.rels", "", "sheet1.xml", "sheet7.xml"), "parts"),
    (without("xl/workbook.xml", "", 'name="Lembar1"', 'name="Lain"'), "sheets"),
], ids=lambda value: value if isinstance(value, str) else "")
def test_what_cannot_be_copied_is_said(annotated, content, reason):
    with pytest.raises(sheets.CannotAnnotate) as raised:
        annotated(content, heading(), note(2))
    assert raised.value.reason == reason


def test_entities_are_refused_before_anything_is_read(annotated):
    bomb = without(SHEET, f'<!DOCTYPE x [<!ENTITY a "b">]><worksheet xmlns="{MAIN}">{two_rows()}</worksheet>')
    with pytest.raises(sheets.SheetRefused) as raised:
        annotated(bomb, heading(), note(2))
    assert raised.value.code == "F02"


def test_mutated_workbooks_give_a_workbook_or_a_reason(annotated):
    chance = random.Random(20171)
    sheet = '<dimension ref="A1:B3"/><cols><col min="1" max="2" width="8"/></cols>' + two_rows()
    whole = {name: content.encode() for name, content in parts({"Lembar1": sheet}, style=styles("0.0")).items()}
    for _n in range(400):
        name = chance.choice(["xl/styles.xml", SHEET, SHEET, "xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
        content = bytearray(whole[name])
        for _m in range(chance.randrange(1, 4)):
            at = chance.randrange(len(content))
            if chance.random() < 0.5:
                content[at:at + chance.randrange(1, 9)] = b""
            else:
                content[at] = chance.choice(b"<>\"'/= 09azAZ\x00\xff&;:")
        try:
            after = annotated(packed(whole | {name: bytes(content)}), heading(), note(2, A="bad"))
        except (sheets.CannotAnnotate, sheets.SheetRefused):
            continue
        with zipfile.ZipFile(io.BytesIO(after)) as archive:
            assert archive.testzip() is None


def test_the_samples_keep_every_cell(annotated, tmp_path):
    for path in sorted(SAMPLES.glob("*/mutarlih-*.xlsx")):
        before = read(path.read_bytes(), tmp_path)
        firsts = {}
        for sheet, at in before:
            if len(before[sheet, at]) >= 17:
                firsts.setdefault(sheet, at)
        items = []
        for sheet, at in before:
            if sheet in firsts and at == firsts[sheet]:
                items.append(heading(at, sheet))
            elif sheet in firsts and at > firsts[sheet]:
                items.append(note(at, sheet, A="bad", R="warn"))
        after = read(annotated(path.read_bytes(), *items), tmp_path)
        assert after.keys() == before.keys()
        assert all(after[place][:len(cells)] == cells for place, cells in before.items())


def test_memory_does_not_grow_with_the_rows(tmp_path):
    """5,000 rows in a fresh process: what it needs above 200 rows (2 MB of sheet each thousand)."""
    code = """
import io, resource, sys
from sidalih import sheets
from tests.shapes import packed, parts, styles, voters_like
from pathlib import Path
added = [sheets.Added(name, 20) for name in ("STATUS", "KESALAHAN", "SARAN", "KUNCI")]
def grown(rows):
    path = Path(sys.argv[1]) / f"{rows}.xlsx"
    path.write_bytes(packed(parts({"L": voters_like(rows)}, style=styles())))
    items = [sheets.Heading("L", 1, (None,) * 4)]
    def all_items():
        yield items[0]
        for at in range(2, rows + 1):
            yield sheets.Note("L", at, ("SIAP", "E02 NIK Invalid", "Periksa.", f"k{at}"), {3: "bad"})
    import tracemalloc
    tracemalloc.start()
    with open(path.with_suffix(".out"), "wb") as out:
        sheets.annotate_workbook(path, out, added=added, items=all_items())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak
small = grown(200)
print(grown(5_000) - small)
"""
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True,
                          cwd=Path(__file__).parents[2], env={"DJANGO_SETTINGS_MODULE": "sidalih.settings",
                                                              "DATABASE_URL": "postgres://u:p@127.0.0.1:1/x",
                                                              "SECRET_KEY": "x", "PYTHONPATH": "."})
    assert int(done.stdout) < 1 << 20
