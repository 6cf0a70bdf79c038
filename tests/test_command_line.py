"""Every command answers one JSON object, leaves 0, 1 or 2, and never shows the words of an error."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db
PROJECT = ("add_user", "issue_credential", "load_areas", "open_period", "load_roll", "check_batch", "receive_batch",
           "submit_batch", "approve_batch", "countersign_batch", "apply_batch", "take_snapshot",
           "verify_snapshot", "export_snapshot", "diff_snapshots", "build_rollup")


def run(*arguments):
    """(answer, exit status) of a command with --json."""
    out = io.StringIO()
    try:
        call_command(*[str(argument) for argument in arguments], "--json", stdout=out, stderr=io.StringIO())
    except SystemExit as leaving:
        return json.loads(out.getvalue()), leaving.code
    return json.loads(out.getvalue()), 0


@pytest.mark.parametrize("arguments", [
    ("submit_batch", 999, "--by", "operator"), ("approve_batch", 999, "--by", "approver"), ("apply_batch", 999),
    ("countersign_batch", 999, "--by", "province_approver", "--reason", "x"),
    ("submit_batch", 1, "--by", "nobody"), ("verify_snapshot", 999), ("verify_snapshot", 10**20),
    ("apply_batch", 10**20), ("export_snapshot", 999, "--out", "x.zip"),
    ("diff_snapshots", 1, 2), ("build_rollup", "--area", "3578", "--period", "2017-07", "--stage", "DPB"),
    ("build_rollup", "--area", "35", "--period", "none", "--stage", "DPB"),
    ("take_snapshot", "--regency", "9999", "--period", "2017-07", "--stage", "DPB", "--by", "operator"),
    ("take_snapshot", "--regency", "3578", "--period", "none", "--stage", "DPB", "--by", "operator"),
    ("check_batch", "/none", "--regency", "3578", "--period", "2017-07"),
    ("receive_batch", "/none", "--regency", "3578", "--period", "2017-07", "--by", "operator"),
    ("load_roll", "/none", "--regency", "3578"), ("load_roll", "/", "--regency", "3578"),
    ("add_user", "operator", "--role", "operator", "--area", "3578"),
    ("issue_credential", "--role", "operator", "--area", "35", "--name", "Siti"),
    ("issue_credential", "--role", "operator", "--area", "9999", "--name", "Siti"),
    ("issue_credential", "--role", "operator", "--area", "3578", "--name", " "),
    ("open_period", "", "--label", "x", "--reference-date", "2017-07-31", "--codeset", "2018"),
], ids=lambda arguments: " ".join(map(str, arguments))[:60])
def test_refusals_are_one_object_and_exit_1(people, july, arguments):
    answer, status = run(*arguments)
    assert set(answer) == {"error"}
    assert answer["error"]["code"] != "failed"
    assert answer["error"]["message"]
    assert status == 1


@pytest.mark.parametrize("name", PROJECT)
def test_bad_usage_is_no_answer(db, name):
    with pytest.raises(CommandError):
        call_command(name, "--no-such-option")


def test_a_command_that_breaks_says_so_without_the_words_of_the_error(people, monkeypatch):
    from sidalih.areas import actions

    def broken():
        raise RuntimeError("3578040105909001")
    monkeypatch.setattr(actions, "load_areas", broken)
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(SystemExit) as leaving:
        call_command("load_areas", "--json", stdout=out, stderr=err)
    assert leaving.value.code == 1
    assert json.loads(out.getvalue())["error"]["code"] == "failed"
    assert "3578040105909001" not in out.getvalue() + err.getvalue()
    assert "RuntimeError" in err.getvalue()
