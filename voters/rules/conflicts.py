"""A voter whom another batch has changed since a row about him was checked; look here for what counts as a conflict.

Voters and rows are anything that has the elements of a voter as attributes.
"""

# What a U row carries of a voter, so what it would silently take back. The source of a record is no part of a person.
ELEMENTS = ("nkk", "nik", "name", "birth_place", "birth_date", "marital", "sex", "address", "rt", "rw", "disability",
            "ektp", "village", "tps")
# A strike edits nothing: it only matters whether it is still the same person.
IDENTITY = ("nik", "name")
_NUMBERS = frozenset({"rt", "rw", "disability"})
_TEXTS = frozenset({"name", "birth_place", "address"})


def matters(kind):
    """The elements in which a change of the roll is a conflict for a row of this kind (U or T)."""
    return IDENTITY if kind == "T" else ELEMENTS


def differing(one, other, names=ELEMENTS):
    """The names of the elements in which two of them differ: text without regard to case, numbers as numbers."""
    return [name for name in names
            if _comparable(name, getattr(one, name)) != _comparable(name, getattr(other, name))]


def merged(then, now, wanted):
    """{element: "row" or "roll"} for the elements that differ between row and roll: the three-way suggestion.

    What the operator changed stays as he wants it; what only the roll has changed is taken from the roll.
    """
    changed = set(differing(then, wanted))
    return {name: "row" if name in changed else "roll" for name in differing(now, wanted)}


def _comparable(name, value):
    if name in _NUMBERS:
        return str(value).lstrip("0") or "0"
    return value.casefold() if name in _TEXTS else value
