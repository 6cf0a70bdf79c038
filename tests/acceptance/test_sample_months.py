"""The two sample months from the operator's file to the sealed snapshot, through the commands and nothing else."""

import hashlib
import io
import json
import subprocess
import zipfile
from datetime import date

import pytest
from django.core.management import call_command

from sidalih.areas import queries as areas_queries
from tests.conftest import SAMPLES
from voters.actions.periods import open_period
from voters.models import Batch, Voter

MONTHS = {"2017-07": ("2018", date(2017, 7, 31)), "2025-TW2": ("2022", date(2025, 6, 30))}


def run(*arguments):
    """One management command with --json, its answer as a dictionary."""
    out = io.StringIO()
    call_command(*[str(argument) for argument in arguments], "--json", stdout=out)
    return json.loads(out.getvalue())


@pytest.fixture(params=MONTHS)
def month(request, people):
    """A sample month: both rolls loaded, its period open. Gives (folder, expected.json)."""
    codeset, reference = MONTHS[request.param]
    open_period(code=request.param, label=request.param, reference_date=reference, codeset=codeset, by="test")
    folder = SAMPLES / request.param
    for regency in ("3578", "3515"):
        run("load_roll", folder / f"roll-{regency}.csv", "--regency", regency)
    return folder, json.loads((folder / "expected.json").read_text())


def workbook(folder):
    return folder / f"mutarlih-3578-{folder.name}.xlsx"


@pytest.mark.django_db
def test_check_batch_gives_exactly_the_expected_codes(month):
    folder, expected = month
    answer = run("check_batch", workbook(folder), "--regency", "3578", "--period", folder.name)
    for key in ("rows", "blocked", "counts", "problems", "file_problems"):
        assert answer[key] == expected[key], key
    assert not Batch.objects.exists()


@pytest.mark.django_db
def test_from_the_file_to_the_sealed_snapshot(month, tmp_path):
    folder, expected = month
    period = folder.name
    received = run("receive_batch", workbook(folder), "--regency", "3578", "--period", period, "--by", "operator")
    assert (received["rows"], received["blocked"], received["counts"]) == (
        expected["rows"], expected["blocked"], expected["counts"])

    submitted = run("submit_batch", received["batch"], "--by", "operator")
    assert submitted["state"] == "submitted"
    draft = Batch.objects.get(pk=submitted["draft"])
    assert (draft.state, draft.rows, draft.blocked) == ("checked", expected["blocked"], expected["blocked"])

    assert run("approve_batch", received["batch"], "--by", "approver")["state"] == "approved"
    applied = run("apply_batch", received["batch"])
    assert applied == {"batch": received["batch"], "state": "applied", "revision": 2,
                       "applied": expected["rows"] - expected["blocked"]}
    assert run("apply_batch", received["batch"]) == applied

    take = ("take_snapshot", "--regency", "3578", "--period", period, "--stage", "DPB", "--by", "operator")
    snapshot = run(*take)
    after = expected["after"]
    assert (snapshot["total"], snapshot["L"], snapshot["P"]) == (after["total"], after["L"], after["P"])
    names = areas_queries.names_of(snapshot["per_village"])
    assert {names[code]: counts for code, counts in snapshot["per_village"].items()} == after["per_desa"]
    assert snapshot["flow"] == after["flow"]
    assert Voter.objects.filter(regency="3578", until=None).count() == after["total"]

    again = run(*take)
    assert again["snapshot"] != snapshot["snapshot"]
    assert (again["seal"], again["flow"]) == (snapshot["seal"], snapshot["flow"])
    assert run("verify_snapshot", snapshot["snapshot"]) == {
        "snapshot": snapshot["snapshot"], "ok": True, "seal": snapshot["seal"], "findings": []}
    assert run("diff_snapshots", snapshot["snapshot"], again["snapshot"]) == {
        "added": [], "removed": [], "changed": []}

    target = tmp_path / "out" / "snapshot.zip"
    exported = run("export_snapshot", snapshot["snapshot"], "--out", target)
    assert (exported["file"], exported["bytes"], exported["seal"]) == (
        str(target), target.stat().st_size, snapshot["seal"])
    assert exported["sha256"] == hashlib.sha256(target.read_bytes()).hexdigest()
    with zipfile.ZipFile(target) as archive:
        archive.extractall(tmp_path / "unpacked")
    subprocess.run(["sha256sum", "--strict", "-c", "SHA256SUMS"], cwd=tmp_path / "unpacked", check=True)
    sums = subprocess.run(["sha256sum", "SHA256SUMS"], cwd=tmp_path / "unpacked", check=True, capture_output=True)
    assert sums.stdout.split()[0].decode() == snapshot["seal"]

    rollup = run("build_rollup", "--area", "35", "--period", period, "--stage", "DPB")
    assert (rollup["included"], rollup["total"], rollup["L"], rollup["P"]) == (
        1, after["total"], after["L"], after["P"])
    assert len(rollup["missing"]) == 37
    assert "3578" not in rollup["missing"]


@pytest.mark.django_db
def test_the_same_file_twice_is_f05(month, capsys):
    folder, _expected = month
    receive = ("receive_batch", workbook(folder), "--regency", "3578", "--period", folder.name, "--by", "operator")
    first = run(*receive)
    with pytest.raises(SystemExit) as leaving:
        call_command(*[str(argument) for argument in receive], "--json")
    assert leaving.value.code == 1
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["code"] == "F05"
    assert first["receipt"] in error["message"]
    answer = run("check_batch", workbook(folder), "--regency", "3578", "--period", folder.name)
    assert answer["file_problems"] == ["F05"]
