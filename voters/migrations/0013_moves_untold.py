"""A voter whom his own office has only proposed to send concerns nobody else: the destination does not see him."""

from django.db import migrations

from sidalih.row_security import IN_SCOPE

ORIGIN, DESTINATION = (IN_SCOPE.replace("regency BETWEEN", f"{side} BETWEEN") for side in ("origin", "destination"))
TOLD = f"{ORIGIN} OR offered_by_id IS NOT NULL AND {DESTINATION}"
BEFORE = f"{ORIGIN} OR {DESTINATION}"


def policies(rule):
    """What either office sees of moves, and may change."""
    return [f"ALTER POLICY see ON voters_transfer USING ({rule})",
            f"ALTER POLICY step ON voters_transfer USING ({rule}) WITH CHECK ({rule})"]


class Migration(migrations.Migration):
    """The same rule as `queries.transfers.visible`, kept by the database too."""

    dependencies = [("voters", "0012_arrivals")]
    operations = [migrations.RunSQL(policies(TOLD), policies(BEFORE))]
