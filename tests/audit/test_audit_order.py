"""The order of locks: rolls, batches and jobs first, the head of the chain last, and held for moments only."""

import ast
import threading
from pathlib import Path

import pytest
from django.db import connections, transaction

from sidalih import audit
from sidalih.audit.verifying import verify

ROOT = Path(__file__).parent.parent.parent
LOCKING = {"enqueue", "save", "create", "bulk_create", "update_or_create", "select_for_update", "locked", "delete"}
FILES = {"storage", "default_storage"}  # what is deleted there locks no row


def actions():
    return sorted(path for folder in ("sidalih", "voters", "ektp") for path in (ROOT / folder).rglob("*.py")
                  if "actions" in path.parts or path.name == "actions.py")


@pytest.mark.parametrize("path", actions(), ids=lambda path: str(path.relative_to(ROOT)))
def test_an_action_records_last(path):
    """Nothing that could wait for another row follows in the same function."""
    for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(function, ast.FunctionDef):
            continue
        calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)
                 and isinstance(node.func, ast.Attribute)]
        recorded = [call.lineno for call in calls if call.func.attr == "record"
                    and getattr(call.func.value, "id", "") == "audit"]
        for call in calls:
            late = recorded and call.lineno > max(recorded) and call.func.attr in LOCKING
            assert not late or getattr(call.func.value, "id", "") in FILES, f"{path}:{call.lineno}"


@pytest.mark.django_db(transaction=True)
def test_writers_of_one_office_queue_and_those_of_another_do_not():
    entered, go_on, other = threading.Event(), threading.Event(), threading.Event()

    def slow():
        with transaction.atomic():
            audit.record("batch_checked", by="slow", regency="3578")
            entered.set()
            go_on.wait(10)
        connections.close_all()

    def quick(chain):
        audit.record("batch_checked", by="quick", regency=chain)
        other.set()
        connections.close_all()

    first = threading.Thread(target=slow)
    first.start()
    entered.wait(10)
    threading.Thread(target=quick, args=("3515",)).start()
    assert other.wait(5)
    other.clear()
    second = threading.Thread(target=quick, args=("3578",))
    second.start()
    assert not other.wait(0.5)
    go_on.set()
    first.join()
    second.join()
    assert other.is_set()
    assert [(r.chain, r.events, r.ok) for r in verify()] == [("3515", 1, True), ("3578", 2, True)]
