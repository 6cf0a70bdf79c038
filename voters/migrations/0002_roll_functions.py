"""The roll's owner functions."""

from django.db import migrations

from voters.sql import sql


class Migration(migrations.Migration):
    """Functions of voters/sql/roll_functions.sql; run the file again in a later migration when it changes."""

    dependencies = [("voters", "0001_initial")]
    operations = [migrations.RunSQL(sql("roll_functions"), migrations.RunSQL.noop)]
