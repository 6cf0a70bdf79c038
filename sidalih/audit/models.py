"""The record of acts and its hash chains; rows are only ever added, by the database's own function."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models


class Event(models.Model):
    """One act: who, what, on what, in which office, when, from where.

    Each office's events, each province's and the portal's ("") form a chain: `hash` covers the event and the hash
    before it (docs/audit.md). Only `audit_append()` in the database adds rows (sidalih/audit/sql/chain.sql); nobody
    changes or removes one. No foreign keys, so that the record never stands in the way of the live data and
    outlives it. `detail` never holds a NIK, an NKK or a name.
    """

    at = models.DateTimeField()
    by = models.CharField(max_length=60)
    act = models.CharField(max_length=40)
    regency = models.CharField(max_length=4, blank=True, db_collation="C")  # the chain: an office, a province, or ""
    subject = models.CharField(max_length=60, blank=True)
    origin = models.JSONField(default=dict)  # via, and with it network and visit, or command, or job
    detail = models.JSONField(default=dict)
    seq = models.BigIntegerField()           # 1, 2, 3 ... within the chain, without gaps
    hash = models.CharField(max_length=64, db_collation="C")

    class Meta:
        """Read by office, subject, person, act and time."""

        ordering = ["-id"]
        indexes = [models.Index(fields=["regency", "-id"], name="audit_by_regency"),
                   models.Index(fields=["subject", "-id"], name="audit_by_subject"),
                   models.Index(fields=["by", "-id"], name="audit_by_person"),
                   models.Index(fields=["act", "-id"], name="audit_by_act"),
                   BrinIndex(fields=["at"], name="audit_by_time", autosummarize=True, pages_per_range=16)]
        constraints = [
            models.UniqueConstraint(fields=["regency", "seq"], name="audit_chain_has_no_fork"),
            models.CheckConstraint(name="audit_chain_code",
                                   condition=models.Q(regency__regex=r"^([0-9]{2}([0-9]{2})?)?$")),
            models.CheckConstraint(name="audit_says_who_and_what",
                                   condition=~models.Q(by="") & models.Q(act__regex=r"^[a-z][a-z_]*$")),
        ]

    def __str__(self):
        """A line of a log."""
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.by} {self.act} {self.subject}"


class Head(models.Model):
    """The last link of one chain. Its row is the lock under which the chain grows; it moves one step at a time."""

    chain = models.CharField(primary_key=True, max_length=4, db_collation="C")
    seq = models.BigIntegerField()
    hash = models.CharField(max_length=64, db_collation="C")

    def __str__(self):
        """As printed on forms, in full."""
        return f"{self.chain or 'portal'}:{self.seq}:{self.hash}"


class Check(models.Model):
    """When a chain was last verified, and what was found; one row for a chain."""

    chain = models.CharField(primary_key=True, max_length=4, db_collation="C")
    checked_at = models.DateTimeField()
    events = models.BigIntegerField()
    hash = models.CharField(max_length=64, db_collation="C")
    ok = models.BooleanField()
    problems = models.JSONField(default=list)  # [{"seq", "what"}], the first of them

    def __str__(self):
        """A line of a log."""
        return f"{self.chain or 'portal'} {'ok' if self.ok else 'broken'}"
