"""previous + baru - TMS +- moves = now, in total and per sex (look here when a recap does not close).

Plenary meetings were suspended because published figures did not add up; no snapshot is sealed before this
holds for every area.
"""

from typing import NamedTuple


class Count(NamedTuple):
    """Numbers of voters by sex."""

    L: int = 0
    P: int = 0

    @property
    def total(self):
        """Both sexes together."""
        return self.L + self.P


class Flow(NamedTuple):
    """What happened to an area's voters between two snapshots, each voter in one place of it.

    `moved_in` and `moved_out` count a move across the area's border by the sex at that end; `became` counts
    voters who stayed and changed sex, by the new one.
    """

    baru: Count = Count()
    tms: Count = Count()
    moved_in: Count = Count()
    moved_out: Count = Count()
    became: Count = Count()


class Breach(NamedTuple):
    """A sum that does not close: `measure` is L, P or total, then what it must be and what was found."""

    measure: str
    expected: int
    found: int


def closes(previous, baru, tms, now, moves=0):
    """Whether previous + baru - TMS + moves (in less out) = now, for one measure."""
    return previous + baru - tms + moves == now


def expected(previous, flow):
    """The Count that `previous` becomes through `flow`."""
    changed = flow.became.L - flow.became.P
    return Count(
        previous.L + flow.baru.L - flow.tms.L + flow.moved_in.L - flow.moved_out.L + changed,
        previous.P + flow.baru.P - flow.tms.P + flow.moved_in.P - flow.moved_out.P - changed,
    )


def breaches(previous, flow, now):
    """The measures in which the arithmetic does not close, as a list of Breach; empty where all is well."""
    want = expected(previous, flow)
    sums = (("L", want.L, now.L), ("P", want.P, now.P), ("total", want.total, now.total))
    return [Breach(*one) for one in sums if one[1] != one[2]]
