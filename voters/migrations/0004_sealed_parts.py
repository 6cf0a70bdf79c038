"""Partitions for regencies only; a sealed snapshot gets no parts any more."""

from django.db import migrations

from sidalih.row_security import owner_function
from voters.sql import sql

BACK = """
DROP TRIGGER part_of_open_snapshot ON voters_tally;
DROP TRIGGER part_of_open_snapshot ON voters_snapshotvillage;
DROP FUNCTION voters_part_of_open_snapshot(), voters_make_partition(text);
ALTER FUNCTION voters_build_partition(text) RENAME TO voters_make_partition;
"""


class Migration(migrations.Migration):
    """Functions of voters/sql/sealed_functions.sql."""

    dependencies = [("voters", "0003_row_security"), ("areas", "0002_application_role")]
    operations = [migrations.RunSQL(sql("sealed_functions"), BACK), owner_function("voters_make_partition(text)")]
