"""Signed-in clients without a browser, and anchors for each test alone."""

import pytest
from django.test import Client


@pytest.fixture(autouse=True)
def plain_static(settings):
    """Pages name their static files without the manifest of a collected tree."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


@pytest.fixture(autouse=True)
def anchor_file(settings, tmp_path):
    """A file of anchors for this test alone."""
    settings.AUDIT_ANCHORS = tmp_path / "anchors" / "audit-anchors"
    return settings.AUDIT_ANCHORS


@pytest.fixture
def enter(people):
    """A client signed in as one of `people`."""
    def as_person(name):
        client = Client()
        client.force_login(people[name])
        return client
    return as_person
