"""Looking voters up in one regency at a time: by NIK exactly, by name through the trigram index.

Lists that are narrowed by place, by what happened, or as of an earlier revision: roll_search.py.
"""

from django.db import connection

from voters.models import BatchRow, Voter
from voters.rules.names import pattern

MOST = 50
SHORTEST_NAME = 3
LOOKED_UP = 16
COLUMNS = tuple(field.attname for field in Voter._meta.concrete_fields)
ALL = ", ".join(COLUMNS)


def by_nik(regency, nik):
    """Active voters of a regency with this NIK; a loaded roll may hold it twice."""
    looked_up = "length(nik) = 16 AND " if len(nik) == LOOKED_UP else ""  # says so, that the index serves
    return voters(f"SELECT {ALL} FROM voters_voter WHERE regency = %s AND until IS NULL AND {looked_up}nik = %s "
                  f"ORDER BY dpid LIMIT {MOST}", [regency, nik])


def voters(sql, values):
    """The versions that a statement with the columns ALL gives: the ORM's raw queries know no composite key."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [Voter.from_db(connection.alias, COLUMNS, row) for row in cursor.fetchall()]


def by_name(regency, name):
    """Active voters of a regency who bear this name however it is spelt (rules/names.py), or whose name holds it.

    At least three letters; at most MOST voters, ordered by name.
    """
    dpids = dpids_by_name(regency, name, MOST)
    return list(Voter.objects.filter(regency=regency, until=None, dpid__in=dpids).order_by("name", "dpid"))


def dpids_by_name(regency, name, most):
    """DPIDs of at most `most` active voters of a regency by name, in no order.

    The trigram index is read by an owner function that returns keys; the voters come from the table.
    """
    looked_for = pattern(name)
    if len(name) < SHORTEST_NAME or not looked_for:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT dpid FROM voters_find_name(%s, %s, %s)", [regency, looked_for, most])
        return [dpid for (dpid,) in cursor.fetchall()]


def family(voter):
    """Active voters with the No. KK of a voter, by age; at most MOST, empty for a number that is none."""
    if len(voter.nkk) != LOOKED_UP:
        return []
    return list(Voter.objects.filter(regency=voter.regency, until=None, nkk=voter.nkk, nkk__length=LOOKED_UP).order_by(
        "birth_date", "dpid")[:MOST])


def versions(regency, dpid):
    """All versions of one voter, newest first; empty for nobody."""
    return list(Voter.objects.filter(regency=regency, dpid=dpid).order_by("-since"))


def origins(found):
    """{batch_row id: BatchRow with its batch} of the versions that a batch began, and that a strike ended."""
    ids = [v.batch_row for v in found if v.batch_row]
    rows = BatchRow.objects.filter(pk__in=ids).select_related("batch", "batch__submitted_by", "batch__approved_by")
    return {r.pk: r for r in rows}


def strike_of(voter):
    """The TMS row that ended a voter's last version, or None while he is active."""
    if voter.until is None:
        return None
    return BatchRow.objects.filter(batch__regency=voter.regency, batch__revision=voter.until,
                                   found=voter.dpid, kind="T").select_related("batch").first()
