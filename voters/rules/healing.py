"""Which rows of a rollup had been damaged, told from those that a newer snapshot has merely replaced."""


def damaged(before, after, printed):
    """Codes of the regencies whose rows were not what their snapshots say, in order.

    `before` and `after` are {regency: row} around a build, a row a dictionary with "snapshot" (its id or None) and the
    figures; `printed` is {regency: snapshot id} of the newest edition, which nobody can write over. A snapshot in a
    rollup only ever gives way to a newer one: a row that fell behind its edition was put back by hand, and so was one
    that says something else than the very snapshot it names.
    """
    return sorted(code for code in before.keys() | after.keys() if _is_damaged(code, before, after, printed))


def _is_damaged(code, before, after, printed):
    if code not in before or code not in after:
        return True     # struck out, or none of the area's regencies
    was, now = before[code]["snapshot"], after[code]["snapshot"]
    if was == now:
        return before[code] != after[code]
    return now is None or (was or 0) < printed.get(code, 0) or (was or 0) > now
