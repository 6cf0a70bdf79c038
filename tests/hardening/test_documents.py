"""The threat model and the compose file keep what they say: proofs exist, every variable of the portal can be set."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODEL = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
COMPOSE = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
# Asked of ASVS by the project: level 2, and these of level 3.
THIRD_LEVEL = ("1.2.10", "2.3.5", "6.3.8", "6.4.6", "15.4.2")
NOT_FOR_COMPOSE = {"SIDALIH_VAR", "DEBUG", "STATIC_STORAGE", "SIDALIH_DEMO", "SIDALIH_DATABASE_ROLE"}


def table():
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in MODEL.split("## OWASP")[1].splitlines()
            if line.startswith("|")][2:]


@pytest.mark.parametrize("row", table(), ids=lambda row: row[0])
def test_every_row_of_asvs_names_a_proof_that_exists(row):
    proofs = re.findall(r"`(tests/[\w/]+\.py)`", row[3])
    assert proofs and row[1] and row[2]
    for proof in proofs:
        path = ROOT / proof
        assert path.exists() and "def test_" in path.read_text(encoding="utf-8"), proof


def test_the_third_level_rows_are_there():
    marked = {number.strip("* ") for row in table() for number in row[0].split(",") if number.endswith("*")}
    assert marked >= set(THIRD_LEVEL)


ATTACKERS = ("outsider", "curious operator", "colluding pair", "laptop", "backup", "malicious admin", "worker")


@pytest.mark.parametrize("who", ATTACKERS)
def test_every_attacker_is_thought_of(who):
    headings = re.findall(r"^### (.+)$", MODEL, re.M)
    assert any(who in heading for heading in headings)


def test_what_is_open_is_said():
    assert MODEL.split("## Still open")[1].split("##")[0].count("\n- ") >= 5


def test_the_notice_of_article_46_has_its_three_parts():
    notice = OPERATIONS.split("## After a leak")[1].split("## Environment")[0]
    assert "3 × 24" in notice
    for part in ("Data yang terungkap", "Kapan dan bagaimana", "Upaya penanganan dan pemulihan"):
        assert part in notice
    for command in ("account_saw", "verify_audit", "find_export"):
        assert command in notice
        assert list(ROOT.glob(f"sidalih/*/management/commands/{command}.py")), command


def test_compose_passes_every_variable():
    asked = set(re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", (ROOT / "sidalih/settings.py").read_text(encoding="utf-8")))
    given = set(re.findall(r"^    ([A-Z_]+):", COMPOSE, re.M)) | {"DATABASE_URL"}
    assert asked - given <= NOT_FOR_COMPOSE


def test_only_migrations_know_the_owner():
    part = COMPOSE.split("services:\n")[1].split("\nvolumes:")[0] + "\n"
    services = dict(re.findall(r"^  (\w+):\n((?:    .*\n|\n)+)", part, re.M))
    assert {name for name, text in services.items() if "POSTGRES_PASSWORD" in text} == {"db", "migrate"}
    assert "sidalih_web:${APP_PASSWORD" in COMPOSE.split("services:")[0]
    roles = (ROOT / "deploy" / "roles.sh").read_text(encoding="utf-8")
    assert "NOSUPERUSER PASSWORD :'owner'" in roles and "IN ROLE sidalih_app" in roles
