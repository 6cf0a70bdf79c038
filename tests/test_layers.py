"""The house's floors: a file imports only from floors below it, and rooms only from rooms they may know."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FLOORS = ["rules", "models", "sql", "intake", "queries", "actions", "tasks", "forms", "tables", "demo", "views",
          "panels", "management", "urls"]
SAME_HEIGHT = {"sql": "models", "tables": "forms", "charts": "forms", "printing": "forms", "demo": "views",
               "panels": "views", "management": "views"}
APPS = ("voters", "ektp")
SHEET_LIBRARIES = {"openpyxl", "python_calamine", "python_calamine_plus", "calamine", "rustpy_xlsxwriter", "xlsxwriter"}
CELERY_MAY_BE_IN = ("sidalih/celery.py", "sidalih/__init__.py", "sidalih/jobs/")


def sources(*folders):
    found = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return sorted(path for path in found if "migrations" not in path.parts)


def imports(path):
    """Every dotted name that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def height(floor):
    return FLOORS.index(SAME_HEIGHT.get(floor, floor))


def name(path):
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", sources(*APPS), ids=name)
def test_a_file_imports_only_from_its_own_floor_and_below(path):
    app, *place = path.relative_to(ROOT).parts
    floor = place[0].removesuffix(".py")
    if floor not in FLOORS and floor not in SAME_HEIGHT:
        assert floor in {"__init__", "apps"}
        return
    for imported in imports(path):
        parts = imported.split(".")
        if parts[0] == app and len(parts) > 1 and (parts[1] in FLOORS or parts[1] in SAME_HEIGHT):
            assert height(parts[1]) <= height(floor), f"{name(path)} imports {imported}"


@pytest.mark.parametrize("path", sources("voters/rules") + [ROOT / "ektp/rules.py"], ids=name)
def test_rules_know_only_python(path):
    import sys

    for imported in imports(path):
        top = imported.split(".")[0]
        assert top in sys.stdlib_module_names or imported.startswith("voters.rules"), imported


@pytest.mark.parametrize("path", sources(*APPS), ids=name)
def test_of_the_other_app_only_its_queries_are_known_and_only_to_ektp(path):
    for imported in imports(path):
        if imported.split(".")[0] == "ektp":
            assert path.is_relative_to(ROOT / "ektp"), f"{name(path)} imports {imported}"
        if imported.split(".")[0] == "voters" and path.is_relative_to(ROOT / "ektp"):
            assert imported == "voters.queries" or imported.startswith("voters.queries."), f"{name(path)}: {imported}"


@pytest.mark.parametrize("path", sources("sidalih"), ids=name)
def test_the_portal_knows_neither_app(path):
    allowed = {"sidalih/urls.py", "sidalih/settings.py"}
    for imported in imports(path):
        assert imported.split(".")[0] not in {"voters", "ektp"} or name(path) in allowed, imported


@pytest.mark.parametrize("path", sources("sidalih", *APPS), ids=name)
def test_spreadsheets_and_celery_stay_in_their_rooms(path):
    for imported in imports(path):
        top = imported.split(".")[0]
        assert top not in SHEET_LIBRARIES or name(path).startswith("sidalih/sheets/"), imported
        in_its_room = name(path).startswith(CELERY_MAY_BE_IN) or path.name == "tasks.py"
        assert top != "celery" or in_its_room, imported


WRITES = {"save", "create", "bulk_create", "update_or_create", "get_or_create", "bulk_update", "delete"}


@pytest.mark.parametrize("path", sources(
    *(f"{app}/{floor}" for app in APPS for floor in ("intake", "queries", "views", "management")), "sidalih/home",
    "sidalih/accounts/views") + [
    ROOT / "voters/tasks.py", ROOT / "ektp/tasks.py", ROOT / "ektp/panels.py", ROOT / "ektp/forms.py",
    ROOT / "sidalih/jobs/views.py"], ids=name)
def test_only_actions_write(path):
    if not path.exists():
        pytest.skip("not built")
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            assert node.func.attr not in WRITES, f"{name(path)}:{node.lineno} calls .{node.func.attr}()"
