"""How much of what is limited has been used; look in buckets.py for the arithmetic."""

from django.db import models


class Bucket(models.Model):
    """One limit of one person, office or network: `key` names all three.

    A bucket that was emptied is full again at `full_at`; a time that has passed is a full bucket, and its row may go.
    `told_at` is when its overflowing was last written into the record of acts. The table is UNLOGGED: a crash of the
    server fills all buckets, and spending costs no wait for the disk.
    """

    key = models.CharField(max_length=120, primary_key=True, db_collation="C")
    full_at = models.DateTimeField(db_index=True)
    told_at = models.DateTimeField(null=True)

    def __str__(self):
        """For a shell."""
        return f"{self.key} full at {self.full_at:%Y-%m-%d %H:%M:%S}"
