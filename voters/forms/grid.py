"""What the grid sends: rows as JSON, taken only in the one form that saving them expects."""

import json
import uuid
from typing import NamedTuple

from django.utils.translation import gettext as _

from sidalih.refusal import Refused
from voters.intake.columns import COLUMNS

MOST_ROWS = 500
MOST_SEEN = 1_000
LARGEST = 2**31 - 1


class Sent(NamedTuple):
    """What a page of the grid asks for.

    `rows` are those to save, as `entering.save_rows` takes them; `aside` are (ordinal, version) of rows to take out;
    `seen` are the ordinals of rows on the page, whose problems it wants to know afterwards.
    """

    rows: list
    aside: list
    seen: list


def read_sent(body):
    """The Sent of a request's body. Raises Refused("bad_request") for anything else, ("too_many") above 500 rows.

    Lengths and contents of cells are for the action to judge, row by row.
    """
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        raise _unreadable() from None
    if not isinstance(sent, dict):
        raise _unreadable()
    rows, aside, seen = (sent.get(name, []) for name in ("rows", "aside", "seen"))
    if not all(isinstance(one, list) for one in (rows, aside, seen)):
        raise _unreadable()
    if len(rows) + len(aside) > MOST_ROWS or len(seen) > MOST_SEEN:
        raise Refused("too_many", _("Paling banyak %(n)d baris sekali simpan.") % {"n": MOST_ROWS})
    return Sent([_row(one) for one in rows], [_place(one) for one in aside], [_number(one) for one in seen])


def _row(one):
    """One row to save: a stored one by its ordinal and version, a new one by the page's own key."""
    if not isinstance(one, dict):
        raise _unreadable()
    cells, key = one.get("cells"), one.get("key")
    if not isinstance(cells, dict):
        raise _unreadable()
    if not all(name in COLUMNS and isinstance(text, str) for name, text in cells.items()):
        raise _unreadable()
    if one.get("ordinal") is not None:
        ordinal, version = _place(one)
        return {"ordinal": ordinal, "version": version, "client_key": None, "cells": cells}
    try:
        return {"ordinal": None, "version": None, "client_key": str(uuid.UUID(key)), "cells": cells}
    except (ValueError, TypeError, AttributeError):
        raise _unreadable() from None


def _place(one):
    if not isinstance(one, dict):
        raise _unreadable()
    return _number(one.get("ordinal")), _number(one.get("version"))


def _number(value):
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= LARGEST:
        raise _unreadable()
    return value


def _unreadable():
    return Refused("bad_request", _("Kiriman dari halaman ini tidak terbaca. Muat ulang halaman; "
                                    "isian Anda tetap ada."))
