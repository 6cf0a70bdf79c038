"""Rights on runs, berita acara, editions and publications, and what a paper may ask without anybody's scope."""

from django.db import migrations

from sidalih.row_security import grant, owner_function
from voters.sql import sql


class Migration(migrations.Migration):
    """None of these tables holds a voter; an edition stays as it was written, for papers are printed from it."""

    dependencies = [("voters", "0014_proof"), ("areas", "0002_application_role")]
    operations = [
        grant("SELECT, INSERT, UPDATE", "voters_snapshotrun", "voters_minutes"),
        grant("SELECT, INSERT", "voters_rollupedition", "voters_publication"),
        grant("UPDATE (withdrawn_at, withdrawn_by)", "voters_publication"),
        migrations.RunSQL(sql("paper_functions"), "DROP FUNCTION voters_check_paper(text)"),
        owner_function("voters_check_paper(text)"),
    ]
