"""The roll of one regency as of a revision, narrowed by number, name, place, and by what happened since another one.

`Asked` says what is looked for; `find` answers a page of versions. The cost follows the village or the changes
asked for, not the roll; a question that names nothing is answered with nothing.
"""

from dataclasses import dataclass

from django.db.models import Max, Min

from voters.models import Batch, Roll, Transfer
from voters.queries.reversing import void_revisions
from voters.queries.search import ALL, LOOKED_UP, dpids_by_name, voters
from voters.rules.names import pattern

PAGE = 50
MOST_NAMED = 500   # voters of one name that are shown where no village narrows the list
AKTIF, BARU, UBAH, TMS, PINDAH = "aktif", "baru", "ubah", "tms", "pindah"
HAPPENED = (BARU, UBAH, TMS, PINDAH)

# Fragments over v, a version: conditions are put together from these and parameters only.
_AT = "v.regency = %(regency)s AND v.since <= %(to)s AND (v.until IS NULL OR v.until > %(to)s)"
_OLDER = ("EXISTS (SELECT 1 FROM voters_voter p WHERE p.regency = v.regency AND p.dpid = v.dpid "
          "AND p.since <= %(base)s AND (p.until IS NULL OR p.until > %(base)s))")
_ELSEWHERE = _OLDER[:-1] + " AND (p.village, p.tps) <> (v.village, v.tps))"
_ARRIVED = ("EXISTS (SELECT 1 FROM voters_transfer t WHERE t.destination = v.regency AND t.new_dpid = v.dpid "
            "AND t.destination_revision > %(base)s AND t.destination_revision <= %(to)s)")
_LEFT = ("EXISTS (SELECT 1 FROM voters_transfer t WHERE t.origin = v.regency AND t.dpid = v.dpid "
         "AND t.origin_revision = v.until)")
# What an undoing within the time asked about took back has not happened, nor has the undoing.
_CAME = _AT + (" AND v.since > %(base)s AND EXISTS (SELECT 1 FROM voters_voter w WHERE w.regency = v.regency "
               "AND w.dpid = v.dpid AND w.since > %(base)s AND w.since <= %(to)s AND w.since <> ALL (%(void)s))")
# The last version of somebody who was ended after the base and is nobody's now.
_ENDED = ("v.regency = %(regency)s AND v.until > %(base)s AND v.until <= %(to)s AND NOT EXISTS (SELECT 1 "
          "FROM voters_voter n WHERE n.regency = v.regency AND n.dpid = v.dpid AND n.since >= v.until "
          "AND n.since <= %(to)s) AND EXISTS (SELECT 1 FROM voters_voter w WHERE w.regency = v.regency "
          "AND w.dpid = v.dpid AND w.until > %(base)s AND w.until <= %(to)s AND w.until <> ALL (%(void)s) "
          "AND NOT EXISTS (SELECT 1 FROM voters_voter n WHERE n.regency = w.regency AND n.dpid = w.dpid "
          "AND n.since = w.until))")
WHERE = {
    BARU: [f"{_CAME} AND NOT {_OLDER} AND NOT {_ARRIVED}"],
    UBAH: [f"{_CAME} AND {_OLDER}"],
    TMS: [f"{_ENDED} AND NOT {_LEFT}"],
    PINDAH: [f"{_CAME} AND ({_ELSEWHERE} OR {_ARRIVED})", f"{_ENDED} AND {_LEFT}"],
}
# The roll as it stands is asked for by `until IS NULL`, and what was open then and is closed now beside it.
_OPEN = "v.regency = %(regency)s AND v.until IS NULL AND v.since <= %(to)s"
_CLOSED = "v.regency = %(regency)s AND v.until > %(to)s AND v.since <= %(to)s"


@dataclass(frozen=True)
class Asked:
    """What is looked for in one regency. Empty fields ask nothing; `number` is digits: a NIK, a No. KK or a DPID.

    `revision` None is the roll as it stands; `base` the revision since when something happened.
    """

    regency: str
    number: str = ""
    name: str = ""
    village: str = ""
    tps: int | None = None
    status: str = AKTIF
    base: int = 0
    revision: int | None = None

    @property
    def asks_anything(self):
        """Whether the question narrows the roll at all: nobody leafs through 800,000 voters."""
        return bool(self.number or self.name or self.village or self.status in HAPPENED)


def find(asked, after=None, size=PAGE):
    """(at most `size` Voter versions ordered by name and DPID, whether there are more).

    `after` is the DPID of the last one seen. Of a name without a village at most MOST_NAMED active voters are shown.
    """
    if not asked.asks_anything:
        return [], False
    now = Roll.objects.filter(pk=asked.regency).values_list("revision", flat=True).first() or 0
    to = now if asked.revision is None else min(asked.revision, now)
    values = {"regency": asked.regency, "to": to, "base": min(asked.base, to), "village": asked.village,
              "tps": asked.tps, "number": asked.number, "name": pattern(asked.name), "after": after, "size": size + 1}
    if asked.status in HAPPENED:
        values["void"] = void_revisions(asked.regency, values["base"], to)
    arms = [f"SELECT v.* FROM voters_voter v WHERE {where}" for where in _arms(asked, values, to < now)]
    if not arms:
        return [], False
    arms = " UNION ALL ".join(arms)
    later = "" if after is None else ("WHERE (f.name, f.dpid) > ((SELECT name FROM found WHERE dpid = %(after)s "
                                      "ORDER BY since DESC LIMIT 1), %(after)s)")
    found = voters(f"WITH found AS ({arms}) SELECT {ALL} FROM found f {later} ORDER BY name, dpid LIMIT %(size)s",
                   values)
    return found[:size], len(found) > size


def revisions(regency, most=100):
    """[(revision, when or None, the batch that made it or None)] of the newest revisions, newest first, and the first.

    Without a batch: voters went to another office, or, without a time either, the roll was loaded.
    """
    roll = Roll.objects.filter(pk=regency).first()
    if roll is None or not roll.revision:
        return []
    made = {batch.revision: (batch.applied_at, batch) for batch in Batch.objects.filter(
        regency=regency, revision__isnull=False).order_by("-revision")[:most]}
    left = Transfer.objects.filter(origin=regency, origin_revision__isnull=False).values(
        "origin_revision").annotate(at=Max("closed_at")).order_by("-origin_revision")[:most]
    made = {one["origin_revision"]: (one["at"], None) for one in left} | made
    newest = [(revision, *made[revision]) for revision in sorted(made, reverse=True)[:most]]
    return [*newest, (1, None, None)] if 1 not in made else newest


def base_of(regency, period):
    """The revision before the first batch of a period was applied; the roll's present one when none was."""
    first = Batch.objects.filter(regency=regency, period=period, revision__isnull=False).aggregate(
        r=Min("revision"))["r"]
    if first is not None:
        return first - 1
    return Roll.objects.filter(pk=regency).values_list("revision", flat=True).first() or 0


def _arms(asked, values, earlier):
    """The conditions, each with an index to serve it, whose answers together make the list."""
    arms = WHERE.get(asked.status) or ([_OPEN, _CLOSED] if earlier else [_OPEN])
    place = (" AND v.village = %(village)s" if asked.village else "") + (
        " AND v.tps = %(tps)s" if asked.tps is not None else "")
    if asked.name and not values["name"]:
        return []
    return [arm + place + number + _named(asked, arm, values) for arm in arms for number in _numbers(asked.number)]


def _numbers(number):
    """Conditions on the number asked for: a NIK or a No. KK where it is as long as one, else a DPID."""
    if len(number) == LOOKED_UP:
        return [" AND length(v.nik) = 16 AND v.nik = %(number)s",
                " AND length(v.nkk) = 16 AND v.nkk = %(number)s AND v.nik <> %(number)s"]
    return [" AND v.dpid = %(number)s::bigint"] if number else [""]


def _named(asked, arm, values):
    """The condition on the name: keys from the trigram index for the open roll, a look at each of the few others.

    A village's voters are few: each is looked at, that nobody of it is missed where hundreds elsewhere bear the name.
    """
    if not asked.name:
        return ""
    if arm is not _OPEN or asked.village:
        return " AND v.name ~* %(name)s"
    if "dpids" not in values:
        values["dpids"] = dpids_by_name(asked.regency, asked.name, MOST_NAMED)
    return " AND v.dpid = ANY(%(dpids)s)"
