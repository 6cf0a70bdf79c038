"""Files of publications, and the reason of a withdrawal; what is published is written once and never changed."""

import django.db.models.deletion
from django.db import migrations, models

from sidalih.row_security import ROLE, grant


class Migration(migrations.Migration):
    """Neither table holds a voter. Of a publication the application may write down its withdrawal, nothing else."""

    dependencies = [("voters", "0018_places_on_paper"), ("areas", "0002_application_role")]

    operations = [
        migrations.AddField(
            model_name="publication",
            name="withdrawn_reason",
            field=models.TextField(blank=True),
        ),
        migrations.AlterField(
            model_name="publication",
            name="published_at",
            field=models.DateTimeField(),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("withdrawn_at", None), ("withdrawn_by", ""), ("withdrawn_reason", "")),
                                   models.Q(("withdrawn_at__isnull", False),
                                            models.Q(("withdrawn_by", ""), _negated=True),
                                            models.Q(("withdrawn_reason", ""), _negated=True)), _connector="OR"),
                name="publication_withdrawn_whole"),
        ),
        migrations.CreateModel(
            name="PublicationFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=4)),
                ("data", models.BinaryField()),
                ("bytes", models.IntegerField()),
                ("sha256", models.CharField(db_collation="C", max_length=64)),
                ("publication", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="files",
                                                  to="voters.publication")),
            ],
            options={
                "ordering": ["kind"],
                "constraints": [models.UniqueConstraint(fields=("publication", "kind"), name="publication_file_once")],
            },
        ),
        # Backwards the column takes its grant with it; grant() would take all of the table's.
        migrations.RunSQL(f"GRANT UPDATE (withdrawn_reason) ON voters_publication TO {ROLE}", migrations.RunSQL.noop),
        grant("SELECT, INSERT", "voters_publicationfile"),
    ]
