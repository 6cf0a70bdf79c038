"""Row security of what surrounds batches: evidence, exceptions from the window, voters on the way."""

from django.db import migrations

from sidalih.row_security import IN_SCOPE, ROLE, guard

ORIGIN, DESTINATION = (IN_SCOPE.replace("regency BETWEEN", f"{side} BETWEEN") for side in ("origin", "destination"))
# Both offices see a voter on the way, and each takes its own steps; only his own office can send him.
TRANSFER = [
    "ALTER TABLE voters_transfer ENABLE ROW LEVEL SECURITY",
    f"CREATE POLICY see ON voters_transfer FOR SELECT TO {ROLE} USING ({ORIGIN} OR {DESTINATION})",
    f"CREATE POLICY send ON voters_transfer FOR INSERT TO {ROLE} WITH CHECK ({ORIGIN})",
    f"CREATE POLICY step ON voters_transfer FOR UPDATE TO {ROLE} USING ({ORIGIN} OR {DESTINATION}) "
    f"WITH CHECK ({ORIGIN} OR {DESTINATION})",
    f"GRANT SELECT, INSERT ON voters_transfer TO {ROLE}",
    f"GRANT UPDATE (state, reason, answer, offered_at, offered_by_id, taken_at, taken_by_id, closed_at, closed_by, "
    f"origin_revision, destination_revision, new_dpid) ON voters_transfer TO {ROLE}",
]
TRANSFER_BACK = [f"REVOKE ALL ON voters_transfer FROM {ROLE}",
                 *(f"DROP POLICY {name} ON voters_transfer" for name in ("see", "send", "step")),
                 "ALTER TABLE voters_transfer DISABLE ROW LEVEL SECURITY"]


class Migration(migrations.Migration):
    """What is written stays: nothing here may be deleted."""

    dependencies = [("voters", "0005_wider_batches"), ("areas", "0002_application_role")]
    operations = [
        guard("SELECT, INSERT, UPDATE", "voters_evidence", "voters_windowexception"),
        migrations.RunSQL(TRANSFER, TRANSFER_BACK),
    ]
