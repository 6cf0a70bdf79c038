"""One piece of background work, as a row: look here for what is known of a job."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sidalih.jobs.registry import title_of


class LeaseLost(Exception):
    """Somebody else has taken the job over: whoever still works on it must stop and roll back."""


class State(models.TextChoices):
    """Where a job stands. A failed or cancelled one goes back to waiting when it is asked for again."""

    WAITING = "waiting", _("Menunggu")
    RUNNING = "running", _("Berjalan")
    DONE = "done", _("Selesai")
    FAILED = "failed", _("Gagal")
    CANCELLED = "cancelled", _("Dibatalkan")


ENDED = (State.DONE, State.FAILED, State.CANCELLED)


class Job(models.Model):
    """A kind of work with its arguments, who holds it until when, how far it is, and how it ended.

    `key` says what the work is about ("read_batch:12"): asking twice makes one job. `args`, `result` and
    `error` never hold personal data; they name rows. `error` is {"code", "message", ...}.
    """

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=200, unique=True)
    regency = models.CharField(max_length=4, blank=True, db_collation="C")  # or a province; "" = the whole portal
    args = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    by = models.CharField(max_length=60)

    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    what = models.CharField(max_length=200, blank=True)

    holder = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    not_before = models.DateTimeField(null=True)      # the pause after an error
    dispatched_at = models.DateTimeField(null=True)   # null: the broker has not been told
    attempts = models.PositiveIntegerField(default=0)  # how often it was claimed
    errors = models.PositiveIntegerField(default=0)    # how often the handler itself broke

    error = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    result = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    # Set by the runner while it works on this job: keeps the lease and carries progress outside.
    keeper = None

    class Meta:
        """Half-states are impossible: the database refuses them."""

        ordering = ["-id"]
        indexes = [
            models.Index(fields=["regency", "-id"], name="job_by_regency"),
            # Few rows are open at a time: the sweeper's whole world.
            models.Index(fields=["id"], name="job_open", condition=Q(state__in=["waiting", "running"])),
        ]
        constraints = [
            models.CheckConstraint(name="job_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(name="job_named", condition=~Q(kind="") & ~Q(key="") & ~Q(by="")),
            models.CheckConstraint(name="job_regency_code", condition=Q(regency__regex=r"^([0-9]{2}([0-9]{2})?)?$")),
            models.CheckConstraint(
                name="job_held_while_running",
                condition=Q(state="running", holder__isnull=False, lease_until__isnull=False, started_at__isnull=False)
                | (~Q(state="running") & Q(holder__isnull=True, lease_until__isnull=True))),
            models.CheckConstraint(
                name="job_ended_at",
                condition=Q(state__in=["done", "failed", "cancelled"], ended_at__isnull=False)
                | Q(state__in=["waiting", "running"], ended_at__isnull=True)),
            models.CheckConstraint(
                name="job_failed_says_why", condition=~Q(state="failed") | Q(error__isnull=False)),
        ]

    def __str__(self):
        """A line of a log."""
        return f"{self.key} ({self.state})"

    @property
    def title(self):
        """What kind of work this is, in the reader's language."""
        return title_of(self.kind)

    @property
    def ended(self):
        """Whether nothing more will happen to the job by itself."""
        return self.state in ENDED

    @property
    def percent(self):
        """How far it is, 0 to 100; None while the handler has not said out of how many."""
        return min(100, self.done * 100 // self.total) if self.total else None

    def progress(self, done, total, what=""):
        """Tell the onlookers how far the work is; called by the handler as often as it likes.

        Visible to other sessions within half a second, even from inside the handler's open transaction:
        it travels on the keeper's connection. Without effect on a job that nobody runs. Raises LeaseLost
        when the job has been taken over, so that a worker that was thought dead stops at its next step.
        """
        if self.keeper is not None:
            self.keeper.tell(int(done), int(total), str(what)[:200])
