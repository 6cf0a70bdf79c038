"""What an approver reads of a submitted batch: figures counted once, a page of rows, the voters as they were."""

import re
from collections import Counter, defaultdict
from typing import NamedTuple

from django.db import connection
from django.db.models.expressions import RawSQL

from voters.models import BatchRow, Voter
from voters.models.batch import State
from voters.queries.batches import batches
from voters.sql import sql

PAGE = 50
REACH = 10_000        # rows that a page looks at, at most; whoever looks for rarer rows goes on from there
LONGEST_SOURCE = 80   # letters by which sources of data are told apart
SOURCES = 40          # sources that are listed by name
VILLAGES = 10         # villages that are named where voters leave the roll
KINDS = ("B", "U", "T")
SEXES = ("L", "P")


class Narrowed(NamedTuple):
    """A filter of rows; what is empty narrows nothing. `source` is a text as counted, `code` a TMS code or a W."""

    kind: str = ""
    village: str = ""
    sex: str = ""
    source: str | None = None
    code: str = ""
    marked: bool = False
    warned: bool = False


def removals(batch):
    """How many voters a batch takes off the roll: rows that strike somebody and are no half of a code-8 pair."""
    return BatchRow.objects.filter(batch=batch, kind="T", blocked=False, found__isnull=False, partner=None).count()


def counted(batch):
    """The figures of all rows of a batch without an E, for `batch.review`: one pass, whenever its rows have changed.

    {"kinds": {"B", "U", "T", "same", "pairs"}, "codes": {code: n}, "villages": [[code, B, U, T], ...],
    "sexes": {"L": {"B", "U", "T"}, "P": ...}, "sources": [[text, n], ...],
    "by_source": [[text, B, U, T], ...] with all that is not listed by name under null, "fields": {name: n},
    "confirmers": {username: rows}, "now": {"L", "P"}, "after": {"L", "P"}, "revision": n,
    "removed": {"codes": {code: n}, "villages": [[code, n], ...]}}.
    """
    found = defaultdict(Counter)
    by_kind = defaultdict(lambda: defaultdict(Counter))
    with connection.cursor() as cursor:
        cursor.execute(sql("review_counts"), {"batch": batch.pk, "regency": batch.regency, "source": batch.source,
                                              "longest": LONGEST_SOURCE})
        for what, key, kind, n in cursor.fetchall():
            found[what][key] += n
            by_kind[what][key][kind] += n
    now = {sex: found["now"][sex] for sex in SEXES}
    return {
        "kinds": {kind: found["kinds"][kind] for kind in (*KINDS, "same")} | {"pairs": found["pairs"][""]},
        "codes": _by_number(found["codes"]),
        "villages": [[code, *(by_kind["villages"][code][kind] for kind in KINDS)]
                     for code, _n in _most(found["villages"])],
        "sexes": {sex: {kind: by_kind["sexes"][sex][kind] for kind in KINDS} for sex in SEXES},
        "sources": _most(found["sources"])[:SOURCES], "by_source": _by_source(found["sources"], by_kind["sources"]),
        "fields": dict(_most(found["fields"])),
        "confirmers": dict(_most(found["confirmers"])),
        "now": now, "after": _after(now, by_kind["sexes"], found["sex_change"]),
        "revision": batch.checked_revision,
        "removed": {"codes": _by_number(found["removed_by_code"]),
                    "villages": _most(found["removed_by_village"])[:VILLAGES]},
    }


def ordinals(batch, narrowed, start=0):
    """(the ordinals of one page of rows from an ordinal on, where the next page begins or None).

    A page may hold fewer than PAGE rows and yet have a next one: then REACH rows were looked at.
    """
    asked = _asked(batch, narrowed) | {"start": start, "reach": REACH, "page": PAGE + 1}
    with connection.cursor() as cursor:
        cursor.execute(sql("review_rows"), asked)
        found = [ordinal for (ordinal,) in cursor.fetchall()]
        if len(found) > PAGE:
            return found[:PAGE], found[PAGE]
        cursor.execute(sql("review_beyond"), asked)
        beyond = cursor.fetchone()
    return found, beyond and beyond[0]


def all_rows(batch, narrowed):
    """Every row that a filter shows, as a queryset to be updated in one statement."""
    asked = _asked(batch, narrowed) | {"start": 0, "reach": None, "page": None}
    text, names = re.sub(r"%\(\w+\)s", "%s", sql("review_rows")), re.findall(r"%\((\w+)\)s", sql("review_rows"))
    return BatchRow.objects.filter(batch=batch, ordinal__in=RawSQL(text, [asked[name] for name in names]))


def page(batch, narrowed, start=0):
    """(rows of one page in file order, {dpid: Voter as he is before the batch}, where the next page begins or None)."""
    found, following = ordinals(batch, narrowed, start)
    rows = list(BatchRow.objects.filter(batch=batch, ordinal__in=found).order_by("ordinal"))
    return rows, before(batch, rows), following


def before(batch, rows):
    """{dpid: Voter} as the roll holds whom these rows find, or held them until the batch was applied."""
    dpids = [row.found for row in rows if row.found]
    return {voter.dpid: voter for voter in Voter.objects.filter(
        regency=batch.regency, until=batch.revision if batch.state == State.APPLIED else None, dpid__in=dpids)}


def waiting_for_signature(scope):
    """Approved batches of a scope that the churn brake holds until the province signs them, the oldest first."""
    return batches(scope).filter(state=State.APPROVED, countersigned_by=None, review__has_key="brake").order_by(
        "approved_at", "id")


def recently_signed(scope, most=10):
    """The newest batches of a scope that the province has signed."""
    return list(batches(scope).filter(countersigned_by__isnull=False).select_related("countersigned_by").order_by(
        "-countersigned_at")[:most])


def _asked(batch, narrowed):
    """The parameters of a filter's statements."""
    is_tms = narrowed.code.isdigit()
    return {"batch": batch.pk, "regency": batch.regency, "kind": narrowed.kind, "village": narrowed.village,
            "sex": narrowed.sex, "source": narrowed.source, "batch_source": batch.source, "longest": LONGEST_SOURCE,
            "tms": int(narrowed.code) if is_tms else 0, "problem": "" if is_tms else narrowed.code,
            "marked": narrowed.marked, "warned": narrowed.warned,
            "revision": batch.revision if batch.state == State.APPLIED else None}


def _after(now, sexes, changes):
    """The roll by sex once the batch is applied: who comes, who goes, whose sex is corrected."""
    after = {sex: now[sex] + sexes[sex]["B"] - sexes[sex]["T"] for sex in SEXES}
    for change, n in changes.items():
        after[change[0]] -= n
        after[change[1]] += n
    return after


def _by_source(counts, by_kind):
    """[[source, B, U, T], ...], the most frequent by name, the others as one line without."""
    lines = [[text, *(by_kind[text][kind] for kind in KINDS)] for text, _n in _most(counts)]
    rest = [sum(figures) for figures in zip(*(line[1:] for line in lines[SOURCES:]), strict=True)]
    return lines[:SOURCES] + ([[None, *rest]] if rest else [])


def _most(counts):
    """[[key, n], ...], the largest first."""
    return [[key, n] for key, n in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))]


def _by_number(counts):
    """{code: n} in the order of the codes."""
    return {code: n for code, n in sorted(counts.items(), key=lambda pair: int(pair[0] or 0)) if code}
