"""What entering leaves behind: second factors, recovery codes, visits, and delays after wrong attempts."""

from django.db import models
from django.db.models import Q


class Authenticator(models.Model):
    """The app on a person's telephone that makes six-digit codes (TOTP, RFC 6238); a code works once.

    Unconfirmed until the person has typed a first code. The secret is encrypted with a key derived from
    SECRET_KEY, so that a copy of the database alone makes no codes.
    """

    user = models.OneToOneField("accounts.User", on_delete=models.CASCADE, related_name="authenticator")
    secret = models.BinaryField()
    last_step = models.BigIntegerField(default=-1)  # the 30-second step of the last code taken
    created_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True)

    def __str__(self):
        """Whose it is."""
        return f"authenticator:{self.user_id}"


class RecoveryCode(models.Model):
    """A code on paper that stands in for the app once, for a telephone that was lost. Hashed."""

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64)  # SHA-256 in hexadecimal; a code has 80 bits
    used_at = models.DateTimeField(null=True)

    class Meta:
        """A code belongs to one person and is there once."""

        constraints = [models.UniqueConstraint(fields=["user", "code_hash"], name="recovery_code_once")]

    def __str__(self):
        """Whose it is; never the code."""
        return f"recovery:{self.user_id}"


class Visit(models.Model):
    """One entering of one person, from the second factor to leaving; its owner sees and may end it.

    `key_hash` is the SHA-256 of the session's key. Without an open visit a session is not signed in,
    whatever its cookie says.
    """

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="visits")
    key_hash = models.CharField(max_length=64, unique=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    confirmed_at = models.DateTimeField()             # when he last proved who he is: at entering, or asked again
    network = models.CharField(max_length=45, blank=True)  # the address as the trusted proxy gave it
    agent = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=20, blank=True)  # left, idle, ten_hours, owner, office, password

    class Meta:
        """Read by person, newest first."""

        ordering = ["-id"]
        indexes = [models.Index(fields=["user", "-id"], name="visit_by_user")]
        constraints = [models.CheckConstraint(
            name="visit_end_says_why",
            condition=Q(ended_at__isnull=True, ended_why="") | (Q(ended_at__isnull=False) & ~Q(ended_why="")))]

    def __str__(self):
        """Whose it is."""
        return f"visit:{self.pk}"


class Delay(models.Model):
    """How long a name must wait on one network after wrong attempts; other networks do not notice.

    Kept by (name, network), so that nobody outside an office can shut its people out, and people behind
    one address do not shut each other out. Names that nobody has are delayed alike.
    """

    name_hash = models.CharField(max_length=64)       # SHA-256 of the name as typed, folded: it may be a password
    network = models.CharField(max_length=45)         # IPv4 /24 or IPv6 /64
    failures = models.PositiveIntegerField(default=0)
    failed_at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        """One row for a name on a network."""

        constraints = [models.UniqueConstraint(fields=["name_hash", "network"], name="delay_once")]
        indexes = [models.Index(fields=["failed_at"], name="delay_by_age")]

    def __str__(self):
        """Which network."""
        return f"delay:{self.network}"
