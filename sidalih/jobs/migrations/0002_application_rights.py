"""What the application may do with jobs."""

from django.db import migrations

from sidalih.row_security import grant


class Migration(migrations.Migration):
    """No row security: a worker claims a job before it knows whose it is, and the rows hold no personal data."""

    dependencies = [("jobs", "0001_initial"), ("areas", "0002_application_role")]
    operations = [grant("SELECT, INSERT, UPDATE", "jobs_job")]
