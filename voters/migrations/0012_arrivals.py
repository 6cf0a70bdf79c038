"""Rows of voters who come from another office are found in a batch without reading its other rows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One partial index, empty where nobody arrives."""

    dependencies = [("voters", "0011_rows_sent_again")]
    operations = [
        migrations.AddIndex("batchrow", models.Index(
            condition=models.Q(("transfer__isnull", False)), fields=["batch", "ordinal"], name="row_arrival")),
    ]
