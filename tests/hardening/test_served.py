"""A served installation passes the deploy checks, Django's and ours; unsafe settings are refused before any request."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from sidalih.hardening.environment import unsafe
from tests.hardening.conftest import SERVED, served

CHECK = ("-m", "django", "check", "--deploy", "--fail-level", "WARNING")


def test_the_deploy_checks_have_nothing_to_say():
    done = served(*CHECK)
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


GOOD = {"SECRET_KEY": SERVED["SECRET_KEY"], "SECRET_KEY_FALLBACKS": [], "ALLOWED_HOSTS": ["sidalih.example"],
        "DEBUG": False, "DEMO": False, "SECURE_COOKIES": True}
REFUSED = {
    "short key": ({"SECRET_KEY": "short"}, "E001"),
    "one letter": ({"SECRET_KEY": "a" * 80}, "E001"),
    "key from a tutorial": ({"SECRET_KEY": "django-insecure-" + GOOD["SECRET_KEY"]}, "E002"),
    "placeholder": ({"SECRET_KEY": "changeme-" + GOOD["SECRET_KEY"]}, "E002"),
    "short former key": ({"SECRET_KEY_FALLBACKS": ["short"]}, "E001"),
    "everybody's name": ({"ALLOWED_HOSTS": ["*"]}, "E003"),
    "DEBUG for visitors": ({"DEBUG": True}, "E004"),
    "the demonstration": ({"DEMO": True}, "E005"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_unsafe(name):
    changes, number = REFUSED[name]
    assert [found for found, _sentence in unsafe(SimpleNamespace(**GOOD | changes))] == [f"hardening.{number}"]


def test_what_is_safe():
    assert unsafe(SimpleNamespace(**GOOD)) == []
    assert unsafe(SimpleNamespace(**GOOD | {"DEBUG": True, "SECRET_KEY": "x", "ALLOWED_HOSTS": ["localhost"]})) == []


@pytest.mark.parametrize("command", [("-c", "import sidalih.wsgi"), ("-c", "import sidalih.asgi"), CHECK])
def test_unsafe_settings_are_not_served_and_named_all_at_once(command):
    done = served(*command, SECRET_KEY="kunci-pendek", ALLOWED_HOSTS="*")
    assert done.returncode != 0
    assert "hardening.E001" in done.stderr and "hardening.E003" in done.stderr
    assert "kunci-pendek" not in done.stderr


@pytest.mark.parametrize("variable", ["SECRET_KEY", "DATABASE_URL"])
def test_without_its_secrets_nothing_starts(variable):
    done = served("-c", "import sidalih.wsgi", **{variable: None})
    assert done.returncode != 0
    assert variable in done.stderr


def test_served_as_it_should_be_it_starts():
    done = served("-c", "import sidalih.wsgi")
    assert done.returncode == 0, done.stderr


def test_the_settings_read_every_variable_that_compose_sets():
    root = Path(__file__).parents[2]
    portal = (root / "docker-compose.yml").read_text(encoding="utf-8").split("&environment")[1].split("volumes:")[0]
    named, read = re.findall(r"^ +([A-Z_]+):", portal, re.M), (root / "sidalih/settings.py").read_text(encoding="utf-8")
    assert len(named) > 10
    assert [name for name in named if f'"{name}"' not in read] == []


def test_former_keys_come_from_the_environment():
    done = served("-c", "import sidalih.settings as s; print(s.SECRET_KEY_FALLBACKS)", SECRET_KEY_FALLBACKS="a,b")
    assert done.stdout.strip() == "['a', 'b']"


def test_sixteen_digits_with_an_error_in_a_served_process_stay_out_of_its_log():
    code = ("import django; django.setup(); import logging\n"
            "logging.getLogger('x').warning('NIK 3578010101909001 and 3578.0101.0190.9001')\n"
            "try:\n    raise ValueError('3578010101909001')\nexcept ValueError:\n    logging.exception('broken')\n")
    done = served("-c", code)
    assert "broken" in done.stderr and "ValueError" in done.stderr
    assert "3578" not in done.stderr and "1909001" not in done.stderr
