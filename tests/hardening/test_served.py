"""A served installation passes the deploy checks, Django's and ours; unsafe settings are refused before any request."""

import pytest

from tests.hardening.conftest import SERVED, served

CHECK = ("-m", "django", "check", "--deploy", "--fail-level", "WARNING")


def test_the_deploy_checks_have_nothing_to_say():
    done = served(*CHECK)
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


REFUSED = {
    "short key": ({"SECRET_KEY": "short"}, "E001"),
    "one letter": ({"SECRET_KEY": "a" * 80}, "E001"),
    "key from a tutorial": ({"SECRET_KEY": "django-insecure-" + SERVED["SECRET_KEY"]}, "E002"),
    "placeholder": ({"SECRET_KEY": "changeme-" + SERVED["SECRET_KEY"]}, "E002"),
    "short former key": ({"SECRET_KEY_FALLBACKS": "short"}, "E001"),
    "everybody's name": ({"ALLOWED_HOSTS": "*"}, "E003"),
    "DEBUG for visitors": ({"DEBUG": "true"}, "E004"),
    "the demonstration": ({"SIDALIH_DEMO": "1"}, "E005"),
}


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("server", ["wsgi", "asgi"])
def test_unsafe_settings_are_not_served(name, server):
    changes, number = REFUSED[name]
    done = served("-c", f"import sidalih.{server}", **changes)
    assert done.returncode != 0
    assert f"hardening.{number}" in done.stderr and "ImproperlyConfigured" in done.stderr


@pytest.mark.parametrize("name", REFUSED)
def test_the_deploy_check_says_the_same(name):
    changes, number = REFUSED[name]
    done = served(*CHECK, **changes)
    assert done.returncode == 1
    assert f"hardening.{number}" in done.stderr


@pytest.mark.parametrize("variable", ["SECRET_KEY", "DATABASE_URL"])
def test_without_its_secrets_nothing_starts(variable):
    done = served("-c", "import sidalih.wsgi", **{variable: None})
    assert done.returncode != 0
    assert variable in done.stderr


def test_refusals_do_not_tell_the_secret():
    done = served("-c", "import sidalih.wsgi", SECRET_KEY="kunci-pendek")
    assert "kunci-pendek" not in done.stderr


def test_served_as_it_should_be_it_starts():
    done = served("-c", "import sidalih.wsgi")
    assert done.returncode == 0, done.stderr


def test_former_keys_come_from_the_environment():
    done = served("-c", "import sidalih.settings as s; print(s.SECRET_KEY_FALLBACKS)", SECRET_KEY_FALLBACKS="a,b")
    assert done.stdout.strip() == "['a', 'b']"


def test_sixteen_digits_with_an_error_in_a_served_process_stay_out_of_its_log():
    code = ("import django; django.setup(); import logging\n"
            "logging.getLogger('x').warning('NIK 3578010101900001 and 3578.0101.0190.0001')\n"
            "try:\n    raise ValueError('3578010101900001')\nexcept ValueError:\n    logging.exception('broken')\n")
    done = served("-c", code)
    assert "broken" in done.stderr and "ValueError" in done.stderr
    assert "3578" not in done.stderr and "1900001" not in done.stderr
