"""Moves between offices: whether a voter is still the one that was offered, and his moves found by his number."""

from django.db import migrations, models

from sidalih.row_security import owner_function
from voters.sql import sql

CHANGED = "voters_transfers_changed(bigint[])"


class Migration(migrations.Migration):
    """Functions of voters/sql/transfer_functions.sql, and two indexes."""

    dependencies = [("voters", "0009_reverse_reason"), ("areas", "0002_application_role")]
    operations = [
        migrations.RunSQL(sql("transfer_functions"), f"DROP FUNCTION {CHANGED}"),
        owner_function(CHANGED),
        migrations.AddIndex("transfer", models.Index(fields=["origin", "dpid"], name="transfer_of_voter")),
        migrations.AddIndex("transfer", models.Index(
            condition=models.Q(("new_dpid__isnull", False)), fields=["destination", "new_dpid"],
            name="transfer_arrived")),
    ]
