"""The owner, too, adds events behind the head and now: sidalih/audit/sql/chain.sql once more."""

from django.db import migrations

from sidalih.audit.sql import sql


class Migration(migrations.Migration):
    """Back-dating an event, or putting one beside the head, needs disabled triggers from here on."""

    dependencies = [("audit", "0003_guard")]
    operations = [migrations.RunSQL(sql("chain"), "DROP FUNCTION audit_event_joins() CASCADE")]
