"""The migrations of publications and of rows by problem on a database with data: back, and forth again."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from sidalih.accounts.scope import scoped
from tests.kit import new, receive
from tests.roles import as_application
from tests.web.public_kit import edition, out  # noqa: F401  (fixtures)
from voters.models import Publication, PublicationFile
from voters.queries import batches

pytestmark = pytest.mark.django_db


def migrate(name):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what waits for the end of the test keeps tables from changing
    MigrationExecutor(connection).migrate([("voters", name)])


def test_back_and_forth_the_application_may_what_it_might(out, people, july):  # noqa: F811
    batch = receive(people, july, new(9050), new(9051, NIK="1"))
    PublicationFile.objects.all()._raw_delete("default")
    newest = max(name for app, name in MigrationExecutor(connection).loader.graph.nodes if app == "voters")
    migrate("0017_numbers_of_new_voters")
    with as_application(), connection.cursor() as cursor:
        cursor.execute("SELECT count(content) FROM voters_publication")
        assert cursor.fetchone() == (1,)
    migrate(newest)
    with as_application():
        Publication.objects.update(withdrawn_at=out.published_at, withdrawn_by="x", withdrawn_reason="y")
        assert not PublicationFile.objects.exists()
    wrong = batches.rows(batch).get()
    with scoped("3578"):
        assert batches.places(batch, wrong.problems[0]) == [wrong.ordinal]
