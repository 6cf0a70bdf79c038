"""Repairs of many rows: what stood in their cells before, and people looked for by many names at once."""

from django.db import migrations, models

from sidalih.row_security import owner_function
from voters.sql import sql


class Migration(migrations.Migration):
    """A column and an owner function."""

    dependencies = [("voters", "0007_names_in_all_spellings")]
    operations = [
        migrations.AddField("batchrow", "before_repair", models.JSONField(null=True)),
        migrations.AddIndex("batchrow", models.Index(
            condition=models.Q(("before_repair__isnull", False)), fields=["batch", "ordinal"], name="row_repaired")),
        migrations.RunSQL(sql("find_people"), "DROP FUNCTION voters_find_people(text, text[], date[], text[], int)"),
        owner_function("voters_find_people(text, text[], date[], text[], int)"),
    ]
