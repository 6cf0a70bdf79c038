"""Which list stands before which: DPB of one period after that of another; in an election DPB, DPS, DPSHP, DPT."""

ORDER = ("DPB", "DPS", "DPSHP", "DPT")
# The lists that each one is compared with: the newest of them that is earlier.
BEFORE = {"DPB": ("DPB",), "DPS": ("DPB",), "DPSHP": ("DPS", "DPSHP"), "DPT": ("DPS", "DPSHP")}


def place(one):
    """Where a list stands in time: by the reference date of its period, then by stage."""
    day, period, stage = one
    return day, ORDER.index(stage), period


def list_before(one, known):
    """The one of `known` that a list is compared with by itself, or None; all are (reference date, period, stage).

    DPB: that of the period before. DPS: the DPB it was made of, of the same period or the newest before. DPSHP and DPT:
    the newest DPS or DPSHP before, so that a second DPSHP follows the first. A list of the same period and stage is
    the list itself.
    """
    earlier = [other for other in known if other[2] in BEFORE[one[2]] and place(other) < place(one)
               and other[1:] != one[1:]]
    return max(earlier, key=place, default=None)
