"""Rows that were sent again say which row took their place."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """One empty column."""

    dependencies = [("voters", "0010_moves")]
    operations = [
        migrations.AddField("batchrow", "replaced_by", models.ForeignKey(
            db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
            to="voters.batchrow")),
    ]
