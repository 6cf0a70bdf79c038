"""One-time slips: how somebody gets into his account the first time, or after a reset."""

from django.db import models
from django.db.models import Q


class Slip(models.Model):
    """A letter that lets its holder choose his own password once, until it expires.

    Only the hash of its secret is kept: who reads this table cannot enter (ASVS 6.4.1). A person has one
    open slip at most; a new one withdraws the older.
    """

    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="slips")
    secret_hash = models.CharField(max_length=64, unique=True)  # SHA-256 in hexadecimal of 128 bits or more
    issued_at = models.DateTimeField(auto_now_add=True)
    issued_by = models.CharField(max_length=60)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        """Half-states are impossible."""

        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["user"], name="slip_one_open",
                                    condition=Q(used_at__isnull=True, withdrawn_at__isnull=True)),
            models.CheckConstraint(name="slip_ends_once", condition=Q(used_at__isnull=True)
                                   | Q(withdrawn_at__isnull=True)),
        ]

    def __str__(self):
        """Whose it is; never the secret."""
        return f"slip:{self.pk}"


class Issuance(models.Model):
    """A form that has issued slips: its token is unique, so a second press of the same form issues nothing."""

    token = models.UUIDField(primary_key=True)
    at = models.DateTimeField(auto_now_add=True)
    by = models.CharField(max_length=60)
    slips = models.PositiveIntegerField()

    def __str__(self):
        """How much it issued."""
        return f"issuance:{self.slips}"
