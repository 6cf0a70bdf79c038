"""The chains' functions and triggers, and who may read: sidalih/audit/sql/chain.sql and access.sql."""

from django.db import migrations

from sidalih.audit.sql import sql

BACK = """
DROP POLICY see ON audit_event;
ALTER TABLE audit_event DISABLE ROW LEVEL SECURITY;
DROP FUNCTION audit_append(text, text, text, text, jsonb, jsonb), audit_chains();
DROP FUNCTION audit_refuse(), audit_head_moves() CASCADE;
DROP FUNCTION IF EXISTS audit_event_joins() CASCADE;
"""


class Migration(migrations.Migration):
    """From here on the record of acts only grows."""

    dependencies = [("audit", "0002_chain"), ("areas", "0002_application_role")]
    operations = [migrations.RunSQL(sql("chain"), BACK), migrations.RunSQL(sql("access"), migrations.RunSQL.noop)]
