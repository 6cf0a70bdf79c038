"""Signed-in clients without a browser, and anchors for each test alone."""

import pytest

from tests.web.conftest import enter, plain_static  # noqa: F401  (fixtures)


@pytest.fixture(autouse=True)
def anchor_file(settings, tmp_path):
    """A file of anchors for this test alone."""
    settings.AUDIT_ANCHORS = tmp_path / "anchors" / "audit-anchors"
    return settings.AUDIT_ANCHORS
