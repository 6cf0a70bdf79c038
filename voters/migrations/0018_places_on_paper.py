"""What the paper of a district or village may ask the database."""

from django.db import migrations

from sidalih.row_security import owner_function
from voters.sql import sql


class Migration(migrations.Migration):
    """Sums of villages, by the code that stands on the paper."""

    dependencies = [("voters", "0017_numbers_of_new_voters")]
    operations = [
        migrations.RunSQL(sql("paper_places"), "DROP FUNCTION voters_check_places(text)"),
        owner_function("voters_check_places(text)"),
    ]
