"""Heads that a verification notes are the database's own: sidalih/audit/sql/chain.sql once more."""

from django.db import migrations

from sidalih.audit.sql import sql
from sidalih.row_security import owner_function

LINK = "audit_link(text, text, text, text, jsonb, jsonb)"


class Migration(migrations.Migration):
    """The application appends every act but that one by name; the link itself is nobody's to call."""

    dependencies = [("audit", "0004_joins"), ("areas", "0002_application_role")]
    operations = [
        migrations.RunSQL(sql("chain"), "DROP FUNCTION audit_note_verification(text, jsonb, jsonb)"),
        migrations.RunSQL(f"REVOKE ALL ON FUNCTION {LINK} FROM PUBLIC", migrations.RunSQL.noop),
        owner_function("audit_note_verification(text, jsonb, jsonb)"),
    ]
