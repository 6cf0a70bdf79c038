"""An annotated workbook sent again: only what is new or changed is taken, nothing doubles, nothing is lost."""

import re
import zipfile
from io import BytesIO

import pytest
from django.template.loader import render_to_string

from sidalih.accounts.scope import scoped
from sidalih.audit.models import Event
from sidalih.refusal import Refused
from tests import kit
from tests.annot_kit import Book, sent_again, typed, written
from tests.conftest import SAMPLES
from voters.actions import deciding, entering, setting_aside
from voters.models import Batch, BatchRow

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.fixture
def batch(people, july, rolls):
    """Four rows: good, without an address, without a name, good."""
    return kit.receive(people, july, kit.new(9001), kit.new(9002, JALAN=""), kit.new(9003, NAMA=""), kit.new(9004))


def live():
    """Rows that are in no bin."""
    return BatchRow.objects.filter(batch__is_bin=False).exclude(batch__state="cancelled").count()


def test_what_the_file_says(batch):
    book = Book(written(batch))
    assert book.names[18:21] == ["STATUS", "KESALAHAN", "SARAN"] and book.names[21].startswith("KUNCI BARIS ")
    assert book.statuses() == {2: "SIAP", 3: "PERLU PERBAIKAN", 4: "PERLU PERBAIKAN", 5: "SIAP"}
    assert book[3, "KESALAHAN"] == "E25 Data tidak lengkap: alamat"
    assert book[3, "SARAN"] == "Isi alamat sesuai KTP-el."
    assert book.colour(3, "JALAN") == "FFF8CBAC" and book.colour(3, "NAMA") == "" == book.colour(2, "JALAN")
    assert book.page.column_dimensions["V"].hidden
    keys = [book[at, "KUNCI"] for at in range(2, 6)]
    assert len(set(keys)) == 4 and all(key.startswith("S1.") for key in keys)


def test_what_the_portal_suggests_stands_beside_the_row(people, july, rolls):
    someone = kit.voters()[0]
    batch = kit.receive(people, july, kit.new(9001, **{"L/P": "laki-laki"}), kit.new(9002, DESA="Darmoo"),
                        kit.change(someone, DPID="", NIK="3578040105909555"))
    book = Book(written(batch))
    assert "Isi L/P = L." in book[2, "SARAN"]
    assert "DESA = Darmo" in book[3, "SARAN"]
    assert someone.name in book[4, "SARAN"] and f"DPID = {someone.dpid}" in book[4, "SARAN"]
    told = Event.objects.filter(act="voter_searched", detail__how="suggestion").get()
    assert told.detail["dpids"] == [someone.dpid]


def test_sent_back_unchanged_it_is_nothing_new(people, july, batch):
    again = sent_again(people, july, written(batch))
    assert (again.state, again.rows, again.skipped, again.file_problems) == ("cancelled", 0, 4, [])
    assert again.note.startswith("Semua baris berkas ini (4) sudah masuk sebelumnya")
    assert again.stored_as == "" and live() == 4
    resaved = sent_again(people, july, Book(written(batch)))  # by a program that writes every byte anew
    assert (resaved.state, resaved.skipped) == ("cancelled", 4)


def test_only_what_was_corrected_is_taken(people, july, batch):
    book = Book(written(batch))
    book[3, "JALAN"] = "JL. MAWAR 5"
    again = sent_again(people, july, book)
    batch.refresh_from_db()
    assert (again.state, again.rows, again.blocked, again.skipped) == ("checked", 1, 0, 3)
    assert typed(again, "JALAN") == {2: ["JL. MAWAR 5"]}
    assert (batch.rows, batch.blocked, batch.counts) == (3, 1, {"E05": 1})
    held = Batch.objects.get(rest_of=batch, is_bin=True)
    assert (held.rows, held.number, live()) == (1, -batch.pk, 4)
    assert held.lines.get().replaced_by_id == again.lines.get().pk
    told = Event.objects.get(act="rows_sent_again")
    assert (told.subject, told.by) == (f"batch:{batch.pk}", "operator")
    assert (told.detail["rows"], told.detail["to"]) == (1, again.pk)


def test_the_same_keys_a_third_time_mean_the_newest_row(people, july, batch):
    book = Book(written(batch))
    book[3, "JALAN"] = "JL. MAWAR 5"
    first = sent_again(people, july, book)
    book[4, "NAMA"] = "SITI"
    second = sent_again(people, july, book)
    assert (second.rows, second.skipped, live()) == (1, 3, 4)
    assert typed(second, "NAMA", "JALAN") == {3: ["SITI", "JL. JAGIR NO 1"]}
    book[3, "JALAN"] = "JL. MAWAR 55"
    third = sent_again(people, july, book)
    first.refresh_from_db()
    assert (third.rows, third.skipped, live()) == (1, 3, 4)
    assert first.state == "cancelled" and first.rows == 0 and third.receipt in first.note
    unchanged = sent_again(people, july, written(third))
    assert (unchanged.state, unchanged.skipped) == ("cancelled", 4)


def test_rows_corrected_in_the_portal_are_not_undone(people, july, batch):
    before = written(batch)
    row = batch.lines.get(ordinal=2)
    kit.correct_row(batch_id=batch.pk, ordinal=2, cells={"JALAN": "JL. PORTAL"}, version=row.version,
                    by=people["operator"])
    assert sent_again(people, july, before).skipped == 4
    after = Book(written(batch))
    assert after[3, "STATUS"] == "SIAP" and after[3, "JALAN"] is None
    assert after[3, "SARAN"] == "Isinya di portal sudah lain: JALAN."
    assert sent_again(people, july, after).skipped == 4
    after[3, "JALAN"] = "JL. PORTAL"  # typed in again by hand
    after.page["Z1"] = "catatan"
    assert sent_again(people, july, after).skipped == 4


def test_a_row_corrected_in_the_portal_and_in_the_file_is_told(people, july, batch):
    book = Book(written(batch))
    row = batch.lines.get(ordinal=2)
    kit.correct_row(batch_id=batch.pk, ordinal=2, cells={"JALAN": "JL. PORTAL"}, version=row.version,
                    by=people["operator"])
    book[3, "JALAN"] = "JL. MAWAR 5"
    book[4, "NAMA"] = "SITI"
    again = sent_again(people, july, book)
    assert (again.rows, again.review) == (2, {"both": 1})  # the other was changed in the file alone
    assert Batch.objects.get(rest_of=batch, is_bin=True).lines.get(ordinal=2).typed[10] == "JL. PORTAL"
    said = " ".join(render_to_string("voters/batch_notes.html", {"batch": again}).split())
    assert "1 baris dibetulkan di berkas ini dan juga di portal" in said
    book[3, "JALAN"] = "JL. MAWAR 6"
    assert sent_again(people, july, book).review == {}  # his own second correction of one file


def test_sorted_filtered_inserted_deleted_copied(people, july, batch):
    book = Book(written(batch))
    lines = book.lines()[::-1]
    lines[2][10] = "JL. MAWAR 5"         # ordinal 2 corrected
    copy = list(lines[0])                # the good fourth, copied with its key, for somebody else
    copy[4], copy[5] = "3578040105909055", "ORANG LAIN"
    lines[:1] = [copy, lines[0]]
    lines.insert(2, [*kit.new(9077).values()])
    del lines[-1]                        # the first row: it stays in the portal
    book.put(lines)
    again = sent_again(people, july, book)
    batch.refresh_from_db()
    names = sorted(cells[0] for cells in typed(again, "NIK").values())
    assert names == ["3578040105909002", "3578040105909055", "3578040105909077"]
    assert (again.skipped, batch.rows, live()) == (2, 3, 6)


def test_a_file_without_keys_is_as_ever(people, july, batch):
    again = kit.receive(people, july, kit.new(9001), kit.new(9005))
    assert (again.rows, again.skipped, again.state) == (2, 0, "checked")


def test_a_key_of_another_office_or_period_or_nobody_is_a_new_row(people, july, batch, rolls):
    content = written(batch)
    book = Book(content)
    other = sent_again(people, july, content, regency="3515", by="elsewhere")
    assert (other.rows, other.skipped) == (4, 0)
    for at in range(2, 6):
        book[at, "KUNCI"] = book[at, "KUNCI"][:-2] + "xx"
    forged = sent_again(people, july, book)
    assert (forged.rows, forged.skipped, forged.state) == (4, 0, "checked")
    batch.refresh_from_db()
    assert batch.rows == 4


def test_rows_of_a_cancelled_draft_are_taken_again(people, july, batch):
    book = Book(written(batch))
    deciding.cancel(batch_id=batch.pk, by=people["operator"])
    again = sent_again(people, july, book)
    assert (again.rows, again.skipped) == (4, 0)


def test_rows_set_aside_stay_aside_unless_changed(people, july, batch):
    book = Book(written(batch))
    with scoped("3578"):
        setting_aside.set_aside(batch_id=batch.pk, ordinals=[2, 3], by=people["operator"])
    assert Book(written(batch)).statuses() == {2: "SIAP", 3: "DIKELUARKAN", 4: "DIKELUARKAN", 5: "SIAP"}
    assert sent_again(people, july, book).skipped == 4
    book[3, "JALAN"] = "JL. MAWAR 5"
    again = sent_again(people, july, book)
    assert (again.rows, again.skipped, live()) == (1, 3, 3)
    book[4, "NAMA"] = "SITI"
    again = sent_again(people, july, book)
    assert (again.rows, again.skipped, live()) == (1, 3, 4)


def test_a_replaced_row_comes_back_only_where_its_successor_is_gone(people, july, batch):
    book = Book(written(batch))
    book[3, "JALAN"] = "JL. MAWAR 5"
    again = sent_again(people, july, book)
    with scoped("3578"), pytest.raises(Refused) as refused:
        setting_aside.bring_back(batch_id=batch.pk, ordinals=[2], by=people["operator"])
    assert refused.value.code == "replaced" and again.receipt in refused.value.message
    with scoped("3578"):
        deciding.cancel(batch_id=again.pk, by=people["operator"])
        assert setting_aside.bring_back(batch_id=batch.pk, ordinals=[2], by=people["operator"]) == 1
    batch.refresh_from_db()
    assert (batch.rows, batch.blocked, live()) == (4, 2, 4)
    book[3, "JALAN"] = "JL. MAWAR 6"  # its key means the row itself again
    assert sent_again(people, july, book).skipped == 3 and live() == 4


def test_submitted_rows_stay_and_their_changes_are_rows_of_their_own(people, july, batch):
    book = Book(written(batch))
    with scoped("3578"):
        done, rest = deciding.submit(batch_id=batch.pk, by=people["operator"], confirm_warnings=True)
    now = Book(written(rest))
    assert now.statuses() == {2: "DIAJUKAN", 3: "PERLU PERBAIKAN", 4: "PERLU PERBAIKAN", 5: "DIAJUKAN"}
    assert now[3, "SARAN"] == "Isi alamat sesuai KTP-el."
    book[2, "NAMA"] = "GANTI"
    book[3, "JALAN"] = "JL. MAWAR 5"
    again = sent_again(people, july, book)
    done.refresh_from_db()
    rest.refresh_from_db()
    assert (done.rows, rest.rows, again.rows, again.skipped) == (2, 1, 2, 2)
    once_more = sent_again(people, july, _touched(book))
    assert (once_more.state, once_more.skipped) == ("cancelled", 4)
    kit_applied = deciding.approve(batch_id=done.pk, by=people["approver"])
    assert Book(written(kit_applied)).statuses()[5] == "DISETUJUI"


def _touched(book):
    book.page["AA1"] = "disimpan lagi"
    return book


def test_returned_rows_say_why(people, july, batch):
    with scoped("3578"):
        done, _rest = deciding.submit(batch_id=batch.pk, by=people["operator"], confirm_warnings=True)
        deciding.send_back(batch_id=done.pk, reason="=HYPERLINK: lampirkan surat", by=people["approver"])
    content = written(done)
    book = Book(content)
    assert book.statuses()[2] == "DIKEMBALIKAN" and book.statuses()[3] == "PERLU PERBAIKAN"
    assert book[2, "SARAN"] == "Dikembalikan: =HYPERLINK: lampirkan surat"
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


def test_rows_with_one_nik_stay_together(people, july, rolls):
    """E21 holds within a batch: changing one of two rows must not make the other one good."""
    batch = kit.receive(people, july, kit.new(9001), kit.new(9001, NAMA="SITI"), kit.new(9002))
    book = Book(written(batch))
    book[2, "JALAN"] = "JL. MAWAR 5"
    again = sent_again(people, july, book)
    batch.refresh_from_db()
    assert kit.codes(again) == {1: ["E21"], 2: ["E21"]} and again.skipped == 1 and batch.rows == 1
    book[2, "NIK"] = "3578040105909055"
    fixed = sent_again(people, july, book)
    again.refresh_from_db()
    assert kit.codes(fixed) == {1: []} and kit.codes(again) == {2: []} and live() == 3


def test_a_new_row_with_the_nik_of_one_that_is_in_is_marked_with_it(people, july, batch):
    book = Book(written(batch))
    book.put([*book.lines(), [*kit.new(9001, NAMA="KEMBAR").values()]])
    again = sent_again(people, july, book)
    assert kit.codes(again) == {1: ["E21"], 5: ["E21"]} and again.skipped == 3


def test_an_annotated_file_is_never_annotated_twice(people, july, batch):
    book = Book(written(batch))
    book[3, "JALAN"] = "JL. MAWAR 5"
    again = sent_again(people, july, book)
    second = Book(written(again))
    assert len(second.names) == 22 and second.names.count("STATUS") == 1
    assert second.statuses() == {2: "SIAP", 3: "SIAP", 4: "PERLU PERBAIKAN", 5: "SIAP"}
    assert second[2, "SARAN"] == f"Baris ini ada dalam berkas {batch.receipt}."
    assert second[3, "KESALAHAN"] is None and second.colour(3, "JALAN") == ""
    second[4, "NAMA"] = "SITI"
    third = sent_again(people, july, second)
    assert (third.rows, third.skipped, live()) == (1, 3, 4)


def test_a_status_column_of_his_own_stays_his(people, july, rolls):
    headers = ("STATUS", *kit.COLUMNS)
    data = kit.workbook(kit.new(9001) | {"STATUS": "punya saya"}, headers=headers)
    batch = kit.receive(people, july, data=data)
    book = Book(written(batch))
    assert book.names.count("STATUS") == 2 and book.lines()[0][0] == "punya saya" and book.lines()[0][19] == "SIAP"
    again = Book(written(sent_again(people, july, _corrected(book, 2, "NAMA", "GANTI"))))
    assert again.names.count("STATUS") == 2 and again.lines()[0][0] == "punya saya"


def _corrected(book, at, name, value):
    book[at, name] = value
    return book


def test_typed_rows_come_as_a_plain_workbook_and_go_back(people, july, rolls):
    with scoped("3578"):
        draft = entering.start_draft(regency="3578", period=july, by=people["operator"])
        saved = entering.save_rows(batch_id=draft.pk, by=people["operator"], rows=[
            {"cells": {name: str(value or "") for name, value in kit.new(serial).items()}} for serial in (9001, 9002)]
            + [{"cells": {name: str(value or "") for name, value in kit.new(9003, JALAN="").items()}}])
    assert [one.ordinal for one in saved] == [1, 2, 3]
    draft.refresh_from_db()
    book = Book(written(draft))
    assert book.names[:18] == list(kit.COLUMNS) and book.statuses() == {2: "SIAP", 3: "SIAP", 4: "PERLU PERBAIKAN"}
    assert book.colour(4, "JALAN") == "FFF8CBAC" and book.page.column_dimensions["V"].hidden
    assert sent_again(people, july, book).skipped == 3
    again = sent_again(people, july, _corrected(book, 4, "JALAN", "JL. MAWAR 5"))
    draft.refresh_from_db()
    assert (again.rows, again.skipped, draft.rows, live()) == (1, 2, 2, 3)


def test_a_file_that_cannot_be_patched_comes_as_a_plain_one(people, july, rolls):
    content = kit.workbook(kit.new(9001), kit.new(9002, NIK=3578040105909002, TGLLHR="=1+1"))
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, re.sub(rb"<fills.*</fills>", b"", part) if name == "xl/styles.xml" else part)
    batch = kit.receive(people, july, data=out.getvalue())
    assert batch.rows == 2
    book = Book(written(batch))
    assert book.page.title == "Bulk Sidalih" and book.statuses() == {2: "SIAP", 3: "PERLU PERBAIKAN"}
    assert book[3, "NIK"] == 3578040105909002
    assert sent_again(people, july, book).skipped == 2


@pytest.mark.parametrize("sample, period", [("2017-07", "july"), ("2025-TW2", "quarter")])
def test_the_samples_come_back_whole(people, rolls, request, sample, period):
    period = request.getfixturevalue(period)
    source = (SAMPLES / sample / f"mutarlih-3578-{sample}.xlsx").read_bytes()
    batch = kit.receive(people, period, data=source)
    content = written(batch)
    assert batch.rows > 300
    again = sent_again(people, period, content)
    assert (again.state, again.skipped, again.rows) == ("cancelled", batch.rows, 0)
    before = {(row.sheet, row.row): row.typed for row in batch.lines.all()}
    with zipfile.ZipFile(BytesIO(source)) as old, zipfile.ZipFile(BytesIO(content)) as new:
        same = {name for name in old.namelist() if old.read(name) == new.read(name)}
        assert same >= {"xl/workbook.xml", "[Content_Types].xml", "xl/theme/theme1.xml"}
    place = next(place for place, cells in before.items() if cells[15] == "B" and cells[10])
    fixed = _raw_edit(content, place, before[place][10], "JL. DIUBAH DI XML")
    taken = sent_again(people, period, fixed)
    assert taken.rows + taken.skipped == batch.rows
    assert [row.typed[10] for row in taken.lines.filter(sheet=place[0], row=place[1])] == ["JL. DIUBAH DI XML"]
    # What came along unchanged is tied to the changed row by its NIK or as its pair.
    assert taken.rows <= 3


@pytest.fixture
def quarter(areas):
    from datetime import date

    from voters.actions.periods import open_period

    return open_period(code="2025-TW2", label="Triwulan II 2025", reference_date=date(2025, 6, 30), codeset="2022",
                       by="test")


def _raw_edit(content, place, old, new):
    """Replace the text of one cell in the XML itself, and nothing else."""
    sheet, row = place
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        names = re.findall(r'<sheet [^>]*name="([^"]+)"', archive.read("xl/workbook.xml").decode())
        part = f"xl/worksheets/sheet{names.index(sheet) + 1}.xml"
        for name in archive.namelist():
            xml = archive.read(name)
            if name == part:
                line = re.search(rb'<row r="%d".*?</row>' % row, xml)[0]
                assert line.count(old.encode()) == 1
                xml = xml.replace(line, line.replace(old.encode(), new.encode()))
            copy.writestr(name, xml)
    return out.getvalue()
