"""A stranger verifies exports with the program that docs/seal.md prints, and nothing of ours."""

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.kit import applied, change, new, strike, voters
from tests.seal_kit import seal
from voters.actions import exporting
from voters.actions.periods import open_period

pytestmark = pytest.mark.django_db
DOCS = Path(__file__).parents[2] / "docs"
PROGRAM = DOCS / "verify_seal.py"


def verify(*paths):
    """(whether it says that all is well, what it says), run without the portal's packages."""
    done = subprocess.run([sys.executable, "-I", "-S", str(PROGRAM), *map(str, paths)], capture_output=True, text=True,
                          check=False, env={})
    return done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def zips(rolls, people, july, tmp_path):
    """Exports of three snapshots in a chain; the third replaces the second."""
    august = open_period(code="2017-08", label="Agustus", reference_date="2017-08-31", codeset="2018", by="test")
    some, made = voters(), []
    moved, other = {"TPS": "901", "JALAN": "JL. 'A, B'"}, {"L/P": "P" if some[2].sex == "L" else "L"}
    for period, rows in ((july, [new(9001)]), (august, [strike(some[0]), change(some[1], **moved)]),
                         (august, [change(some[2], **other)])):
        applied(people, july, *rows)
        snapshot = seal(people, period)
        path = tmp_path / f"{snapshot.pk}.zip"
        exporting.export_snapshot(snapshot_id=snapshot.pk, out=path, by="test")
        made.append((snapshot, path))
    return made


def rewritten(path, name, change_it):
    """A copy of a ZIP in which one file is another."""
    target = path.with_name("x.zip")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as copy:
        for entry in old.namelist():
            content = old.read(entry)
            changed = change_it(content) if entry == name else content
            if changed is not None:
                copy.writestr(entry, changed)
    return target


def test_what_is_printed_is_the_program():
    printed = re.findall(r"```python\n(.*?)```", (DOCS / "seal.md").read_text(encoding="utf-8"), re.S)
    assert printed == [PROGRAM.read_text(encoding="utf-8")]


def test_exports_and_their_chain_are_verified(zips):
    for snapshot, path in zips:
        fine, said = verify(path)
        assert fine, said
        assert snapshot.seal in said and snapshot.code in said and f"total {snapshot.total} " in said
    paths = [path for _snapshot, path in zips]
    assert verify(*paths)[0]
    assert zips[2][0].replaces == zips[1][0]
    for wrong in ([paths[0], paths[0]], [paths[1], paths[0]], paths[::-1]):
        fine, said = verify(*wrong)
        assert not fine and "the chain" in said


def edited(**values):
    def edit(content):
        manifest = json.loads(content)
        for path, value in values.items():
            *way, last = path.split("__")
            inner = manifest
            for key in way:
                inner = inner[key]
            inner[last] = value
        return json.dumps(manifest)
    return edit


@pytest.mark.parametrize(("name", "change_it", "says"), [
    ("3578041001.csv", lambda old: old.replace(b"JL", b"JI", 1), "is not what was sealed"),
    ("3578041001.csv", lambda old: None, "KeyError"),
    ("SHA256SUMS", lambda old: old.split(b"\n", 1)[1], "files"),
    ("SHA256SUMS", lambda old: old + b"\n", ""),
    ("manifest.json", edited(seal="0" * 64), "the seal is another"), ("manifest.json", edited(total=7), "the total"),
    ("manifest.json", edited(L=7), "L or P"), ("manifest.json", edited(stage="DPT"), "proof or code"),
    ("manifest.json", edited(explanation="x"), "proof or code"), ("manifest.json", edited(proof__code="0"), "proof or"),
    ("manifest.json", edited(previous_proof="0" * 64), "proof or code"),
    ("manifest.json", edited(villages__3578041001__voters=1), "voters of a village"),
    ("manifest.json", edited(villages__3578041001__figures__pemilih={"L": 1, "P": 2}), "voters of a village"),
    ("manifest.json", edited(figures__baru={"L": 9, "P": 9}), "proof or code"),
])
def test_a_changed_export_is_found(zips, name, change_it, says):
    fine, said = verify(rewritten(zips[0][1], name, change_it))
    assert not fine and says in said


def test_whose_copy_it_is_is_not_proven(zips):
    assert verify(rewritten(zips[0][1], "manifest.json", edited(export={"by": "lain"})))[0]
