"""Temporary."""
from django.db import migrations
from sidalih.row_security import grant
class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial"), ("areas", "0002_application_role")]
    operations = [grant("SELECT, INSERT", "audit_event")]
