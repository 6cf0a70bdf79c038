"""Typed drafts and their rows: which draft a person types into, what it holds already, and what comes next."""

from dataclasses import dataclass

from django.db.models import Max, Q

from sidalih.areas import queries as areas
from voters.models import Batch, BatchRow, Voter
from voters.models.batch import Origin, State
from voters.queries import batches
from voters.queries.facts import facts, village_index
from voters.rules.nik import LENGTH, is_sixteen_digits

OPEN = (State.CHECKED, State.RETURNED)
OFFERED = 12


@dataclass(frozen=True)
class Places:
    """The villages of a regency as a form offers them: `groups` of (district, [(code, name)]), ordered by code."""

    groups: list
    cells: dict  # {village code: (KECAMATAN, DESA) as they are written into a row}


def family(batch):
    """Primary keys of a batch and of every batch that took rows from it, the bin with them."""
    return [batch.pk, *Batch.objects.filter(rest_of=batch).values_list("pk", flat=True)]


def known_rows(batch, ordinals, keys):
    """Rows of a batch by their ordinals or client keys; those with a key also where rows of the batch went to."""
    here = Q(batch=batch, ordinal__in=ordinals)
    return list(BatchRow.objects.filter(here | Q(batch__in=family(batch), client_key__in=keys)) if keys
                else BatchRow.objects.filter(here))


def next_ordinal(batch):
    """The next free place of a locked batch: never that of a row which could come back from the bin."""
    last = BatchRow.objects.filter(batch__in=family(batch)).aggregate(last=Max("ordinal"))["last"]
    return (last or 0) + 1


def niks_of(batch):
    """The 16-digit NIK of all rows of a batch."""
    found = BatchRow.objects.filter(batch=batch, nik__length=LENGTH).values_list("nik", flat=True)
    return [nik for nik in found.order_by() if is_sixteen_digits(nik)]


def open_drafts(user, period):
    """Typed drafts of a person's office in a period that take rows now, his own first, newest first."""
    found = batches.batches(user.scope, period).filter(origin=Origin.TYPED, state__in=OPEN)
    mine = list(found.filter(received_by=user)[:OFFERED])
    return mine + list(found.exclude(received_by=user)[:OFFERED - len(mine)])


def draft_of(user, period, asked=None):
    """The draft that a person types into: the one asked for while it takes rows, else his newest, else None."""
    if asked:
        draft = batches.one(user.scope, asked)
        if draft and draft.state in OPEN and draft.origin != Origin.REVERSAL:
            return draft
    return batches.batches(user.scope, period).filter(origin=Origin.TYPED, state__in=OPEN, received_by=user).first()


def last_rows(batch, most=6):
    """The rows that were typed last into a batch, newest first."""
    return list(BatchRow.objects.filter(batch=batch).order_by("-ordinal")[:most])


def bin_of(batch):
    """The bin of a batch, or None while nothing was ever taken out of it."""
    return Batch.objects.filter(rest_of=batch, is_bin=True).first()


def bin_rows(held, most=50):
    """The rows in a bin, in file order; none without a bin."""
    return list(BatchRow.objects.filter(batch=held).order_by("ordinal")[:most]) if held and held.rows else []


def active_voter(regency, dpid):
    """The open version of a voter, or None."""
    return Voter.objects.filter(regency=regency, dpid=dpid, until=None).first()


def is_elsewhere(regency, nik):
    """Whether a NIK is active in another regency of the province."""
    return nik in facts(regency, [], [nik]).elsewhere


def places(regency, on):
    """The Places of a regency on a date. A name that says too little stands as its code: two villages share it."""
    index, districts = village_index(regency, on), areas.districts_of(regency, on)
    villages = {}
    for one in areas.villages_of(regency, on):
        villages.setdefault(one.code[:6], []).append((one.code, one.name))
    cells = {code: (district.name, name) if index.find(district.name, name) == code else (district.code, code)
             for district in districts for code, name in villages.get(district.code, ())}
    return Places([(one.name, villages[one.code]) for one in districts if one.code in villages], cells)
