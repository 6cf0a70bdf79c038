"""What the application may do with the buckets of rates."""

from django.db import migrations

from sidalih.row_security import grant


class Migration(migrations.Migration):
    """Keys of people and networks, no personal data of voters: no row security."""

    dependencies = [("hardening", "0001_initial"), ("areas", "0002_application_role")]
    operations = [grant("SELECT, INSERT, UPDATE, DELETE", "hardening_bucket")]
