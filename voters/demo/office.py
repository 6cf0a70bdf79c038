"""What one office of the demonstration does: load its roll, send workbooks, approve them, freeze its list.

Every step looks first whether it was done, so a seeding that was cut off goes on where it stopped.
"""

import tempfile
import uuid
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from random import Random

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from sidalih import jobs
from sidalih.accounts.models import User
from sidalih.accounts.scope import scoped
from sidalih.areas import queries as areas
from sidalih.areas.codes import dotted
from sidalih.jobs.queries import by_key
from voters.actions import countersigning, deciding, receiving, rolls, snapshots
from voters.demo.cast import DEMO, PROVINCE
from voters.demo.families import Setting
from voters.demo.numbers import WORKBOOKS, roll_band, workbook_band
from voters.demo.rolls import FIRST_DPID, write_roll
from voters.demo.workbooks import Amounts, as_workbook, fill_in
from voters.models import Batch, Roll
from voters.models.batch import State
from voters.models.period import Stage
from voters.queries import facts
from voters.queries.progress import newest_snapshot

_TOKENS = uuid.UUID("5f1da1b0-0000-4000-8000-000000000035")
_SAMPLE = 1600
_TINY = 40       # rolls of fewer voters keep their number
MONTHLY = 0      # the number of the workbook that every office has applied


@dataclass
class Office:
    """One regency with its share of voters, and the people who act there."""

    regency: str
    name: str
    index: int            # its place among the province's regencies
    voters: int           # on its roll when the demonstration is ready
    has_month: bool       # whether its workbook of July is applied and its list frozen
    seed: int
    neighbours: list      # names of all regencies
    districts: list       # codes in which a NIK may have been given out
    operator: User
    approver: User
    province: User        # who signs for the province

    @cached_property
    def places(self):
        """{village: (kecamatan, name)} of the regency."""
        names = {area.code: area.name for area in areas.districts_of(self.regency)}
        return {area.code: (names[area.code[:6]], area.name) for area in areas.villages_of(self.regency)}

    @cached_property
    def labels(self):
        """{village: (KECAMATAN, DESA)} as workbooks name it: by name, or by code where a name is ambiguous."""
        index = facts.village_index(self.regency)
        return {code: (kecamatan.upper(), name.upper()) if index.find(kecamatan.upper(), name.upper()) == code
                else (dotted(code[:6]), dotted(code)) for code, (kecamatan, name) in self.places.items()}

    def rng(self, purpose):
        """Chance of its own for each piece of work, so that no piece depends on another."""
        return Random(f"{self.seed}/{self.regency}/{purpose}")

    def setting(self, purpose, band):
        """What families and new voters are made with."""
        return Setting(self.rng(purpose), self.regency, self.name, self.neighbours, self.districts, band)

    @property
    def loaded(self):
        """How many voters its roll is loaded with: fewer by what the monthly workbook adds."""
        amounts = self.monthly_amounts()
        return self.voters - (amounts.new - amounts.struck if self.has_month else 0)

    def monthly_amounts(self):
        """What the office's applied workbook holds: about a fortieth of the roll, 10 to 60 rows."""
        if self.voters < _TINY:
            return Amounts(0, 2, 0)
        rng = self.rng("amounts")
        rows = min(max(self.voters // 40, 10), 60)
        new, struck = round(rows * rng.uniform(0.35, 0.55)), round(rows * rng.uniform(0.2, 0.32))
        return Amounts(new, rows - new - struck, struck)


def load_roll(office):
    """Make the office's roll as an export and load it, unless it is there."""
    with scoped(office.regency):
        if Roll.objects.filter(pk=office.regency, revision__gt=0).exists():
            return
    setting = office.setting("roll", roll_band(office.regency, office.index))
    with tempfile.TemporaryDirectory(prefix="sidalih-demo-") as folder:
        path = Path(folder) / f"{office.regency}.csv"
        write_roll(path, setting, office.places, office.loaded)
        rolls.load_roll(path=path, regency=office.regency, source="DP4", by=DEMO)


def freeze(office, period):
    """Take and seal the office's DPB of a period, and have it added to the province's, unless that was done."""
    with scoped(office.regency):
        snapshot = newest_snapshot(office.regency, period=period, stage=Stage.DPB)
        sealed = snapshot is not None
        if not sealed:
            snapshot = snapshots.take_snapshot(regency=office.regency, period=period, stage=Stage.DPB,
                                               by=office.operator)
    if not sealed:
        jobs.run_here(by_key(f"seal_snapshot:{snapshot.pk}"))
    jobs.run_here(by_key(f"build_rollup:after:{snapshot.pk}"))


def deliver(office, period, number, label, amounts):
    """Receive one of the office's workbooks (`number` 0 to 3) and have it read. Returns the batch."""
    token = uuid.uuid5(_TOKENS, f"{office.regency}/{period.pk}/{number}")
    batch = _sent(office, token)
    if batch is None:
        setting = office.setting(f"workbook {number}", workbook_band(office.regency, office.index, number))
        rows = fill_in(setting, office.labels, _voters_for(office, number), amounts)
        data = as_workbook(rows, title=f"Bulk Sidalih {office.name}", subtitle=f"{period.label}: {label}")
        batch = _receive(office, period, token, label, f"mutarlih-{office.regency}-{period.pk}-{number + 1}.xlsx", data)
    return _read(batch)


def deliver_file(office, period, label, name, data):
    """Receive any file of the office, unless one with this name was received, and have it read."""
    token = uuid.uuid5(_TOKENS, f"{office.regency}/{period.pk}/{name}")
    batch = _sent(office, token) or _receive(office, period, token, label, name, data)
    return _read(batch)


def submit(office, batch):
    """Submit a checked batch; one that has gone further stays where it is."""
    if batch.state == State.CHECKED:
        with scoped(office.regency):
            batch, _draft = deciding.submit(batch_id=batch.pk, by=office.operator, confirm_warnings=True)
    return batch


def apply(office, batch):
    """Submit, approve and apply a batch, from wherever it stands on this way; the province signs where it has to."""
    batch = approve(office, batch)
    if batch.waits_for_province:
        with scoped(PROVINCE):
            batch = countersigning.countersign(batch_id=batch.pk, by=office.province, reason=_(
                "Dicocokkan dengan laporan kematian dan pindah dari Disdukcapil; wajar untuk daftar sekecil ini."))
    if batch.state == State.APPROVED:
        jobs.run_here(by_key(deciding.apply_key(batch)))


def approve(office, batch):
    """Submit and approve a batch, from wherever it stands on this way; it is not applied here."""
    batch = submit(office, batch)
    if batch.state == State.SUBMITTED:
        with scoped(office.regency):
            batch = deciding.approve(batch_id=batch.pk, by=office.approver)
    return batch


def finish_month(office, period):
    """The office's month: its workbook sent, submitted, approved by somebody else, applied, and the list frozen."""
    label = f"Mutarlih {period.label}"
    apply(office, deliver(office, period, MONTHLY, label, office.monthly_amounts()))
    freeze(office, period)


def _sent(office, token):
    """The batch that an earlier run sent, or None."""
    with scoped(office.regency):
        return Batch.objects.select_related("period").filter(form_token=token).first()


def _receive(office, period, token, label, name, data):
    with scoped(office.regency):
        return receiving.receive(file=ContentFile(data, name=name), regency=office.regency, period=period,
                                 by=office.operator, label=label, source="DISPENDUKCAPIL", token=token)


def _read(batch):
    if batch.state == State.RECEIVED:
        jobs.run_here(by_key(f"read_batch:{batch.pk}"))
        with scoped(batch.regency):
            batch.refresh_from_db()
    return batch


def _voters_for(office, number):
    """Voters for one workbook, never those of another one: every fourth of a sample of the roll."""
    dpids = _sample(office)[number::WORKBOOKS]
    return _found(office, dpids)


def voters_at_rest(office, number):
    """At most so many voters of whom no workbook says anything; a small roll has none."""
    busy = set(_sample(office))
    resting = (dpid for dpid in range(FIRST_DPID, FIRST_DPID + office.loaded) if dpid not in busy)
    return _found(office, list(islice(resting, number)))


def _sample(office):
    everybody = range(FIRST_DPID, FIRST_DPID + office.loaded)
    return office.rng("sample").sample(everybody, min(_SAMPLE, len(everybody)))


def _found(office, dpids):
    with scoped(office.regency):
        found = facts.facts(office.regency, dpids, ()).by_dpid
    return [found[dpid] for dpid in dpids if dpid in found]
