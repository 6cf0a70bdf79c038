"""What the application may do with accounts: people are never deleted, their visits and slips neither."""

from django.db import migrations

from sidalih.row_security import grant


class Migration(migrations.Migration):
    """Accounts have an area, not a regency: queries take the scope, row security does not reach them."""

    dependencies = [("accounts", "0003_issuance"), ("areas", "0002_application_role"),
                    ("sessions", "0001_initial")]
    operations = [
        grant("SELECT, INSERT, UPDATE", "accounts_user", "accounts_slip", "accounts_visit"),
        grant("SELECT, INSERT", "accounts_issuance"),
        grant("SELECT, INSERT, UPDATE, DELETE", "accounts_authenticator", "accounts_recoverycode", "accounts_delay",
              "django_session"),
    ]
