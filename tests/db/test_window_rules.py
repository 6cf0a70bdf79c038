"""The portal's window: to the second, with exceptions one over another, and what a receipt in time still may do."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from sidalih import jobs
from sidalih.accounts.scope import scoped
from sidalih.audit.models import Event
from sidalih.jobs.queries import by_key
from sidalih.refusal import Refused
from tests.kit import approved, correct_row, new, receive, submitted
from tests.roles import as_application
from voters.actions import deciding, entering, periods, windows
from voters.actions.steps import apply_key
from voters.models import Batch, WindowException
from voters.queries.windows import in_force, must_be_open, present, standing, standing_of

pytestmark = pytest.mark.django_db
NOON = datetime(2017, 7, 31, 5, tzinfo=UTC)  # 12.00 WIB
HOUR, SECOND = timedelta(hours=1), timedelta(microseconds=1)


def bounds(period, opens=None, closes=None):
    period.opens_at, period.closes_at = opens, closes
    period.save()


def closed_since(period, minutes=5):
    bounds(period, closes=timezone.now() - timedelta(minutes=minutes))


def exception(period, kind, at, until=None, ended=None, by=None, regency="3578"):
    return WindowException(regency=regency, period=period, kind=kind, reason="pleno", decided_at=at, decided_by=by,
                           granted=True, until=until, ended_at=ended)


def code_of(act, **values):
    with pytest.raises(Refused) as refused:
        act(**values)
    return refused.value.code


# --- the rule -----------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("at", "state"), [
    (NOON - HOUR - SECOND, "not_yet"), (NOON - HOUR, "closing"), (NOON - SECOND, "closing"), (NOON, "closed"),
    (NOON + SECOND, "closed")])
def test_the_window_opens_and_closes_to_the_second(july, at, state):
    bounds(july, NOON - HOUR, NOON)
    assert standing("3578", july, at).state == state
    if state == "closing":
        must_be_open(regency="3578", period=july, now=at)
    else:
        wanted = {"closed": "period_closed", "not_yet": "period_not_open"}[state]
        assert code_of(must_be_open, regency="3578", period=july, now=at) == wanted


def test_without_bounds_it_is_open_and_the_last_day_is_told(july):
    assert standing("3578", july, NOON).state == "open"
    bounds(july, None, NOON)
    assert standing("3578", july, NOON - 24 * HOUR).state == "open"
    assert standing("3578", july, NOON - 24 * HOUR + SECOND).state == "closing"


def test_the_sentence_says_since_when_and_what_to_do(july):
    bounds(july, None, NOON)
    with pytest.raises(Refused) as refused:
        must_be_open(regency="3578", period=july, now=NOON)
    assert "31 Juli 2017 pukul 12.00 WIB" in refused.value.message and "provinsi" in refused.value.message


@pytest.mark.parametrize(("held", "state"), [
    # (kind, decided hours before, until hours after), newest decision decides
    ([("locked", 2, None)], "locked"),
    ([("reopened", 2, 5)], "reopened"),
    ([("reopened", 3, 5), ("locked", 1, None)], "locked"),
    ([("locked", 3, None), ("reopened", 1, 5)], "reopened"),
    ([("locked", 3, None), ("reopened", 2, 5), ("locked", 1, None)], "locked"),
    ([("locked", 3, None), ("reopened", 2, 0)], "locked"),  # the opening is over, the lock is not
    ([("reopened", 2, 0)], "closed"),
    ([("locked", 3, 0)], "closed"),
    ([("reopened", -1, 5)], "closed"),  # decided later: not yet
])
def test_exceptions_over_one_another(july, people, held, state):
    bounds(july, None, NOON - HOUR)
    for kind, before, after in held:
        exception(july, kind, NOON - before * HOUR, None if after is None else NOON + after * HOUR,
                  by=people["admin"]).save()
    assert standing("3578", july, NOON).state == state
    assert standing("3515", july, NOON).state == "closed"  # another office


def test_an_opening_inside_an_open_window_says_the_later_of_both_ends(july):
    inside = [exception(july, "reopened", NOON, NOON + HOUR)]
    bounds(july, None, NOON + 48 * HOUR)
    assert standing_of(july, inside, NOON).until == july.closes_at
    bounds(july, None, NOON + HOUR / 2)
    assert standing_of(july, inside, NOON).until == NOON + HOUR
    locked = [*inside, exception(july, "locked", NOON - HOUR)]
    bounds(july, None, None)
    assert standing_of(july, locked, NOON).state == "reopened"  # until it ends: then the lock holds again


def test_what_has_ended_holds_no_more(july, people):
    ended = exception(july, "locked", NOON - HOUR, ended=NOON, by=people["admin"])
    ended.save()
    found = WindowException.objects.all()
    assert in_force(found, NOON - SECOND).exists() and not in_force(found, NOON).exists()


def test_an_office_opened_again_works_in_that_period(july, people):
    closed_since(july)
    assert present("3578", july)[1].state == "closed"
    june = periods.open_period(code="2017-06", label="Juni 2017", reference_date="2017-06-30", codeset="2018",
                               closes_at=timezone.now() - HOUR, by="test")
    exception(june, "reopened", timezone.now() - HOUR, timezone.now() + HOUR, by=people["admin"]).save()
    period, found, _others = present("3578", july)
    assert (period, found.state) == (june, "reopened")
    assert present("3515", july)[0] == july


# --- receipts -----------------------------------------------------------------------------------------------------

def test_nothing_new_comes_in_after_closing(rolls, people, july):
    draft = entering.start_draft(regency="3578", period=july, by=people["operator"])
    closed_since(july)
    assert code_of(receive, people=people, period=july, data=b"x") == "period_closed"
    assert code_of(entering.start_draft, regency="3578", period=july, by=people["operator"]) == "period_closed"
    rows = [{"cells": {"KET": "B", "NAMA": "A B C"}}]
    assert code_of(entering.save_rows, batch_id=draft.pk, rows=rows, by=people["operator"]) == "period_closed"
    assert Batch.objects.get() == draft and draft.rows == 0


def test_a_refused_file_leaves_nothing_behind(rolls, people, july, settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {"default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}}
    closed_since(july)
    assert code_of(receive, people=people, period=july, data=b"PK") == "period_closed"
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_receipt_in_time_goes_on_after_closing(rolls, people, july):
    """Read, corrected, submitted with a rest that is corrected and submitted too, approved and applied."""
    batch = receive(people, july, new(9001), new(9002, NAMA=""))
    bounds(july, closes=timezone.now())
    assert standing("3578", july).state == "closed"
    correct_row(batch_id=batch.pk, ordinal=1, cells={"NAMA": "BUDI S"}, version=1, by=people["operator"])
    batch, rest = deciding.submit(batch_id=batch.pk, by=people["operator"], confirm_warnings=True)
    assert rest.received_at > july.closes_at  # its own receipt came later; the first one counts
    correct_row(batch_id=rest.pk, ordinal=2, cells={"NAMA": "SITI"}, version=1, by=people["operator"])
    deciding.submit(batch_id=rest.pk, by=people["operator"], confirm_warnings=True)
    deciding.approve(batch_id=batch.pk, by=people["approver"])
    batch.refresh_from_db()
    jobs.run_here(by_key(apply_key(batch)))
    batch.refresh_from_db()
    assert batch.state == "applied"


def test_what_was_received_outside_of_the_window_waits_for_it(rolls, people, july):
    batch = receive(people, july, new(9001))
    bounds(july, opens=timezone.now() + HOUR, closes=timezone.now() + 2 * HOUR)
    assert code_of(deciding.submit, batch_id=batch.pk, by=people["operator"]) == "period_not_open"


def test_while_locked_nothing_moves_but_what_was_approved(rolls, people, july):
    draft, waiting = receive(people, july, new(9001)), submitted(people, july, new(9002))
    done = approved(people, july, new(9003))
    windows.lock(regencies=["3578"], period=july, reason="pleno DPB", by=people["province_approver"])
    assert code_of(receive, people=people, period=july, data=b"x") == "regency_locked"
    assert code_of(correct_row, batch_id=draft.pk, ordinal=1, cells={"NAMA": "X Y Z"}, version=1,
                   by=people["operator"]) == "regency_locked"
    assert code_of(deciding.submit, batch_id=draft.pk, by=people["operator"]) == "regency_locked"
    assert code_of(deciding.approve, batch_id=waiting.pk, by=people["approver"]) == "regency_locked"
    jobs.run_here(by_key(apply_key(done)))
    done.refresh_from_db()
    assert done.state == "applied"
    windows.unlock(regencies=["3578"], period=july, by=people["province_approver"])
    assert deciding.approve(batch_id=waiting.pk, by=people["approver"]).state == "approved"


def test_the_command_line_obeys_the_window(rolls, people, july, capsys, tmp_path):
    from tests.kit import workbook

    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook(new(9001)))
    call_command("open_period", "2017-07", "--label", "Juli 2017", "--reference-date", "2017-07-31", "--codeset",
                 "2018", "--closes", "2017-08-01", "--json")
    with pytest.raises(SystemExit) as left:
        call_command("receive_batch", str(path), "--regency", "3578", "--period", "2017-07", "--by", "operator",
                     "--json")
    assert left.value.code == 1 and '"code": "period_closed"' in capsys.readouterr().out
    for _again in range(2):
        call_command("open_period", "2017-07", "--label", "Juli 2017", "--reference-date", "2017-07-31", "--codeset",
                     "2018", "--json")
    call_command("receive_batch", str(path), "--regency", "3578", "--period", "2017-07", "--by", "operator", "--json")
    assert Batch.objects.get().state == "checked"


# --- who decides --------------------------------------------------------------------------------------------------

def test_a_wish_is_asked_answered_and_ended(rolls, people, july):
    closed_since(july)
    asked = {"regency": "3578", "period": july, "reason": "Data RT 3 terlambat, 3578040105909001"}
    with as_application(), scoped("3578"):
        wish = windows.ask_reopening(**asked, by=people["approver"])
        assert "3578040105909001" not in wish.reason
        assert code_of(windows.ask_reopening, **asked, by=people["operator"]) == "already_asked"
        assert not standing("3578", july).takes
    until = timezone.now() + HOUR
    with as_application(), scoped("35"):
        windows.decide_reopening(exception_id=wish.pk, granted=True, until=until, by=people["province_approver"])
        assert code_of(windows.decide_reopening, exception_id=wish.pk, granted=False, answer="tidak jadi",
                       by=people["province_approver"]) == "wrong_state"
        assert standing("3578", july).until == until
    receive(people, july, new(9001))
    windows.end(exception_id=wish.pk, by=people["province_approver"])
    assert not standing("3578", july).takes
    assert code_of(windows.end, exception_id=wish.pk, by=people["province_approver"]) == "wrong_state"
    acts = list(Event.objects.filter(subject="window:2017-07:3578").order_by("id").values_list("act", flat=True))
    assert acts == ["reopening_asked", "reopening_granted", "exception_ended"]
    assert set(Event.objects.filter(subject="window:2017-07:3578").values_list("regency", flat=True)) == {"3578"}


def test_a_no_needs_words_and_the_office_may_ask_again(rolls, people, july):
    closed_since(july)
    wish = windows.ask_reopening(regency="3578", period=july, reason="masih ada data", by=people["operator"])
    no = {"exception_id": wish.pk, "granted": False, "by": people["province_approver"]}
    assert code_of(windows.decide_reopening, **no) == "reason_missing"
    assert windows.decide_reopening(**no, answer="sudah lewat pleno").granted is False
    assert windows.ask_reopening(regency="3578", period=july, reason="ada lagi", by=people["operator"]).pk != wish.pk


@pytest.mark.parametrize("who", ["operator", "approver", "viewer", "admin", "province", "elsewhere"])
def test_only_the_province_decides(rolls, people, july, who):
    closed_since(july)
    by, until = people[who], timezone.now() + HOUR
    wish = windows.ask_reopening(regency="3578", period=july, reason="masih ada data", by=people["operator"])
    refused = {"forbidden", "not_found"}
    assert code_of(windows.decide_reopening, exception_id=wish.pk, granted=True, until=until, by=by) in refused
    assert code_of(windows.reopen, regency="3578", period=july, until=until, reason="silakan", by=by) in refused
    assert code_of(windows.lock, regencies=["3578"], period=july, reason="pleno", by=by) in refused
    assert code_of(windows.unlock, regencies=["3578"], period=july, by=by) in refused
    assert code_of(periods.move_window, code="2017-07", opens_at=None, closes_at=None, by=by) == "forbidden"
    assert code_of(periods.announce, code="2017-07", text="x", by=by) == "forbidden"
    if who not in ("operator", "approver"):
        assert code_of(windows.ask_reopening, regency="3578", period=july, reason="masih ada", by=by) in refused


@pytest.mark.parametrize(("until", "reason", "code"), [
    (-1, "alasan baik", "until_past"), (None, "alasan baik", "until_past"), (1, "", "reason_missing"),
    (1, "123 456", "reason_missing")])
def test_an_opening_needs_an_end_and_a_reason(people, july, until, reason, code):
    closed_since(july)
    end = None if until is None else timezone.now() + until * HOUR
    assert code_of(windows.reopen, regency="3578", period=july, until=end, reason=reason,
                   by=people["province_approver"]) == code


def test_a_new_opening_replaces_the_one_before(people, july):
    closed_since(july)
    by = people["province_approver"]
    first = windows.reopen(regency="3578", period=july, until=timezone.now() + 5 * HOUR, reason="silakan", by=by)
    second = windows.reopen(regency="3578", period=july, until=timezone.now() + HOUR, reason="cukup sejam", by=by)
    first.refresh_from_db()
    assert first.ended_by == by and standing("3578", july).until == second.until


def test_several_offices_are_locked_at_once_and_only_once(people, july):
    by = people["province_approver"]
    codes = ["3515", "3578", "3501"]
    assert [one.regency for one in windows.lock(regencies=codes, period=july, reason="pleno", by=by)] == sorted(codes)
    assert windows.lock(regencies=codes, period=july, reason="pleno", by=by) == []
    assert len(windows.unlock(regencies=["3578"], period=july, by=by)) == 1
    assert [standing(code, july).state for code in codes] == ["locked", "open", "locked"]


# --- moving the window --------------------------------------------------------------------------------------------

def test_the_window_is_moved_forward_only_and_written_down(rolls, people, july):
    by, now = people["province_approver"], timezone.now()
    move = {"code": "2017-07", "by": by}
    assert code_of(periods.move_window, opens_at=None, closes_at=now - HOUR, **move) == "closes_past"
    assert code_of(periods.move_window, opens_at=now + HOUR, closes_at=now + HOUR, **move) == "window"
    periods.move_window(opens_at=now + HOUR, closes_at=now + 2 * HOUR, **move)
    periods.move_window(opens_at=None, closes_at=now + 2 * HOUR, **move)
    receive(people, july, new(9001))
    assert code_of(periods.move_window, opens_at=now + HOUR, closes_at=None, **move) == "opens_later"
    periods.close_now(**move)
    assert code_of(periods.close_now, **move) == "already_closed"
    july.refresh_from_db()
    assert standing("3578", july).state == "closed"
    last = Event.objects.filter(act="period_moved").latest("id")
    assert last.regency == "35" and "closes_at" in last.detail["changes"]


def test_an_announcement_holds_no_numbers(people, july):
    by = people["province_approver"]
    periods.announce(code="2017-07", text="Hubungi 3578040105909001\r\nsegera", by=by)
    july.refresh_from_db()
    assert "3578040105909001" not in july.announcement and "\nsegera" in july.announcement
    assert code_of(periods.announce, code="2017-07", text="x" * 601, by=by) == "too_long"


def test_rows_of_other_offices_do_not_exist(people, july):
    windows.lock(regencies=["3515"], period=july, reason="pleno", by=people["province_approver"])
    with as_application(), scoped("3578"):
        assert not WindowException.objects.exists()
        assert code_of(windows.end, exception_id=1, by=people["province_approver"]) == "not_found"
    with as_application(), scoped("35"):
        assert WindowException.objects.count() == 1
