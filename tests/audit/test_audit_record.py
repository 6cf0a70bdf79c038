"""Writing acts down: what is stored, from where, refusals that outlive their transaction, and no act without it."""

import io

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.test import Client, RequestFactory
from django.urls import reverse

from sidalih import audit, jobs
from sidalih.audit.middleware import OriginMiddleware
from sidalih.audit.models import Event
from sidalih.jobs.queries import by_key
from sidalih.refusal import Refused
from tests.audit.audit_kit import sql
from tests.kit import new, receive, submitted
from voters.actions import deciding

pytestmark = pytest.mark.django_db


def test_an_act_is_stored_as_a_link_of_its_offices_chain():
    audit.record("batch_approved", by="ani", regency="3578", subject="batch:1", rows=3)
    audit.record("batch_applied", by="system", regency="3578", subject="batch:1")
    audit.record("batch_applied", by="system", regency="3515", subject="batch:2")
    assert list(Event.objects.order_by("id").values_list("regency", "seq")) == [("3578", 1), ("3578", 2), ("3515", 1)]
    first = Event.objects.get(regency="3578", seq=1)
    assert (first.by, first.act, first.subject, first.detail) == ("ani", "batch_approved", "batch:1", {"rows": 3})
    newest = Event.objects.get(regency="3578", seq=2).hash
    assert audit.head("3578") == f"3578:2:{newest[:8]}/{newest[8:16]}"
    assert audit.head("") == "portal:0:00000000/00000000"


def test_a_number_that_somebody_typed_into_a_reason_is_masked_and_a_hash_is_not():
    hashed = "1234567890123456" + "ab" * 24
    audit.record("batch_returned", by="ani", regency="3578", reason="NIK 3578040105909001 dan 3578041206159001.",
                 changes={"nik": ["3578040105909001", None]}, sha256=hashed, nul="a\0b")
    detail = Event.objects.get().detail
    assert detail == {"reason": "NIK 3578•••••••••••• dan 3578••••••••••••.", "nul": "ab", "sha256": hashed,
                      "changes": {"nik": ["3578••••••••••••", None]}}


@pytest.mark.parametrize("typed", [
    "3578 0401 0590 9001", "357804.010590.9001", "3578-0401-0590-9001", "35780401059090012"])
def test_a_number_typed_in_groups_or_with_a_digit_too_many_is_masked_too(typed):
    others = {"mark": "1234-5678-9012-3456-7890-1234-5678-9012", "expires": "2026-11-27T07:08:09.123456+07:00",
              "changes": {"leave_from": [None, "2026-11-27"]}}
    audit.record("leave_set", by="ani", regency="3578", reason=f"NIK {typed} cuti", **others)
    assert Event.objects.get().detail == {"reason": "NIK 3578•••••••••••• cuti"} | others


def test_requests_commands_and_jobs_say_where_they_are(people, july, rolls):
    Event.objects.all()
    receive(people, july, new(9001))
    assert Event.objects.get(act="batch_checked").origin == {
        "via": "job", "kind": "read_batch", "job": by_key(f"read_batch:{_batch()}").pk}
    call_command("submit_batch", _batch(), "--by", "operator", stdout=io.StringIO())
    origin = Event.objects.get(act="batch_submitted").origin
    assert (origin["via"], origin["command"]) == ("command", "submit_batch") and "account" in origin
    client = Client(REMOTE_ADDR="10.9.8.7")
    client.force_login(people["approver"])
    client.post(reverse("berkas-setujui", args=[_batch()]))
    origin = Event.objects.get(act="batch_approved").origin
    assert origin["via"] == "web" and origin["network"] == "10.9.8.7"


def _batch():
    return int(Event.objects.filter(act="batch_received").latest("id").subject.split(":")[1])


def test_a_visit_is_named_once_there_is_one():
    def enter(request):
        request.visit = type("Visit", (), {"pk": 7})()
        audit.record("batch_checked", by="ani")
        return type("Response", (), {"status_code": 200})()

    OriginMiddleware(enter)(RequestFactory().get("/"))
    assert Event.objects.get().origin == {"via": "web", "network": "127.0.0.1", "visit": 7}


def test_a_refusal_is_written_although_its_transaction_is_rolled_back(people, july, rolls):
    batch = submitted(people, july, new(9001))
    with pytest.raises(Refused), audit.coming_from(lambda: {"via": "web"}):
        deciding.approve(batch_id=batch.pk, by=people["elsewhere"])
    refused = Event.objects.get(act="refused")
    assert (refused.by, refused.regency, refused.origin) == ("elsewhere", "3515", {"via": "web"})
    assert refused.detail == {"permission": "batch_approve", "where": "3578", "why": "not_found"}
    with pytest.raises(SystemExit):
        call_command("approve_batch", batch.pk, "--by", "viewer", "--json", stdout=io.StringIO())
    assert Event.objects.filter(act="refused", by="viewer", detail__why="forbidden").count() == 1


def test_a_page_of_another_role_is_a_refusal_once(people, client):
    client.force_login(people["operator"])
    assert client.get(reverse("provinsi")).status_code == 403
    refused = Event.objects.get(act="refused")
    assert refused.detail == {"page": "provinsi", "permission": "rollup_view", "method": "GET", "why": "forbidden"}
    assert client.get("/tidak/ada/").status_code == 404 and Event.objects.filter(act="refused").count() == 1


def test_remembered_acts_inside_a_transaction_wait_for_the_outer_one():
    with audit.coming_from(lambda: {"via": "command"}):
        with transaction.atomic():
            with audit.coming_from(lambda: {"via": "job"}):
                audit.later("refused", by="ani", regency="3578", why="forbidden")
                audit.later("refused", by="ani", regency="3578", why="forbidden")  # twice the same is one
                audit.later("refused", by="ani", regency="3515", why="forbidden")
            assert not Event.objects.exists()
            transaction.set_rollback(True)
    assert list(Event.objects.order_by("id").values_list("regency", "origin__via")) == [("3515", "job"),
                                                                                        ("3578", "job")]


def test_refusals_that_cannot_be_written_are_logged_and_change_no_answer(caplog):
    sql("ALTER FUNCTION audit_append RENAME TO audit_gone")
    with audit.coming_from(dict):
        audit.later("refused", by="ani", why="forbidden")
    assert "could not be written down" in caplog.text


BROKEN = {
    "gone": "ALTER FUNCTION audit_append RENAME TO audit_gone",
    "disk full": """CREATE OR REPLACE FUNCTION audit_append(in_chain text, in_by text, in_act text, in_subject text,
        in_origin jsonb, in_detail jsonb) RETURNS bigint LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'no space left on device' USING ERRCODE = '53100'; END $$""",
    "no head": "ALTER TABLE audit_head RENAME TO audit_head_gone",
    "number taken": "ALTER TABLE audit_event ADD CONSTRAINT full_now CHECK (seq < 0) NOT VALID",
}


@pytest.mark.parametrize("how", BROKEN)
def test_an_act_whose_record_cannot_be_written_does_not_happen(how, people, july, rolls):
    batch = submitted(people, july, new(9001))
    before = Event.objects.count(), jobs.Job.objects.count()
    sql(BROKEN[how])
    with pytest.raises(DatabaseError):
        deciding.approve(batch_id=batch.pk, by=people["approver"])
    client = Client(raise_request_exception=False)
    client.force_login(people["approver"])
    assert client.post(reverse("berkas-setujui", args=[batch.pk])).status_code == 500
    batch.refresh_from_db()
    assert (batch.state, batch.approved_by) == ("submitted", None)
    assert (Event.objects.count(), jobs.Job.objects.count()) == before


def test_a_revoked_right_refuses_the_act():
    sql("REVOKE EXECUTE ON FUNCTION audit_append FROM sidalih_app")
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        sql("SET LOCAL ROLE sidalih_app")
        audit.record("batch_approved", by="ani", regency="3578")
    assert not Event.objects.exists()
