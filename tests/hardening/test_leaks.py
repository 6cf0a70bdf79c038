"""The watch over all logs is awake, the stars know numbers as people write them, statements stay out of the log."""

import logging

import pytest
from django.db import connection

from sidalih.privacy import NUMBER, QuietFormatter
from tests import leaks

NIK = "3578010101909001"


@pytest.fixture
def caught():
    """What the watch has found within the test; taken away, so that the test itself passes."""
    before = len(leaks.FOUND)
    yield lambda: leaks.FOUND[before:]
    del leaks.FOUND[before:]


@pytest.mark.parametrize("name", ["x", "django.request", "django.server", "celery.worker"])
def test_a_number_in_any_logger_is_found(name, caught):
    logging.getLogger(name).warning("NIK %s", NIK)
    assert len(caught()) == 1
    assert NIK not in caught()[0]


def test_the_address_of_a_page_that_does_not_exist_is_found(client, caught, db):
    client.get(f"/pemilih/{NIK}/")
    assert any("django.request" in line for line in caught())


@pytest.mark.parametrize("text", [NIK, "3578.0101.0190.9001", "3578 0101 0190 9001", "3578-0101-0190-9001",
                                  "357801 010190 9001", "35.78.01.010190.9001", NIK + NIK, "x" + NIK + "y", NIK + "7",
                                  "".join(chr(0x660 + int(digit)) for digit in NIK)])
def test_numbers_as_people_write_them_are_starred(text):
    line = QuietFormatter("%(message)s").format(logging.LogRecord("x", 30, "f", 1, "a " + text + " b", (), None))
    assert line.replace("x", "").replace("y", "") == "a **************** b"


@pytest.mark.parametrize("text", ["2026-11-23 22:31:07,123", "127.0.0.1:54321", "10.20.30.40 443", "3578/2017-07/0001",
                                  "5.2.19", "123456789012345", "revision 12 of 3578", "1.234.567"])
def test_other_numbers_stay_readable(text):
    assert not NUMBER.search(text)


def test_values_of_statements_are_not_logged(db, caplog, settings):
    assert logging.getLogger("django.db.backends").getEffectiveLevel() >= logging.INFO
    settings.DEBUG = True  # only then Django words its statements at all
    with caplog.at_level(logging.INFO), connection.cursor() as cursor:
        cursor.execute("SELECT %s", [NIK])
    assert NIK not in caplog.text


def test_logs_of_servers_are_read():
    assert leaks.leaked(f"ERROR: {NIK}\nok\n" + "a" * 8 + "1" * 16 + "b\n") == ["ERROR: ****************"]
