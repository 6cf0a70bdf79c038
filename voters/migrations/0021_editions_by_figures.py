"""Two editions of a list may have one seal: the same voters, and other figures of what came and went."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Backwards it refuses where there are two already: neither may be lost, both are on paper."""

    dependencies = [("voters", "0020_rows_by_problem")]
    operations = [
        migrations.RemoveConstraint("rollupedition", "rollup_edition_once"),
        migrations.AddIndex("rollupedition", models.Index(fields=["area", "period", "stage", "seal"],
                                                          name="rollup_edition_of")),
    ]
