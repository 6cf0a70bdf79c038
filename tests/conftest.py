"""Fixtures that every kind of test shares: regions, people, periods, rolls of the sample months."""

import os
from datetime import date
from pathlib import Path

import pytest
from django.db import connection

from tests import leaks

SAMPLES = Path(__file__).parent / "samples"
# Rolls of tests are so small that every strike would wait for the province. Processes that tests start read it too;
# tests of the brake itself set the real value.
os.environ["CHURN_BRAKE_PERCENT"] = "100"


def pytest_configure():
    """Passwords of test people are hashed cheaply: the real hash is slow on purpose. Signed-in clients have a visit.

    Tests look on as the database's owner; what they try out acts as the application (tests/roles.py).
    """
    from django.conf import settings

    from tests.entered import force_login_opens_a_visit
    from tests.roles import switch_everything

    settings.CHURN_BRAKE_PERCENT = int(os.environ["CHURN_BRAKE_PERCENT"])
    settings.DATABASES["default"].get("OPTIONS", {}).pop("assume_role", None)
    switch_everything()
    force_login_opens_a_visit()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    leaks.watch()


@pytest.fixture(autouse=True)
def no_number_is_logged():
    """Fail whatever test made the portal log a number that could be a NIK."""
    before = len(leaks.FOUND)
    yield
    assert leaks.FOUND[before:] == []


@pytest.fixture(scope="session", autouse=True)
def no_number_in_the_servers_log():
    """At the end of the session: PostgreSQL has written down none either."""
    log = leaks.server_log()
    before = log.stat().st_size if log else 0
    yield
    if log:
        assert leaks.leaked(log.read_bytes()[before:].decode(errors="replace")) == []


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Load the regions once, and keep a copy that the flush after transactional tests does not empty."""
    from sidalih.areas.actions import load_areas

    with django_db_blocker.unblock():
        load_areas()
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS kept_areas")
            cursor.execute("CREATE TABLE kept_areas AS SELECT * FROM areas_area WHERE code LIKE '35%' OR level <= 3")
            # Transactional tests are emptied by TRUNCATE, which the record of acts refuses everywhere else.
            cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER audit_event_no_truncate")
            cursor.execute("ALTER TABLE audit_head DISABLE TRIGGER audit_head_no_truncate")


@pytest.fixture
def areas(db):
    """Indonesia's regions down to districts, and East Java's villages, whatever test came before."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO areas_area SELECT * FROM kept_areas WHERE NOT EXISTS (SELECT 1 FROM areas_area)")


@pytest.fixture
def people(areas):
    """One person per role for Kota Surabaya and the province, by short name."""
    from sidalih.accounts.actions import add_user
    from tests.entered import give_app

    wanted = {
        "operator": ("operator", "3578"), "operator2": ("operator", "3578"), "approver": ("approver", "3578"),
        "viewer": ("viewer", "3578"), "elsewhere": ("operator", "3515"), "province": ("province", "35"),
        "province_approver": ("province_approver", "35"), "admin": ("admin", "3578"),
    }
    made = {name: add_user(username=name, role=role, area=area, password="rahasia sekali", by="test")
            for name, (role, area) in wanted.items()}
    for person in made.values():
        give_app(person)
    return made


@pytest.fixture
def july(areas):
    """The period of the 2017 sample."""
    from voters.actions.periods import open_period

    return open_period(code="2017-07", label="Juli 2017", reference_date=date(2017, 7, 31), codeset="2018", by="test")


@pytest.fixture
def rolls(july):
    """The sample rolls of Kota Surabaya and Sidoarjo, loaded."""
    from voters.actions.rolls import load_roll

    return {regency: load_roll(path=SAMPLES / "2017-07" / f"roll-{regency}.csv", regency=regency, by="test")
            for regency in ("3578", "3515")}
