"""Row security of the roll and everything about it: the application sees and changes its scope only."""

from django.db import migrations

from sidalih.row_security import IN_SCOPE, ROLE, grant, guard, owner_function
from voters.sql import sql

# History is kept by the database: a version may begin, and end once; nothing else happens to it.
VOTER = [
    "ALTER TABLE voters_voter ENABLE ROW LEVEL SECURITY",
    f"CREATE POLICY see ON voters_voter FOR SELECT TO {ROLE} USING ({IN_SCOPE})",
    f"CREATE POLICY begin_version ON voters_voter FOR INSERT TO {ROLE} WITH CHECK (until IS NULL AND {IN_SCOPE})",
    f"CREATE POLICY end_version ON voters_voter FOR UPDATE TO {ROLE} USING (until IS NULL AND {IN_SCOPE}) "
    f"WITH CHECK (until IS NOT NULL AND {IN_SCOPE})",
    f"GRANT SELECT, INSERT ON voters_voter TO {ROLE}",
    f"GRANT UPDATE (until) ON voters_voter TO {ROLE}",
]
VOTER_BACK = [f"REVOKE ALL ON voters_voter FROM {ROLE}",
              *(f"DROP POLICY {name} ON voters_voter" for name in ("see", "begin_version", "end_version")),
              "ALTER TABLE voters_voter DISABLE ROW LEVEL SECURITY"]
SEALED = [
    "CREATE TRIGGER sealed_stays BEFORE UPDATE OR DELETE ON voters_snapshot FOR EACH ROW "
    "WHEN (OLD.sealed_at IS NOT NULL) EXECUTE FUNCTION voters_sealed_stays()",
]
FUNCTIONS = ("voters_make_partition(text)", "voters_nik_elsewhere(text[], text)", "voters_find_name(text, text, int)",
             "voters_regency_of_batch(bigint)", "voters_regency_of_snapshot(bigint)", "voters_period_in_use(text)",
             "voters_rolls_loaded()", "voters_analyse(text)")


class Migration(migrations.Migration):
    """Nothing is granted on partitions: the application knows the parent only."""

    dependencies = [("voters", "0002_roll_functions"), ("areas", "0002_application_role")]
    operations = [
        migrations.RunSQL(sql("scoped_functions"), migrations.RunSQL.noop),
        *(owner_function(signature) for signature in FUNCTIONS),
        migrations.RunSQL(VOTER, VOTER_BACK),
        guard("SELECT, INSERT, UPDATE", "voters_roll", "voters_batch", "voters_batchrow", "voters_snapshot"),
        guard("SELECT, INSERT", "voters_snapshotvillage", "voters_tally"),
        guard("SELECT, INSERT, UPDATE, DELETE", "voters_rolluprow"),
        grant("SELECT, INSERT, UPDATE", "voters_period", "voters_rollup"),
        migrations.RunSQL(SEALED, ["DROP TRIGGER sealed_stays ON voters_snapshot"]),
    ]
