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


class Figure(NamedTuple):
    """A number as a recap prints it, by sex and in total; None is what it does not print."""

    total: int | None = None
    L: int | None = None
    P: int | None = None


class Recap(NamedTuple):
    """A published recap: where voters were, what happened, where they are; `parts` must add up to `now`.

    `items` are the strikes by reason, `change` what the text around the table calls the difference to before.
    """

    name: str
    now: Figure = Figure()
    previous: Figure = Figure()
    baru: Figure = Figure()
    tms: Figure = Figure()
    moves: Figure = Figure(0, 0, 0)
    items: tuple[int, ...] = ()
    change: int | None = None
    parts: tuple["Recap", ...] = ()


class Mismatch(NamedTuple):
    """A sum of a recap that does not close: where, which sum, what it must be and what is printed."""

    where: str
    what: str
    expected: int
    found: int

    @property
    def difference(self):
        """Printed less what it must be."""
        return self.found - self.expected


def mismatches(recap):
    """Every sum of a published recap that does not close, as a list of Mismatch; empty where all is well.

    Checked as far as the numbers are printed: L + P = total of every column, previous + baru - TMS + moves = now in
    total and per sex, the strikes by reason, the change that is claimed, and the parts, each of which is checked too.
    """
    found = []

    def must(what, expected, printed):
        if None not in (expected, printed) and expected != printed:
            found.append(Mismatch(recap.name, what, expected, printed))

    columns = {"previous": recap.previous, "baru": recap.baru, "tms": recap.tms, "now": recap.now}
    for name, figure in columns.items():
        must(f"{name} L+P", _sum(figure.L, figure.P), figure.total)
    for measure in Figure._fields:
        steps = [getattr(figure, measure) for figure in (recap.previous, recap.baru, recap.tms, recap.moves)]
        if None not in steps:
            previous, baru, tms, moves = steps
            must(f"now {measure}", previous + baru - tms + moves, getattr(recap.now, measure))
        of_parts = [getattr(part.now, measure) for part in recap.parts]
        must(f"parts {measure}", _sum(*of_parts), getattr(recap.now, measure))
    must("tms items", _sum(*recap.items), recap.tms.total)
    if None not in (recap.previous.total, recap.now.total):
        must("change", recap.now.total - recap.previous.total, recap.change)
    elif None not in (recap.baru.total, recap.tms.total):
        must("change", recap.baru.total - recap.tms.total, recap.change)
    return found + [one for part in recap.parts for one in mismatches(part)]


def _sum(*numbers):
    """The sum, or None where a number is missing or there is none at all."""
    return None if None in numbers or not numbers else sum(numbers)
