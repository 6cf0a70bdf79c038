"""People at their clients, as in the tests of all pages."""

from tests.web.conftest import enter, plain_static  # noqa: F401  (fixtures)
