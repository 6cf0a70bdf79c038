"""Row security by raw SQL as the application's role: what no mistake in a query can show or change."""

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.errors import FeatureNotSupported

from sidalih.accounts.scope import scoped
from sidalih.row_security import ROLE
from tests.kit import applied, new, receive
from tests.roles import as_application
from voters.actions import snapshots

# The work queue serves all offices and holds no personal data; a worker claims a job before it knows whose it is.
WITHOUT_ROW_SECURITY = {"jobs_job"}
PARTITIONED = "voters_voter"


def rows(text, values=None):
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return cursor.fetchall()


def guarded_tables():
    return sorted(model._meta.db_table for model in apps.get_models()
                  if any(field.name == "regency" for field in model._meta.fields)
                  and model._meta.db_table not in WITHOUT_ROW_SECURITY)


@pytest.fixture
def two_offices(rolls, people, july):
    """Two regencies with a roll, a batch, and a snapshot each; one batch is applied."""
    applied(people, july, new(9001))
    receive(people, july, new(9002, NAMA=""))
    receive(people, july, new(9003), regency="3515", by="elsewhere")
    for regency, person in (("3578", "operator"), ("3515", "elsewhere")):
        snapshot = snapshots.take_snapshot(regency=regency, period=july, stage="DPB", by=people[person])
        snapshots.seal_snapshot(snapshot_id=snapshot.pk)


def test_every_table_of_a_regency_has_row_security_and_no_partition_is_granted(rolls):
    without = rows("SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
                   "WHERE a.attname = 'regency' AND NOT a.attisdropped AND c.relkind IN ('r', 'p') "
                   "AND c.relnamespace = 'public'::regnamespace AND NOT c.relrowsecurity")
    assert {name for (name,) in without} == WITHOUT_ROW_SECURITY
    granted = rows("SELECT DISTINCT g.table_name FROM information_schema.role_table_grants g "
                   "JOIN pg_class c ON c.relname = g.table_name WHERE g.grantee = %s AND c.relispartition", [ROLE])
    assert granted == []
    assert rows("SELECT count(*) FROM pg_class WHERE relowner = %s::regrole", [ROLE]) == [(0,)]


def test_the_role_is_bound_and_owns_and_bypasses_nothing(db):
    (attributes,) = rows("SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = %s",
                         [ROLE])
    assert attributes == (False, False, False, False)
    with as_application():
        assert rows("SELECT row_security_active('voters_voter')") == [(True,)]
        with pytest.raises(ProgrammingError), transaction.atomic():
            rows("SELECT * FROM django_migrations")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("before", ["never set", "after another transaction", "emptied by hand"])
def test_without_a_scope_nothing_is_read(two_offices, before):
    filled = [table for table in guarded_tables() if rows(f"SELECT EXISTS (SELECT 1 FROM {table})") == [(True,)]]
    assert len(filled) >= 8
    with as_application():
        if before == "after another transaction":
            with scoped("3578"):
                assert rows("SELECT count(*) > 0 FROM voters_voter WHERE regency = '3578'") == [(True,)]
        if before == "emptied by hand":
            rows("SELECT set_config('sidalih.lo', '', false), set_config('sidalih.hi', '', false)")
        for table in filled:
            with pytest.raises(ProgrammingError, match="no area scope set"):
                rows(f"SELECT * FROM {table}")


@pytest.mark.parametrize("table", ["voters_voter", "voters_roll", "voters_batch", "voters_batchrow",
                                   "voters_snapshot", "voters_snapshotvillage", "voters_tally"])
def test_another_office_does_not_exist(two_offices, table):
    everybody = dict(rows(f"SELECT regency, count(*) FROM {table} GROUP BY regency"))
    assert set(everybody) == {"3515", "3578"}
    for area, seen in (("3578", {"3578"}), ("3515", {"3515"}), ("35", {"3515", "3578"}), ("3501", set()),
                       ("36", set())):
        with scoped(area):
            found = dict(rows(f"SELECT regency, count(*) FROM {table} GROUP BY regency"))
        assert found == {code: everybody[code] for code in seen}


WRITES = [
    "UPDATE voters_voter SET until = 99 WHERE regency = '3515' AND until IS NULL",
    "UPDATE voters_batch SET state = 'approved' WHERE regency = '3515'",
    "UPDATE voters_batchrow SET name = 'X' WHERE regency = '3515'",
    "UPDATE voters_roll SET revision = 99 WHERE regency = '3515'",
]


@pytest.mark.parametrize("write", WRITES)
def test_another_office_cannot_be_changed(two_offices, write):
    with scoped("3578"), connection.cursor() as cursor:
        cursor.execute(write)
        assert cursor.rowcount == 0


REFUSED = [
    "UPDATE voters_voter SET name = 'X' WHERE regency = '3578'",
    "UPDATE voters_voter SET nik = '' WHERE regency = '3578'",
    "DELETE FROM voters_voter WHERE regency = '3578'", "TRUNCATE voters_voter",
    "DELETE FROM voters_batch", "DELETE FROM voters_batchrow", "DELETE FROM voters_roll",
    "UPDATE voters_snapshot SET seal = repeat('0', 64) WHERE sealed_at IS NOT NULL",
    "DELETE FROM voters_snapshot", "TRUNCATE voters_snapshot CASCADE",
    "UPDATE voters_snapshotvillage SET sha256 = repeat('0', 64)", "DELETE FROM voters_snapshotvillage",
    "UPDATE voters_tally SET male = 0", "DELETE FROM voters_tally", "TRUNCATE voters_tally",
    "UPDATE ektp_districtfigures SET recorded = 0", "DELETE FROM ektp_report",
    "INSERT INTO voters_voter SELECT * FROM voters_voter_3578 LIMIT 1",
    "SELECT * FROM voters_voter_3515", "SELECT * FROM voters_voter_3578",
    "UPDATE voters_batch SET regency = '3515' WHERE regency = '3578'",
    "INSERT INTO voters_roll (regency, revision, next_dpid, active, loaded_revision) VALUES ('3501', 1, 1, 0, 0)",
    "UPDATE areas_area SET name = 'X'", "DELETE FROM accounts_user", "DELETE FROM accounts_visit",
    "DELETE FROM audit_event", "UPDATE audit_event SET by = 'x'", "TRUNCATE audit_event",
    "ALTER TABLE voters_voter DISABLE ROW LEVEL SECURITY", "CREATE TABLE mine (id int)",
]


@pytest.mark.parametrize("write", REFUSED)
def test_what_the_application_never_does_is_refused(two_offices, write):
    with scoped("3578"), pytest.raises(ProgrammingError), transaction.atomic():
        rows(write)


def test_a_roll_is_never_loaded_past_the_policies(two_offices):
    with scoped("3578"), pytest.raises(FeatureNotSupported), transaction.atomic(), connection.cursor() as cursor:
        with cursor.copy("COPY voters_voter (regency) FROM STDIN") as copy:
            copy.write_row(("3515",))


def test_a_closed_version_stays_closed(two_offices):
    with scoped("3578"), connection.cursor() as cursor:
        cursor.execute("UPDATE voters_voter SET until = 7 WHERE regency = '3578' AND until IS NOT NULL")
        assert cursor.rowcount == 0
        with pytest.raises(ProgrammingError), transaction.atomic():
            cursor.execute("UPDATE voters_voter SET until = NULL WHERE regency = '3578' AND until IS NULL")


@pytest.mark.parametrize("question", [
    "SELECT * FROM voters_find_name('3515', '%A%', 5)", "SELECT * FROM voters_nik_elsewhere(ARRAY['1'], '3515')",
    "SELECT voters_analyse('3515')"])
def test_owner_functions_look_at_the_scope_themselves(two_offices, question):
    with scoped("3578"), pytest.raises(ProgrammingError, match="no area scope set"), transaction.atomic():
        rows(question)
    with as_application(), pytest.raises(ProgrammingError, match="no area scope set"), transaction.atomic():
        rows(question)


def test_partitions_are_made_for_regencies_only(areas):
    with as_application(), pytest.raises(ProgrammingError, match="not a regency"), transaction.atomic():
        rows("SELECT voters_make_partition('9999')")
    with as_application(), pytest.raises(ProgrammingError), transaction.atomic():
        rows("SELECT voters_build_partition('3501')")


@pytest.mark.parametrize("part", [
    "INSERT INTO voters_snapshotvillage (regency, snapshot_id, village, sha256, bytes, voters) "
    "SELECT regency, id, '3578999999', repeat('0', 64), 1, 1 FROM voters_snapshot WHERE regency = '3578' LIMIT 1",
    "INSERT INTO voters_tally SELECT (t).* FROM (SELECT t FROM voters_tally t WHERE regency = '3578' LIMIT 1) x"])
def test_a_sealed_snapshot_gets_no_parts(two_offices, part):
    with scoped("3578"), pytest.raises(ProgrammingError, match="is sealed"), transaction.atomic():
        rows(part)


def test_every_owner_function_is_closed_to_the_public_and_has_a_search_path(db):
    found = rows("SELECT p.proname, p.proconfig, has_function_privilege('public', p.oid, 'EXECUTE') FROM pg_proc p "
                 "WHERE p.prosecdef AND p.pronamespace = 'public'::regnamespace")
    assert len(found) >= 8
    for name, settings_, is_public in found:
        assert not is_public, name
        assert any(one.startswith("search_path=pg_catalog") for one in settings_ or ()), name


AREAS = st.one_of(st.sampled_from(["35", "3578", "3515", "3501", "3579", "36", "11"]),
                  st.from_regex(r"\A[0-9]{2}([0-9]{2}){0,4}\Z"))


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(area=AREAS)
def test_no_foreign_row_in_any_table_under_any_scope(two_offices, area):
    with scoped(area):
        for table in guarded_tables():
            if table.startswith("audit_"):
                continue
            regency = "regency" if table != PARTITIONED else "regency, since"
            for found in rows(f"SELECT DISTINCT {regency} FROM {table}"):
                assert found[0].startswith(area[:4])


def test_nested_scopes_give_back_the_outer_one(two_offices):
    def seen():
        return {code for (code,) in rows("SELECT regency FROM voters_roll")}
    with scoped("35"):
        with scoped("3515"):
            assert seen() == {"3515"}
        assert seen() == {"3515", "3578"}
        with pytest.raises(RuntimeError), scoped("3578"):
            raise RuntimeError
        assert seen() == {"3515", "3578"}
    assert rows("SELECT current_setting('role')") == [("none",)]


@pytest.mark.parametrize("area", ["", None, "3578; x", "jawa"])
def test_a_scope_needs_a_code(area):
    with pytest.raises(ValueError), scoped(area):
        pass
