"""Names are found however they are spelt: the owner function takes a regular expression."""

from django.db import migrations

from voters.sql import sql


class Migration(migrations.Migration):
    """The functions of voters/sql/scoped_functions.sql, as they are now."""

    dependencies = [("voters", "0006_wider_batches_security")]
    operations = [migrations.RunSQL(sql("scoped_functions"), migrations.RunSQL.noop)]
