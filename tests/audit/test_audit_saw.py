"""The command that says what one account saw, and the job that verifies every night."""

import io
import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from sidalih import audit, jobs
from sidalih.audit.models import Check, Event
from sidalih.audit.tasks import ask_for_verification
from sidalih.jobs.models import Job
from tests.audit.audit_kit import fill

pytestmark = pytest.mark.django_db


def saw(*arguments):
    out = io.StringIO()
    try:
        call_command("account_saw", *arguments, "--json", stdout=out)
    except SystemExit as leaving:
        return json.loads(out.getvalue()) | {"status": leaving.code}
    return json.loads(out.getvalue())


def test_everything_an_account_saw_between_two_times(people):
    begin = timezone.localtime()
    with audit.coming_from(lambda: {"via": "web", "network": "10.0.0.5"}):
        audit.record("voter_viewed", by="operator", regency="3578", subject="voter:3578:17")
        audit.record("voter_revealed", by="operator", regency="3578", subject="voter:3578:17", reason="Cek akta")
        audit.record("voter_searched", by="operator", regency="3578", how="nik", found=1, dpids=[20])
        audit.record("row_opened", by="operator", regency="3578", subject="batch:1:row 3", dpid=21)
        audit.record("rows_revealed", by="operator", regency="3578", subject="batch:1:row 4", reason="Uji", dpid=None)
        audit.record("snapshot_exported", by="operator", regency="3578", subject="snapshot:1", rows=300,
                     sha256="cd" * 32, mark="aa", what="snapshot DPB 2017-07")
        audit.record("list_exported", by="operator", regency="3578", subject="snapshot:1", rows=20, sha256="ef" * 32,
                     village="3578041001", mark="bb", what="salinan untuk Bawaslu")
        audit.record("voter_viewed", by="operator2", regency="3578", subject="voter:3578:99")
    later = f"{timezone.localtime() + timedelta(minutes=1):%Y-%m-%dT%H:%M:%S}"
    found = saw("operator", "--from", f"{begin.date()}", "--to", later)
    assert (found["events"], found["revealed"], found["rows"], found["searches"]) == (7, 1, 2, {"nik": 1})
    assert found["unnamed_rows"] == {"batch:1:row 4": 1}  # somebody who is on no roll yet
    assert [(one["voter"], one["revealed"], one["acts"]) for one in found["voters"]] == [
        ("3578:17", 1, {"voter_revealed": 1, "voter_viewed": 1}), ("3578:20", 0, {"voter_searched": 1}),
        ("3578:21", 0, {"row_opened": 1})]
    assert found["voters"][0]["reasons"] == ["Cek akta"]
    assert found["networks"] == {"10.0.0.5": 7} and found["exported_rows"] == 320
    assert [(one["act"], one["rows"], one["sha256"], one["mark"], one["village"]) for one in found["exports"]] == [
        ("list_exported", 20, "ef" * 32, "bb", "3578041001"), ("snapshot_exported", 300, "cd" * 32, "aa", None)]
    assert saw("operator", "--from", "2001-01-01", "--to", "2001-01-02")["events"] == 0


def test_unknown_accounts_and_empty_spans_are_refused(people):
    assert saw("nobody", "--from", "2001-01-01", "--to", "2001-01-02")["error"]["code"] == "unknown_user"
    assert saw("operator", "--from", "2001-01-02", "--to", "2001-01-02")["error"]["code"] == "bad_span"
    with pytest.raises(CommandError):
        call_command("account_saw", "operator", "--from", "kemarin", "--to", "2001-01-02")


def test_beat_asks_for_one_verification_a_day_and_the_job_does_it(db):
    fill(events=3)
    for _time in range(3):
        ask_for_verification()
    job = jobs.run_here(Job.objects.get(kind="verify_audit"))
    assert job.result == {"ok": True, "events": 3, "chains": 1, "broken": []}
    assert Check.objects.get(pk="3578").ok
    assert Event.objects.get(act="audit_verified").origin == {"via": "job", "job": job.pk, "kind": "verify_audit"}
