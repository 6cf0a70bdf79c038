"""What the rules ask of the database: the roll's voters behind a file's rows, and the region table."""

from django.db import connection
from django.utils import timezone

from sidalih.areas import queries as areas
from voters.intake.check import Facts, RollVoter
from voters.intake.parse import CheckContext, VillageIndex

COLUMNS = ", ".join(f"v.{name}" for name in RollVoter._fields)
_BY_DPID = f"SELECT {COLUMNS} FROM voters_voter v WHERE v.regency = %s AND v.until IS NULL AND v.dpid = ANY (%s)"


def check_context(regency, period, today=None):
    """What one regency's rows are checked against in a period, as of today (Asia/Jakarta)."""
    return CheckContext(
        regency=regency,
        codeset=period.codeset,
        reference_date=period.reference_date,
        today=today or timezone.localdate(),
        villages=village_index(regency, on=period.reference_date),
        districts=areas.all_district_codes(),
    )


def village_index(regency, on=None):
    """The regency's districts and villages as of a date (today), to be found by name or code."""
    districts = [(area.code, area.name) for area in areas.districts_of(regency, on)]
    villages = [(area.code, area.name) for area in areas.villages_of(regency, on)]
    return VillageIndex(districts, villages)


def facts(regency, dpids, niks):
    """The regency's active voters with these DPIDs or NIK, and which NIK are active elsewhere (W09).

    Four set-based look-ups, whatever the size of the file.
    """
    dpids, niks = list(dpids), list(niks)
    by_dpid, by_nik = {}, {}
    with connection.cursor() as cursor:
        cursor.execute(_BY_DPID, [regency, dpids])
        for voter in map(RollVoter._make, cursor.fetchall()):
            by_dpid[voter.dpid] = voter
            if len(voter.nik) == 16:
                by_nik.setdefault(voter.nik, []).append(voter)
        # NIK of voters found by DPID count too: a pair is found through them. They themselves are here already.
        cursor.execute("SELECT v.dpid FROM voters_voter v WHERE v.regency = %s AND v.until IS NULL "
                       "AND length(v.nik) = 16 AND v.nik = ANY (%s)", [regency, list(by_nik.keys() | niks)])
        others = [dpid for (dpid,) in cursor.fetchall() if dpid not in by_dpid]
        cursor.execute(_BY_DPID, [regency, others])
        for voter in map(RollVoter._make, cursor.fetchall()):
            by_nik.setdefault(voter.nik, []).append(voter)
        cursor.execute("SELECT nik FROM voters_nik_elsewhere(%s, %s)", [niks, regency])
        elsewhere = {nik for (nik,) in cursor.fetchall()}
    return Facts(by_dpid=by_dpid, by_nik=by_nik, elsewhere=elsewhere)
