"""Acts that were written down before there were chains become links in the order of their numbers."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from sidalih.audit.verifying import verify
from tests.audit.audit_kit import sql

pytestmark = pytest.mark.django_db(transaction=True)


def migrate(name):
    executor = MigrationExecutor(connection)
    executor.migrate([("audit", name)])


def test_old_acts_are_chained_by_the_migration():
    try:
        migrate("0001_initial")
        for number, chain in enumerate(["3578", "", "3515", "3578", "", "3578"], 1):
            sql("INSERT INTO audit_event (at, by, act, regency, subject, detail) VALUES (now(), 'ani', "
                "'batch_checked', %s, %s, '{\"a\": \"\\\\ é\"}')", chain, f"batch:{number}")
    finally:
        newest = max(name for app, name in MigrationExecutor(connection).loader.graph.nodes if app == "audit")
        migrate(newest)
        for table in ("event", "head"):
            sql(f"ALTER TABLE audit_{table} DISABLE TRIGGER audit_{table}_no_truncate")
    assert [(r.chain, r.events, r.ok) for r in verify()] == [("", 2, True), ("3515", 1, True), ("3578", 3, True)]
