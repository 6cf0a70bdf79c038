"""A voter who moves to another regency: offered by one office, taken in by the other."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from voters.models.fields import code_field
from voters.models.period import Period


class Transfer(models.Model):
    """One voter on the way from the roll of `origin` to that of `destination`.

    He stays on the origin's roll until a batch of the destination is applied that holds his B row: then both rolls
    change in one transaction. `elements` are his data as offered (the field names of Voter), for the destination
    cannot look into the origin's roll. Row security shows it to both offices and the province.
    """

    class State(models.TextChoices):
        """Where he stands; OPEN_STATES are the ones in which he is on the way."""

        PROPOSED = "proposed", _("Menunggu persetujuan daerah asal")
        OFFERED = "offered", _("Ditawarkan ke daerah tujuan")
        TAKEN = "taken", _("Dalam konsep daerah tujuan")
        ACCEPTED = "accepted", _("Sudah pindah")
        DECLINED = "declined", _("Ditolak daerah tujuan")
        WITHDRAWN = "withdrawn", _("Ditarik kembali")
        LAPSED = "lapsed", _("Gugur: data di daerah asal berubah")

    OPEN_STATES = ("proposed", "offered", "taken")

    origin = code_field(4)
    destination = code_field(4)
    period = models.ForeignKey(Period, models.PROTECT, related_name="transfers")
    dpid = models.BigIntegerField()
    since = models.IntegerField()                    # the version that was offered
    elements = models.JSONField()
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    reason = models.TextField(blank=True)            # why he moves: what the offer says
    answer = models.TextField(blank=True)            # why it was declined, withdrawn or has lapsed
    proposed_at = models.DateTimeField(auto_now_add=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    offered_at = models.DateTimeField(null=True)
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=60, blank=True)   # a username, or "system"
    origin_revision = models.IntegerField(null=True)          # the revisions that the move made
    destination_revision = models.IntegerField(null=True)
    new_dpid = models.BigIntegerField(null=True)

    class Meta:
        """Newest first; a voter is on one way at a time, and two people of his office send him."""

        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["origin", "dpid"], name="transfer_one_way",
                                    condition=Q(state__in=["proposed", "offered", "taken"])),
            models.CheckConstraint(name="transfer_elsewhere", condition=~Q(origin=F("destination"))),
            models.CheckConstraint(name="transfer_two_people", condition=Q(offered_by=None)
                                   | ~Q(offered_by=F("proposed_by"))),
            models.CheckConstraint(name="transfer_accepted_is_whole", condition=~Q(state="accepted")
                                   | Q(origin_revision__isnull=False, destination_revision__isnull=False,
                                       new_dpid__isnull=False, offered_by__isnull=False)),
        ]
        indexes = [models.Index(fields=["origin", "state", "-id"], name="transfer_out"),
                   models.Index(fields=["destination", "state", "-id"], name="transfer_in"),
                   models.Index(fields=["origin", "dpid"], name="transfer_of_voter"),
                   models.Index(fields=["destination", "new_dpid"], name="transfer_arrived",
                                condition=Q(new_dpid__isnull=False)),
                   models.Index(fields=["origin", "origin_revision"], name="transfer_left",
                                condition=Q(origin_revision__isnull=False))]

    def __str__(self):
        """From, to, and its number; never the person."""
        return f"#{self.pk} {self.origin} -> {self.destination}"
