"""Why a batch undoes another: its approver reads it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column with a default in the database: no row is written."""

    dependencies = [("voters", "0008_repair")]
    operations = [
        migrations.AddField(model_name="batch", name="reverse_reason",
                            field=models.TextField(blank=True, db_default="")),
    ]
