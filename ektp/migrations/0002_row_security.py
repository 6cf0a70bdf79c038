"""Row security of KTP-el reports: an office sees its own, a province those of its regencies."""

from django.db import migrations

from sidalih.row_security import grant, guard


class Migration(migrations.Migration):
    """Rollups hold sums of whole provinces and have no regency; their rows have."""

    dependencies = [("ektp", "0001_initial"), ("areas", "0002_application_role")]
    operations = [
        guard("SELECT, INSERT, UPDATE", "ektp_report"),
        guard("SELECT, INSERT", "ektp_districtfigures"),
        guard("SELECT, INSERT, UPDATE, DELETE", "ektp_finding", "ektp_rolluprow"),
        grant("SELECT, INSERT, UPDATE", "ektp_rollup"),
    ]
