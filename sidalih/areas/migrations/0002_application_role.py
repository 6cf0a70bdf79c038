"""The role as which the portal serves, and what it may do with the regions: read them."""

from django.db import migrations

from sidalih.row_security import CREATE_ROLE, grant


class Migration(migrations.Migration):
    """The role belongs to the whole server and stays when this is undone."""

    dependencies = [("areas", "0001_initial")]
    operations = [migrations.RunSQL(CREATE_ROLE, migrations.RunSQL.noop), grant("SELECT", "areas_area")]
