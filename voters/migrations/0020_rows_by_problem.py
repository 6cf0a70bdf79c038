"""Rows of a batch are found by their problems, and those that are ready too, without a walk through the batch."""

from django.db import migrations, models

from sidalih.row_security import owner_function
from voters.sql import sql

ROWS_WITH = "voters_rows_with(text, bigint, text, integer, integer, boolean, boolean)"


class Migration(migrations.Migration):
    """The functions of voters/sql/problem_functions.sql and their index; the one on the bare codes served nobody."""

    dependencies = [("voters", "0019_publications")]
    operations = [
        migrations.RunSQL(sql("problem_functions"), [
            f"DROP FUNCTION {ROWS_WITH}", "DROP FUNCTION voters_problem_keys(bigint, integer, varchar[])"]),
        owner_function(ROWS_WITH),
        migrations.RunSQL(
            "CREATE INDEX row_problem_keys ON voters_batchrow USING gin (voters_problem_keys(batch_id, ordinal, problems)) "
            "WHERE problems <> '{}'", "DROP INDEX row_problem_keys"),
        migrations.RemoveIndex("batchrow", "row_problems"),
        migrations.RemoveIndex("batchrow", "row_blocked"),
        migrations.AddIndex("batchrow", models.Index(fields=["batch", "blocked", "ordinal"], name="row_blocked")),
    ]
