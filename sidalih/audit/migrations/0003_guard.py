"""The chains' functions and triggers, and who may read: sidalih/audit/sql/chain.sql and access.sql."""

from django.db import migrations

from sidalih.audit.sql import sql


class Migration(migrations.Migration):
    """From here on the record of acts only grows."""

    dependencies = [("audit", "0002_chain")]
    operations = [migrations.RunSQL(sql("chain"), migrations.RunSQL.noop),
                  migrations.RunSQL(sql("access"), migrations.RunSQL.noop)]
