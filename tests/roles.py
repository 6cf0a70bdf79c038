"""Tests look on as the database's owner; what they try out acts as the application, as it does in service.

Requests of the test client and of the live server, commands, and jobs done in this process are switched; `acting
as the application` is also there by hand, for raw SQL.
"""

import threading
from contextlib import contextmanager, suppress
from functools import wraps

import psycopg
from django.db import connection

from sidalih.row_security import ROLE


@contextmanager
def as_application():
    """Act as the application's role, and as whoever one was afterwards."""
    before = _role()
    _become(ROLE)
    try:
        yield
    finally:
        with suppress(psycopg.Error):  # a broken transaction: rolling it back gives the role back
            _become(before)


def switched(function):
    """The function, acting as the application."""
    @wraps(function)
    def act(*arguments, **named):
        with as_application():
            return function(*arguments, **named)
    return act


def switch_everything():
    """Make requests, commands and jobs act as the application for the rest of the session."""
    from django.db.backends.signals import connection_created
    from django.test import Client

    from sidalih.cli import JsonCommand
    from sidalih.jobs import runner

    Client.request = switched(Client.request)
    runner._work = switched(runner._work)
    execute = JsonCommand.execute

    def execute_as_told(command, *arguments, **options):
        builds = command.__class__.__module__.endswith(".load_areas")
        return execute(command, *arguments, **options) if builds else switched(execute)(command, *arguments, **options)
    JsonCommand.execute = execute_as_told
    connection_created.connect(_in_the_live_server, weak=False)


def _in_the_live_server(connection, **_):
    if "process_request_thread" in threading.current_thread().name:
        with connection.cursor() as cursor:
            cursor.execute(f"SET ROLE {ROLE}")


# On the driver's own connection: these are none of the queries that a test counts.
def _role():
    connection.ensure_connection()
    return connection.connection.execute("SELECT current_setting('role')").fetchone()[0]


def _become(role):
    connection.ensure_connection()
    connection.connection.execute("SELECT set_config('role', %s, false)", [role])
