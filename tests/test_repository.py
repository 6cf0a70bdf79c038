"""What holds for the whole repository: sizes, docstrings, no binaries, no other hosts, no real NIK."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MOST_LINES, MOST_TEST_LINES, MOST_BYTES = 400, 600, 200_000


def tracked():
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.decode().split("\0") if name and (ROOT / name).is_file()]


def python_files():
    return [path for path in tracked() if path.suffix == ".py" and "migrations" not in path.parts]


def test_files_are_small_rooms():
    large = []
    for path in python_files():
        lines = len(path.read_text(encoding="utf-8").splitlines())
        limit = MOST_TEST_LINES if "tests" in path.parts else MOST_LINES
        if lines > limit:
            large.append(f"{path.relative_to(ROOT)}: {lines}")
    assert not large


def test_every_module_and_public_function_says_what_it_promises():
    silent = []
    for path in python_files():
        if "tests" in path.parts or path.name == "__init__.py" and not path.read_text().strip():
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if not ast.get_docstring(tree):
            silent.append(f"{path.relative_to(ROOT)}")
        for node in tree.body:
            public = isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
            if public and not ast.get_docstring(node) and "bench" not in path.parts:
                silent.append(f"{path.relative_to(ROOT)}:{node.name}")
    assert not silent


def test_no_large_or_built_files():
    large = [str(path) for path in tracked() if path.stat().st_size > MOST_BYTES
             and path.suffix not in {".csv", ".xlsx", ".txt", ".po"}]
    assert not large
    assert not [path for path in tracked() if path.suffix in {".mo", ".whl", ".min.js", ".exe", ".so"}]


def test_the_style_checks_pass():
    done = subprocess.run([sys.executable, "-m", "ruff", "check", "--quiet", "."], cwd=ROOT, capture_output=True,
                          text=True)
    assert done.returncode == 0, done.stdout


def test_nothing_is_asked_of_another_host():
    """Pages, styles, scripts and set-up name no other host; loopback and XML namespaces are not hosts."""
    harmless = re.compile(r"https?://(127\.0\.0\.1|localhost|\[::1\]|testserver|schemas\.openxmlformats|www\.w3\.org)")
    found = []
    kinds = {".html", ".css", ".js", ".svg", ".toml", ".txt", ".yml", ".cfg", ""}
    for path in tracked():
        if path.suffix in kinds and "tests" not in path.parts:
            for match in re.finditer(r"https?://[^\s\"'<>)]+", path.read_text(encoding="utf-8", errors="ignore")):
                if not harmless.match(match.group()):
                    found.append(f"{path.relative_to(ROOT)}: {match.group()}")
    assert not found


def test_every_nik_in_the_repository_is_synthetic():
    """Serials from 9000 on are practically never issued; digits that are no possible NIK are no person."""
    real = []
    for path in tracked():
        if path.suffix in {".xlsx", ".png", ".csv"} or path.name.startswith("requirements"):
            continue
        for match in re.finditer(r"(?<![\w.])\d{16}(?![\w.])", path.read_text(encoding="utf-8", errors="ignore")):
            digits = match.group()
            day = int(digits[6:8])
            possible = (1 <= day <= 31 or 41 <= day <= 71) and 1 <= int(digits[8:10]) <= 12
            if possible and digits[12] != "9" and 11 <= int(digits[:2]) <= 96:
                real.append(f"{path.relative_to(ROOT)}: {digits[:6]}…")
    assert not real
