"""People at their clients, addresses of everything, and settings as a served installation has them."""

import json
import os
import subprocess
import sys

import pytest
from django.urls import get_resolver, reverse

from tests.web.conftest import enter, plain_static  # noqa: F401  (fixtures)

SERVED = {
    "DATABASE_URL": "postgres://u:p@127.0.0.1:1/x", "REDIS_URL": "redis://127.0.0.1:1/0",
    "SECRET_KEY": "0123456789abcdef" * 4, "SECURE_COOKIES": "true", "ALLOWED_HOSTS": "sidalih.example,127.0.0.1",
    "TRUSTED_PROXY_HOPS": "1", "DJANGO_SETTINGS_MODULE": "sidalih.settings"}
WANTED = ("SESSION_", "CSRF_", "LANGUAGE_COOKIE", "SECURE_", "TRUSTED_")


def served(*command, **changes):
    """Run a Python command as in a served installation; `changes` to its environment, None takes a variable away."""
    unset = {name for name, value in changes.items() if value is None}
    unset = {*unset, "DJANGO_ALLOW_ASYNC_UNSAFE"}  # a browser test of this session may have set it for itself
    environment = {name: value for name, value in (os.environ | SERVED | changes).items() if name not in unset}
    return subprocess.run([sys.executable, *command], env=environment, capture_output=True, text=True, timeout=120)


@pytest.fixture
def as_served(settings):
    """Cookies, redirects and HSTS as settings.py makes them where SECURE_COOKIES is on."""
    code = ("import json, sidalih.settings as s; print(json.dumps({k: v for k, v in vars(s).items() "
            f"if k.startswith({WANTED!r})}}))")
    for name, value in json.loads(served("-c", code).stdout).items():
        setattr(settings, name, tuple(value) if isinstance(value, list) else value)
    return settings


def patterns(resolver=None):
    """Every address of the portal."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from patterns(pattern)
        else:
            yield pattern


def address(pattern, things):
    """The address with what its pattern asks for: of `things`, or something that does not exist."""
    known = things.get(pattern.name.split("-")[0], {})
    values = {key: known.get(key, 1 if "Int" in type(converter).__name__ else "3578")
              for key, converter in pattern.pattern.converters.items()}
    return reverse(pattern.name, kwargs=values)
