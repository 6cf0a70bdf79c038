"""A workbook comes back while its rows are submitted, corrected, cancelled or sent twice: nothing doubles, or is lost.

One winner each time, whoever it is.
"""

import threading

import pytest
from django.core.files.base import ContentFile
from django.db import connections

from sidalih import jobs
from sidalih.accounts.scope import scoped
from sidalih.jobs.queries import by_key
from sidalih.refusal import Refused
from tests import kit
from tests.annot_kit import Book, sent_again, written
from tests.db.test_races import at_once
from tests.roles import as_application
from voters.actions import correcting, deciding, reading, receiving, sending_again
from voters.models import Batch, BatchRow

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.VAR_DIR = tmp_path


def received(people, period, book, by="operator"):
    """A workbook that is received and not read yet."""
    return receiving.receive(file=ContentFile(book.save(), name="lagi.xlsx"), regency="3578", period=period,
                             by=people[by])


def read(batch):
    with as_application():
        return reading.read_batch(batch_id=batch.pk)


def live():
    return BatchRow.objects.filter(batch__is_bin=False).exclude(batch__state="cancelled")


def counted():
    """Every batch counts its own rows right."""
    for batch in Batch.objects.all():
        assert batch.rows == batch.lines.count() or batch.state in ("cancelled", "received"), batch
        if batch.state in ("checked", "submitted"):
            assert batch.blocked == batch.lines.filter(blocked=True).count()


def submit(batch, people):
    with scoped("3578"), as_application():
        return deciding.submit(batch_id=batch.pk, by=people["operator"], confirm_warnings=True)[0].state


@pytest.mark.parametrize("turn", range(3))
def test_read_against_submit(people, july, rolls, turn):
    batch = kit.receive(people, july, kit.new(9001), kit.new(9002, JALAN=""), kit.new(9003))
    book = Book(written(batch))
    book[2, "NAMA"], book[3, "JALAN"] = "GANTI", "JL. MAWAR 5"
    again = received(people, july, book)
    results, refused, errors = at_once(2, lambda i: submit(batch, people) if i else read(again)["state"])
    assert errors == [] and refused in ([], ["nothing_ready"]) and "checked" in results
    again.refresh_from_db()
    counted()
    assert (again.rows, again.skipped) == (2, 1)
    # What was submitted first stays submitted, and the change is a row beside it; else the row has moved.
    stayed = Batch.objects.get(pk=batch.pk)
    names = sorted(row.name for row in live().filter(nik="3578040105909001"))
    assert names == (["BUDI SANTOSO", "GANTI"] if stayed.rows == 2 else ["GANTI"])
    assert live().filter(nik="3578040105909002").count() == 1 == live().filter(nik="3578040105909003").count()


def test_a_submission_between_looking_and_writing_is_seen(people, july, rolls, monkeypatch):
    batch = kit.receive(people, july, kit.new(9001), kit.new(9002, JALAN=""))
    book = Book(written(batch))
    book[2, "NAMA"] = "GANTI"
    again = received(people, july, book)
    plans, plan_of = [], sending_again.plan_of

    def looked(*values):
        plans.append(plan_of(*values))
        if len(plans) == 1:
            def meanwhile():
                submit(batch, people)
                connections.close_all()
            thread = threading.Thread(target=meanwhile)
            thread.start()
            thread.join()
        return plans[-1]
    monkeypatch.setattr(sending_again, "plan_of", looked)
    answer = read(again)
    batch.refresh_from_db()
    assert len(plans) == 2 and (answer["rows"], answer["skipped"], answer["replaced"]) == (1, 1, 0)
    assert (batch.state, batch.rows) == ("submitted", 1) and live().count() == 3
    counted()


@pytest.mark.parametrize("turn", range(2))
def test_read_against_a_correction(people, july, rolls, turn):
    batch = kit.receive(people, july, kit.new(9001), kit.new(9002, JALAN=""))
    book = Book(written(batch))
    book[3, "JALAN"] = "JL. BERKAS"
    again = received(people, july, book)

    def correct():
        with scoped("3578"), as_application():
            return correcting.correct_row(batch_id=batch.pk, ordinal=2, cells={"JALAN": "JL. PORTAL"}, version=1,
                                          by=people["operator2"])
    _results, refused, errors = at_once(2, lambda i: correct() if i else read(again))
    assert errors == [] and refused in ([], ["not_found"])
    counted()
    assert [row.address for row in live().filter(nik="3578040105909002")] == ["JL. BERKAS"]
    aside = BatchRow.objects.get(batch__is_bin=True)
    assert aside.address == ("" if refused else "JL. PORTAL")  # the correction is kept, though replaced


@pytest.mark.parametrize("turn", range(2))
def test_read_against_cancelling_the_draft(people, july, rolls, turn):
    """Rows are skipped because they are in: a draft that goes away meanwhile must not take them with it."""
    batch = kit.receive(people, july, kit.new(9001), kit.new(9002))
    book = Book(written(batch))
    book[2, "NAMA"] = "GANTI"
    again = received(people, july, book)

    def cancel():
        with scoped("3578"), as_application():
            return deciding.cancel(batch_id=batch.pk, by=people["operator"])
    at_once(2, lambda i: cancel() if i else read(again))
    again.refresh_from_db()
    counted()
    assert (again.rows, again.skipped) in ((2, 0), (1, 1))
    assert live().filter(batch=again, name="GANTI").count() == 1


@pytest.mark.parametrize("turn", range(2))
def test_two_corrected_copies_at_once(people, july, rolls, turn):
    batch = kit.receive(people, july, kit.new(9001), kit.new(9002, JALAN=""), kit.new(9003, JALAN=""))
    content = written(batch)
    books = [Book(content), Book(content)]
    books[0][3, "JALAN"] = "JL. SATU"
    books[1][3, "JALAN"], books[1][4, "JALAN"] = "JL. DUA", "JL. DUA"
    sent = [received(people, july, books[0]), received(people, july, books[1], by="operator2")]
    _results, refused, errors = at_once(2, lambda i: read(sent[i]))
    assert (refused, errors) == ([], [])
    counted()
    assert live().count() == 3
    assert sorted(row.address for row in live().exclude(nik="3578040105909001")) in (
        ["JL. DUA", "JL. DUA"], ["JL. DUA", "JL. SATU"])


def test_a_job_that_runs_twice_takes_everything_once(people, july, rolls):
    batch = kit.receive(people, july, kit.new(9001), kit.new(9002, JALAN=""))
    book = Book(written(batch))
    book[3, "JALAN"] = "JL. MAWAR 5"
    again = received(people, july, book)
    results, refused, errors = at_once(4, lambda i: read(again)["state"])
    assert (results, refused, errors) == (["checked"] * 4, [], [])
    assert live().count() == 2 and jobs.run_here(by_key(f"read_batch:{again.pk}")).state == "done"


def test_rows_that_keep_moving_leave_nothing_half_done(people, july, rolls, monkeypatch):
    batch = kit.receive(people, july, kit.new(9001), kit.new(9002, JALAN=""))
    book = Book(written(batch))
    book[3, "JALAN"] = "JL. MAWAR 5"
    again = received(people, july, book)
    looks = []

    def never(plan):
        looks.append(plan)
        raise sending_again.Overtaken
    monkeypatch.setattr(sending_again, "hold", never)
    with pytest.raises(sending_again.Overtaken):
        read(again)
    again.refresh_from_db()
    assert (again.state, again.rows, len(looks)) == ("received", 0, reading.LOOKS) and live().count() == 2
    monkeypatch.undo()
    assert read(again)["replaced"] == 1 and live().count() == 2


def test_applied_rows_are_not_taken_again(people, july, rolls):
    batch = kit.receive(people, july, kit.new(9001), kit.new(9002, JALAN=""))
    book = Book(written(batch))
    with scoped("3578"):
        done = deciding.submit(batch_id=batch.pk, by=people["operator"], confirm_warnings=True)[0]
        deciding.approve(batch_id=done.pk, by=people["approver"])
    jobs.run_here(by_key(deciding.apply_key(Batch.objects.get(pk=done.pk))))
    now = Book(written(done))
    assert now.statuses() == {2: "DITERAPKAN", 3: "PERLU PERBAIKAN"} and now[2, "SARAN"] is None
    book[2, "NAMA"], book[3, "JALAN"] = "GANTI", "JL. MAWAR 5"
    again = sent_again(people, july, book)
    assert kit.codes(again) == {1: ["E20"], 2: []}  # a B row for somebody who is on the roll by now
    with pytest.raises(Refused):
        deciding.cancel(batch_id=done.pk, by=people["operator"])
