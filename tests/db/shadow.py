"""A plain model of a roll in dictionaries: what random batches should make of it, worked out without the portal."""

from collections import Counter
from dataclasses import dataclass, field

ELEMENTS = ("nkk", "nik", "name", "birth_place", "birth_date", "marital", "sex", "address", "rt", "rw", "disability",
            "ektp", "village", "tps")


@dataclass
class Done:
    """A batch as the model applied it: {dpid: (before, after)}, its rows by kind, and what it undid."""

    pk: int
    revision: int
    delta: dict
    new: Counter = field(default_factory=Counter)      # by sex
    struck: Counter = field(default_factory=Counter)   # by (code, sex)
    changed: int = 0
    undid: object = None
    undone_by: object = None
    counts: bool = True                                # in the figures since the last list


class Shadow:
    """The roll: {dpid: {element: value}}, every state it was in, and the figures since the last list."""

    def __init__(self, voters, next_dpid, revision):
        self.roll = {v.dpid: {name: getattr(v, name) for name in ELEMENTS} for v in voters}
        self.next_dpid, self.revision = next_dpid, revision
        self.history = {revision: dict(self.roll)}
        self.done, self.window = [], []

    def apply(self, pk, news=(), changes=(), strikes=()):
        """B rows as dictionaries in file order, {dpid: changed elements}, {dpid: code}."""
        batch = Done(pk, self.revision + 1, {})
        for dpid, code in dict(strikes).items():
            batch.delta[dpid] = (self.roll[dpid], None)
            batch.struck[code, self.roll[dpid]["sex"]] += 1
        for dpid, cells in dict(changes).items():
            batch.delta[dpid] = (self.roll[dpid], self.roll[dpid] | cells)
            batch.changed += 1
        for person in news:
            batch.delta[self.next_dpid] = (None, person)
            batch.new[person["sex"]] += 1
            self.next_dpid += 1
        self._take(batch)
        return batch

    def may_undo(self, batch):
        """Whether everybody is as the batch left him, and no NIK that comes back is held by somebody else."""
        after_undo = dict(self.roll)
        for dpid, (before, after) in batch.delta.items():
            if self.roll.get(dpid) != after:
                return False
            after_undo[dpid] = before
        holders = Counter(person["nik"] for person in after_undo.values() if person)
        return all(holders[before["nik"]] == 1 for before, _after in batch.delta.values() if before)

    def undo(self, pk, batch):
        """A batch that puts everybody back; within one list's time both are as if they had never been."""
        made = Done(pk, self.revision + 1, {dpid: (after, before) for dpid, (before, after) in batch.delta.items()},
                    undid=batch, changed=sum(None not in pair for pair in batch.delta.values()))
        batch.undone_by = made
        if batch in self.window:
            made.counts = False
            if batch.counts:
                batch.counts = False
            else:
                batch.undid.counts = True
        self._take(made)
        return made

    def flow(self):
        """The figures since the last list, as a snapshot tells them."""
        new, struck, changed = Counter(), {}, 0
        for batch in (one for one in self.window if one.counts):
            new += batch.new
            changed += batch.changed
            for (code, sex), n in batch.struck.items():
                struck.setdefault(str(code), Counter())[sex] += n
        return {"baru": {"L": new["L"], "P": new["P"]},
                "tms": {code: {"L": n["L"], "P": n["P"]} for code, n in sorted(struck.items())}, "ubah": changed}

    def listed(self):
        """A list was made: figures begin anew."""
        self.window = []

    def _take(self, batch):
        for dpid, (_before, after) in batch.delta.items():
            if after is None:
                del self.roll[dpid]
            else:
                self.roll[dpid] = after
        self.revision += 1
        self.history[self.revision] = dict(self.roll)
        self.done.append(batch)
        self.window.append(batch)
