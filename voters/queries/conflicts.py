"""What operators saw of voters whom another batch has changed since."""

from django.db import connection

from voters.intake.check import RollVoter, Seen
from voters.sql import sql


def seen(batch_id, ordinals=None):
    """{ordinal: Seen} of the rows of a batch (or of these alone) whose voter has another version now, or is gone."""
    with connection.cursor() as cursor:
        cursor.execute(sql("conflict_seen"), {"batch": batch_id, "ordinals": ordinals})
        voters = ((ordinal, RollVoter(*values)) for ordinal, *values in cursor.fetchall())
        return {ordinal: Seen(voter.dpid, voter.since, voter) for ordinal, voter in voters}
