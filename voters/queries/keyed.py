"""The stored rows behind the keys of an annotated workbook that comes back."""

import json
from typing import NamedTuple

from django.db import connection

from voters.intake.row_keys import fingerprint
from voters.sql import sql

AT_ONCE = 5_000


class Keyed(NamedTuple):
    """A key and the row that it stands for today.

    `draft` is the batch whose lock guards the row (of a row in a bin, the one it was taken out of). `stamp` changes
    with what was typed. `may_pair` says that its problems can depend on the other row of a pair.
    """

    key: int
    row_id: int
    batch: int
    draft: int
    state: str
    is_bin: bool
    stamp: str
    is_arrival: bool
    may_pair: bool
    found: int | None
    nik: str
    dpid: str
    now: bytes | None

    @property
    def place(self):
        """What must not have changed between looking and writing."""
        return self.key, self.row_id, self.batch, self.state, self.stamp


def behind(regency, period, keys, whole=True):
    """The Keyed of these keys that stand for a row of this office and period; a fixed number of queries per 5,000.

    Without `whole` their `now` (fingerprint of what they say) is left out.
    """
    keys, found = sorted(set(keys)), []
    with connection.cursor() as cursor:
        for start in range(0, len(keys), AT_ONCE):
            cursor.execute(sql("rows_by_key"), {"keys": keys[start:start + AT_ONCE], "regency": regency,
                                                "period": period.pk, "whole": whole})
            for *values, typed in cursor.fetchall():
                found.append(Keyed(*values, fingerprint(json.loads(typed)) if whole else None))
    return found
