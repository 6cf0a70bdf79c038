"""Tampering by somebody who owns the database: edit, delete, insert, swap, re-hash, cut; each is found."""

import json
import subprocess
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.utils import ProgrammingError

from sidalih import audit
from sidalih.audit import actions, anchors
from sidalih.audit.chain import BEGINNING, anchor_of, digest, line_of, printed
from sidalih.audit.models import Check, Event, Head
from sidalih.audit.record import verified
from sidalih.audit.verifying import verify
from tests.audit.audit_kit import as_app, fill, rehash, sql, triggers_off

pytestmark = pytest.mark.django_db


def found(chain="3578", **options):
    """{(seq, what)} of one chain's report."""
    report = next(one for one in verify(**options) if one.chain == chain)
    return {(seq, what) for seq, what, _source in report.problems}


def test_whole_chains_are_whole():
    fill(events=5)
    fill("3515", events=2)
    fill("35", events=1)
    fill("", events=3)
    assert [(r.chain, r.events, r.ok) for r in verify()] == [("", 3, True), ("35", 1, True), ("3515", 2, True),
                                                             ("3578", 5, True)]


def test_an_installation_without_acts_is_whole():
    assert verify() == []


EDITS = {"by": "'budi'", "act": "'batch_refused'", "subject": "'batch:99'", "at": "at + interval '1 microsecond'",
         "detail": "detail || '{\"rows\": 0}'", "origin": "'{\"via\": \"web\"}'"}


@pytest.mark.parametrize("column", EDITS)
def test_an_edit_of_any_column_is_found(column):
    fill()
    with triggers_off():
        sql(f"UPDATE audit_event SET {column} = {EDITS[column]} WHERE regency = '3578' AND seq = 5")
    assert found() == {(5, "altered")}


@pytest.mark.parametrize("hashed", ["", "kosong", "a" * 63, "é" * 64])
def test_a_hash_of_another_length_is_found(hashed):
    fill()
    with triggers_off():
        sql("UPDATE audit_event SET hash = %s WHERE regency = '3578' AND seq = 1", hashed)
        assert found() == {(1, "altered"), (2, "altered")}
        sql("UPDATE audit_event SET hash = %s WHERE regency = '3578' AND seq = 12", hashed)
    assert {(12, "altered"), (12, "head_differs")} <= found()


def test_an_edit_with_its_hash_made_fit_is_found_in_the_next_link():
    fill()
    with triggers_off():
        sql("UPDATE audit_event SET by = 'budi' WHERE regency = '3578' AND seq = 5")
        sql("UPDATE audit_event e SET hash = encode(sha256(convert_to(b.hash || E'\\n' || audit_line(e.regency, e.seq, "
            "e.at, e.by, e.act, e.subject, e.origin, e.detail), 'UTF8')), 'hex') FROM audit_event b "
            "WHERE e.regency = '3578' AND e.seq = 5 AND b.regency = '3578' AND b.seq = 4")
    assert found() == {(6, "altered")}


def test_a_deleted_event_is_found():
    fill()
    with triggers_off():
        sql("DELETE FROM audit_event WHERE regency = '3578' AND seq = 5")
    assert found() == {(6, "missing")}
    with triggers_off():  # and when the gap is closed
        sql("UPDATE audit_event SET seq = seq - 100 WHERE regency = '3578' AND seq > 5")
        sql("UPDATE audit_event SET seq = seq + 99 WHERE regency = '3578' AND seq < 0")
    assert (5, "altered") in found() and (12, "tail_cut") in found()


def test_an_inserted_event_is_found():
    fill()
    with triggers_off():
        sql("UPDATE audit_event SET seq = seq + 100 WHERE regency = '3578' AND seq >= 5")
        sql("UPDATE audit_event SET seq = seq - 99 WHERE regency = '3578' AND seq > 100")
        sql("INSERT INTO audit_event (regency, seq, at, by, act, subject, origin, detail, hash) "
            "SELECT regency, 5, at, by, act, subject, origin, detail, hash FROM audit_event "
            "WHERE regency = '3578' AND seq = 4")
    assert {(5, "altered"), (6, "altered"), (13, "beyond_head")} <= found()


def test_an_event_beyond_the_head_is_found():
    fill()
    with triggers_off():
        sql("INSERT INTO audit_event (regency, seq, at, by, act, subject, origin, detail, hash) SELECT regency, 13, "
            "at, by, act, subject, origin, detail, hash FROM audit_event WHERE regency = '3578' AND seq = 12")
    assert found() == {(13, "altered"), (13, "beyond_head")}


def test_swapped_events_are_found():
    fill()
    with triggers_off():
        sql("UPDATE audit_event SET seq = 100 WHERE regency = '3578' AND seq = 4")
        sql("UPDATE audit_event SET seq = 4 WHERE regency = '3578' AND seq = 7")
        sql("UPDATE audit_event SET seq = 7 WHERE regency = '3578' AND seq = 100")
    assert {(4, "altered"), (7, "altered")} <= found()


def test_a_chain_made_anew_is_found_by_every_anchor(anchor_file):
    fill()
    printed = audit.head("3578")
    assert actions.verify_and_note()["ok"]
    with triggers_off():
        sql("UPDATE audit_event SET by = 'budi' WHERE regency = '3578' AND seq = 5")
        rehash("3578")
    assert found() == set()  # the chain is whole in itself
    assert found(anchors=[anchor_of(printed)]) == {(12, "anchor_differs")}
    sources = {source.split(" ")[0] for report in verify(anchors=anchors.known()) for *_, source in report.problems}
    assert sources == {"file", "portal:1"}
    anchor_file.unlink()
    assert found(anchors=anchors.known()) == {(12, "anchor_differs")}


def test_a_tail_cut_off_is_found_by_the_head_and_by_anchors_when_the_head_was_set_back_too():
    fill()
    printed = audit.head("3578")
    fill(events=1)
    with triggers_off():
        sql("DELETE FROM audit_event WHERE regency = '3578' AND seq > 9")
        assert found() == {(13, "tail_cut")}
        rehash("3578", 9)
    assert Head.objects.get(pk="3578").seq == 9
    assert found() == set()
    assert found(anchors=[anchor_of(printed)]) == {(12, "anchor_beyond")}
    audit.record("batch_checked", by="ani", regency="3578")  # and life goes on
    assert found(anchors=[anchor_of(printed)]) == {(12, "anchor_beyond")}


def test_a_chain_that_is_gone_altogether_is_found_by_its_anchor():
    fill()
    printed = audit.head("3578")
    with triggers_off():
        sql("DELETE FROM audit_event WHERE regency = '3578'")
        assert found() == {(12, "tail_cut")}
        sql("DELETE FROM audit_head WHERE chain = '3578'")
    assert found(anchors=[anchor_of(printed)]) == {(12, "anchor_beyond")}


def test_a_head_that_is_gone_or_wrong_is_found():
    fill()
    with triggers_off():
        sql("UPDATE audit_head SET hash = repeat('a', 64) WHERE chain = '3578'")
        assert found() == {(12, "head_differs")}
        sql("DELETE FROM audit_head WHERE chain = '3578'")
    assert found() == {(12, "head_missing")}


def test_one_chain_says_nothing_of_another():
    fill()
    fill("3515")
    with triggers_off():
        sql("UPDATE audit_event SET by = 'budi' WHERE regency = '3578'")
    assert found("3515") == set() and len(found("3578")) == 12
    report = next(one for one in verify() if one.chain == "3578")
    assert report.found == 12


def test_the_applications_role_can_verify_everything():
    fill()
    fill("", events=2)
    fill("35", events=2)
    with as_app():
        assert [(r.chain, r.events, r.ok) for r in verify()] == [("", 2, True), ("35", 2, True), ("3578", 12, True)]


def test_every_night_the_result_is_kept_and_the_heads_leave_the_database(anchor_file, caplog):
    fill()
    fill("", events=2)
    first = actions.verify_and_note()
    assert first == {"ok": True, "events": 14, "chains": 2, "broken": []}
    assert anchor_file.stat().st_mode & 0o777 == 0o600
    assert [line.split(" ")[1] for line in anchor_file.read_text().splitlines()] == [
        f"portal:2:{Event.objects.get(regency='', seq=2).hash}", f"3578:12:{Head.objects.get(pk='3578').hash}"]
    assert Event.objects.get(act="audit_verified").detail["heads"]["3578"] == (
        f"12:{Head.objects.get(pk='3578').hash}")
    with triggers_off():
        sql("UPDATE audit_event SET by = 'budi' WHERE regency = '3578' AND seq = 5")
    assert actions.verify_and_note()["broken"] == ["3578"]
    check = Check.objects.get(pk="3578")
    assert (check.ok, check.problems) == (False, [{"seq": 5, "what": "altered"}])
    assert "audit chain 3578 is broken" in caplog.text
    assert len(anchor_file.read_text().splitlines()) == 3  # the portal's has moved, the broken one's head is no anchor


def test_the_application_cannot_invent_heads_that_drown_a_true_alarm():
    fill()
    with as_app():
        with pytest.raises(ProgrammingError), transaction.atomic():
            audit.record("audit_verified", by="system", heads={"3578": "1:ffffffff"})
        with pytest.raises(ProgrammingError), transaction.atomic():
            sql("SELECT audit_link('', 'x', 'audit_verified', '', '{}', '{}')")
        verified(by="system", heads={"3578": "1:ffffffff"}, broken=["35"])
    assert Event.objects.get(act="audit_verified").detail["heads"] == {"3578": f"12:{Head.objects.get(pk='3578').hash}"}
    assert all(report.ok for report in verify(anchors=anchors.known()))


def answer(*arguments):
    from io import StringIO

    out = StringIO()
    try:
        call_command("verify_audit", *arguments, "--json", stdout=out)
    except SystemExit as leaving:
        return json.loads(out.getvalue()), leaving.code
    return json.loads(out.getvalue()), 0


def test_the_command_answers_and_leaves_with_1_when_something_is_broken():
    fill()
    whole, status = answer("--anchor", audit.head("3578"))
    head = Head.objects.get(pk="3578")
    assert (whole["ok"], whole["events"], status) == (True, 12, 0)
    assert whole["chains"] == [{"chain": "3578", "events": 12, "head": f"12:{head.hash}", "ok": True, "found": 0,
                                "problems": []}]
    broken, status = answer("--anchor", "3578:12:00000000aaaaaaaa")
    assert status == 1 and broken["chains"][0]["problems"] == [
        {"seq": 12, "what": "anchor_differs", "anchor": "--anchor 3578:12:00000000aaaaaaaa"}]
    with pytest.raises(CommandError) as wrong:
        call_command("verify_audit", "--anchor", "3578")
    assert wrong.value.returncode == 2


def test_an_outsider_verifies_the_lines_with_sha256sum(tmp_path):
    """The loop of docs/audit.md, in a shell, without any of our code."""
    fill(events=6)
    answer("--out", str(tmp_path / "lines"))
    file = tmp_path / "lines" / "3578.jsonl"
    assert file.stat().st_mode & 0o777 == 0o600
    script = Path("docs/audit.md").read_text(encoding="utf-8").split("```sh\n")[1].split("```")[0]
    done = subprocess.run(["bash", "-c", script.replace("3578.jsonl", str(file))], capture_output=True, text=True)
    assert done.stdout.strip() == Head.objects.get(pk="3578").hash, done.stderr


def test_the_lines_are_what_the_specification_says():
    """Python writes the same bytes as the database, for whatever people type."""
    audit.record("batch_returned", by="ani", regency="3578", subject="batch:1",
                 reason="\\ \" / \b\f\n\r\t\x01\x7f é €\u2028 😀", nothing=None, yes=True,
                 many=[1, -2, 10**17, {"b": 1, "aa": 2, "ü": 3, "": 4}], empty={}, none=[])
    before = BEGINNING
    for event in Event.objects.order_by("seq"):
        line = line_of(event.regency, event.seq, event.at, event.by, event.act, event.subject, event.origin,
                       event.detail)
        assert digest(before, line) == event.hash
        before = event.hash


def test_heads_are_read_as_they_are_printed():
    assert str(anchor_of("3578:412:9f3c21a1/b2c3d4e5")) == "3578:412:9f3c21a1b2c3d4e5"
    assert printed("3578", 412, "9f3c21a1b2c3d4e5" * 4) == "3578:412:9f3c21a1/b2c3d4e5"
    assert anchor_of("portal:1:9F3C21A1").chain == "" and anchor_of(":1:9f3c21a1").chain == ""
    for wrong in ("", "3578", "3578:1", "3578:x:9f3c21a1", "3578:1:9f3c21", "35780:1:9f3c21a1", "3578:1:9f3c21az"):
        assert anchor_of(wrong) is None
