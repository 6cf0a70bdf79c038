"""Nobody changes or forges the record: neither the application's role nor the owner; and who may read what."""

import threading

import pytest
from django.db import DatabaseError, ProgrammingError, connections, transaction

from sidalih import audit
from sidalih.accounts.scope import scoped
from sidalih.audit import queries
from sidalih.audit.models import Event, Head
from sidalih.audit.verifying import verify
from tests.audit.audit_kit import as_app, fill, sql

WRITES = [
    "UPDATE audit_event SET by = 'x'", "UPDATE audit_event SET detail = '{}' WHERE false", "DELETE FROM audit_event",
    "DELETE FROM audit_event WHERE seq = 1", "TRUNCATE audit_event", "TRUNCATE audit_event, audit_head CASCADE",
    "DELETE FROM audit_head", "TRUNCATE audit_head", "UPDATE audit_head SET seq = 1",
    "UPDATE audit_head SET seq = seq + 1", "UPDATE audit_head SET chain = '3515'",
    "INSERT INTO audit_head VALUES ('3515', 5, repeat('a', 64))",
    "UPDATE audit_head SET seq = 0, hash = repeat('0', 64)",
]
FORGED = ("INSERT INTO audit_event (regency, seq, at, by, act, subject, origin, detail, hash) "
          "VALUES ('3578', 99, now(), 'ani', 'batch_approved', '', '{}', '{}', repeat('a', 64))")


@pytest.mark.django_db
@pytest.mark.parametrize("statement", WRITES)
def test_the_owner_cannot_change_cut_or_empty_the_record(statement):
    fill(events=3)
    sql("ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_event_no_truncate")
    sql("ALTER TABLE audit_head ENABLE ALWAYS TRIGGER audit_head_no_truncate")
    with pytest.raises(ProgrammingError, match="refused"), transaction.atomic():
        sql(statement)
    assert [(r.chain, r.events, r.ok) for r in verify()] == [("3578", 3, True)]


@pytest.mark.django_db
@pytest.mark.parametrize("statement", [*WRITES, FORGED])
def test_the_applications_role_has_no_right_to_write_at_all(statement):
    fill(events=3)
    with pytest.raises(ProgrammingError, match="permission denied"), as_app("3500", "3599"):
        sql(statement)
    assert [(r.chain, r.events, r.ok) for r in verify()] == [("3578", 3, True)]


@pytest.mark.django_db
@pytest.mark.parametrize(("seq", "at"), [
    ("h.seq + 1", "now() - interval '1 day'"), ("h.seq + 1", "clock_timestamp() + interval '1 hour'"),
    ("h.seq + 2", "clock_timestamp()"), ("h.seq", "clock_timestamp()"), ("0", "clock_timestamp()")])
def test_the_owner_neither_back_dates_an_event_nor_puts_one_beside_the_head(seq, at):
    """With the right hash it would verify; so it must not get in while the triggers stand."""
    fill(events=3)
    with pytest.raises(ProgrammingError, match="refused"), transaction.atomic():
        sql(f"""INSERT INTO audit_event (regency, seq, at, by, act, subject, origin, detail, hash)
            SELECT h.chain, {seq}, {at}, 'ani', 'batch_approved', '', '{{}}', '{{}}', encode(sha256(convert_to(
                h.hash || E'\\n' || audit_line(h.chain, {seq}, {at}, 'ani', 'batch_approved', '', '{{}}', '{{}}'),
                'UTF8')), 'hex') FROM audit_head h WHERE h.chain = '3578'""")
    assert [(r.chain, r.events, r.ok) for r in verify()] == [("3578", 3, True)]


@pytest.mark.django_db
def test_the_applications_role_writes_through_the_function_only_and_cannot_choose_number_time_or_hash():
    with as_app():
        audit.record("batch_approved", by="ani", regency="3578", subject="batch:1")
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            sql("SELECT nextval(pg_get_serial_sequence('audit_event', 'id'))")
        with pytest.raises(ProgrammingError), transaction.atomic():
            sql("ALTER TABLE audit_event DISABLE TRIGGER USER")
    assert [(r.chain, r.events, r.ok) for r in verify()] == [("3578", 1, True)]


@pytest.mark.django_db
@pytest.mark.parametrize(("chain", "by", "act"), [("357", "ani", "x"), ("abcd", "ani", "x"), ("3578", "", "x"),
                                                  ("3578", "ani", ""), ("3578", "ani", "Batch approved")])
def test_an_act_without_office_person_or_name_is_refused(chain, by, act):
    with pytest.raises(DatabaseError), transaction.atomic():
        audit.record(act, by=by, regency=chain)
    assert not Event.objects.exists()


READERS = {"3578": ["3578"], "3515": ["3515"], "35": ["", "35", "3515", "3578"], "36": ["", "36", "3671"]}


@pytest.mark.django_db
@pytest.mark.parametrize("area", READERS)
def test_offices_read_their_own_chain_and_provinces_theirs_and_the_portals(area):
    for chain in ("", "35", "36", "3515", "3578", "3671"):
        fill(chain, events=1)
    with transaction.atomic():
        sql("SET LOCAL ROLE sidalih_app")
        with scoped(area):
            assert sorted(set(Event.objects.values_list("regency", flat=True))) == READERS[area]
        sql("RESET ROLE")


@pytest.mark.django_db
def test_without_a_scope_nothing_is_read():
    fill(events=1)
    with pytest.raises(ProgrammingError, match="no area scope set"), as_app():
        list(Event.objects.all())
    with as_app("3515", "3515"):
        assert not Event.objects.exists()
        assert not queries.history_of("batch:1").exists()


@pytest.mark.django_db(transaction=True)
def test_eight_writers_make_one_chain():
    """500 events each, in chains of their own and shared ones, some transactions rolled back (catalogue 45)."""
    errors = []

    def write(writer):
        try:
            for number in range(500):
                with transaction.atomic():
                    audit.record("batch_checked", by=f"w{writer}", regency=("3578", "3515", "")[number % 3], n=number)
                    if number % 50 == 49:
                        transaction.set_rollback(True)
        except Exception as error:  # noqa: BLE001 - the test asserts that there is none
            errors.append(repr(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    reports = verify()
    assert all(report.ok for report in reports) and sum(report.events for report in reports) == 8 * 490
    for head in Head.objects.all():
        seqs = list(Event.objects.filter(regency=head.chain).order_by("id").values_list("seq", flat=True))
        assert seqs == list(range(1, head.seq + 1))
