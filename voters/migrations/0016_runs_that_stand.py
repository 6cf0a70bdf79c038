"""A run names the snapshots that it did not have to take; the right to update the table covers the column."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One column."""

    dependencies = [
        ("voters", "0015_proof_security"),
    ]

    operations = [
        migrations.AddField(
            model_name='snapshotrun',
            name='stands',
            field=models.JSONField(default=dict),
        ),
    ]
