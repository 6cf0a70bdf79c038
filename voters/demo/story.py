"""What the demonstration shows: 38 offices, most of them done with July 2017, some still at work, one with everything.

Look here for the order of its making, and for what keeps it apart from real rolls.
"""

from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Sum
from django.utils.translation import gettext as _

from sidalih import audit, jobs
from sidalih.accounts.scope import scoped
from sidalih.areas import queries as areas
from sidalih.audit.queries import history_of
from sidalih.refusal import Refused
from voters.actions import periods, rollups
from voters.actions.nation import KIND
from voters.demo import cast
from voters.demo.office import Office, finish_month, freeze, load_roll
from voters.demo.shares import ELECTORATES, FEWEST, by_regency
from voters.demo.stage import hold_for_province, repair_some, send_away, set_stage, unfinished
from voters.models import Period, Roll
from voters.models.period import CodeSet, Stage

SUBJECT = "demo"
SEED_LOCK = 350_006
DRAFT_ONLY, NOT_BEGUN = "3526", "3513"   # without a list of July: one has sent a workbook, one has not
_WIB = ZoneInfo("Asia/Jakarta")


class Plan(NamedTuple):
    """What a demonstration is made of; the same plan makes the same voters."""

    voters: int
    seed: int
    regencies: list


USUAL = Plan(60_000, 2017, sorted(ELECTORATES))


def seed(*, voters=None, seed=None, regencies=None, say=lambda text: None):
    """Make the demonstration, or go on where an earlier run was cut off; a finished one is only told again.

    What is left out is as it is in the demonstration that is there, else as usual (60,000 voters in all 38
    regencies). `say` is told the progress. Returns {"voters", "regencies", "logins"}. Raises Refused:
    `not_empty` where rolls are that no demonstration made, `other_demo` where another demonstration is,
    `unknown_regency`, `too_few_voters`.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [SEED_LOCK])
    try:
        return _seed({"voters": voters, "seed": seed, "regencies": regencies and sorted(set(regencies))}, say)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [SEED_LOCK])


def planned():
    """The Plan of this installation's demonstration, or None where there is none."""
    begun = _record("demo_begun")
    return Plan(**begun.detail) if begun else None


def _seed(asked, say):
    asked = {name: value for name, value in asked.items() if value is not None}
    plan = planned()
    if plan is None:
        plan = _new_plan(asked)
        _refuse_rolls_of_others()
        audit.record("demo_begun", by=cast.DEMO, subject=SUBJECT, **plan._asdict())
    elif plan._replace(**asked) != plan:
        raise Refused("other_demo", _("Pemasangan ini sudah berisi peragaan lain; pakai SIDALIH_VAR lain."))
    seeded = _record("demo_seeded")
    if not seeded:
        _refuse_rolls_of_others()
    logins = cast.enter(plan.regencies)
    if not seeded:
        _perform(plan, say)
        with scoped(cast.PROVINCE):
            total = Roll.objects.filter(pk__in=plan.regencies).aggregate(sum=Sum("active"))["sum"]
            audit.record("demo_seeded", by=cast.DEMO, subject=SUBJECT, voters=total)
    return {"voters": _record("demo_seeded").detail["voters"], "regencies": len(plan.regencies), "logins": logins}


def _record(act):
    """The record of an act of the demonstration itself, or None."""
    with scoped(cast.PROVINCE):
        return history_of(SUBJECT).filter(act=act).first()


def _new_plan(asked):
    plan = Plan(**(USUAL._asdict() | asked))
    unknown = [code for code in plan.regencies if code not in ELECTORATES]
    if unknown:
        raise Refused("unknown_regency", _("Kode %(code)s bukan kabupaten/kota di Jawa Timur.") % {"code": unknown[0]})
    if plan.voters < FEWEST * len(plan.regencies):
        raise Refused("too_few_voters", _("Peragaan memerlukan paling sedikit %(n)d pemilih per kabupaten/kota.")
                      % {"n": FEWEST})
    return plan


def _refuse_rolls_of_others():
    """Real voters and invented ones must never stand in one installation."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM voters_rolls_loaded()")
        loaded = [regency for (regency,) in cursor.fetchall()]
    for regency in loaded:
        with scoped(regency):
            invented = history_of(f"roll:{regency}").filter(act="roll_loaded", by=cast.DEMO).exists()
        if not invented:
            raise Refused("not_empty", _("Pemasangan ini sudah berisi daftar pemilih; "
                                         "peragaan hanya untuk pemasangan kosong."))


def _perform(plan, say):
    """Every office in turn, then what visitors find on the stage, then the province."""
    june = _period("2017-06", _("Juni 2017"), date(2017, 6, 30), closes_at=datetime(2017, 7, 1, tzinfo=_WIB))
    july = _period("2017-07", _("Juli 2017"), date(2017, 7, 31))
    offices = _offices(plan)
    for number, office in enumerate(offices, 1):
        say(_("Membuat daftar pemilih %(code)s %(name)s … %(number)d/%(all)d")
            % {"code": office.regency, "name": office.name, "number": number, "all": len(offices)})
        load_roll(office)
        freeze(office, june)
        if office.has_month:
            finish_month(office, july)
    say(_("Menyiapkan berkas yang sedang dikerjakan …"))
    by_code = {office.regency: office for office in offices}
    first, *second = cast.stage_offices(plan.regencies)
    set_stage(by_code[first], july)
    for code in second:
        repair_some(by_code[code], july)
        hold_for_province(by_code[code], july)
        send_away(by_code[code], first)
    if DRAFT_ONLY in by_code:
        unfinished(by_code[DRAFT_ONLY], july)
    for period in (june, july):
        rollups.build_rollup(area=cast.PROVINCE, period=period, stage=Stage.DPB, by=cast.DEMO)
    for job in jobs.Job.objects.filter(kind=KIND, state="waiting"):
        jobs.run_here(job)


def _period(code, label, reference_date, closes_at=None):
    """The period, made where it is missing; one that is there stays as it is. July never closes."""
    return Period.objects.filter(pk=code).first() or periods.open_period(
        code=code, label=label, reference_date=reference_date, codeset=CodeSet.SET_2018, closes_at=closes_at,
        by=cast.DEMO)


def _offices(plan):
    """The Offices of the plan with their staff."""
    regencies = areas.regencies_of(cast.PROVINCE)
    names = [named.name for named in regencies]
    districts = [named.code for named in areas.districts_of(cast.PROVINCE)]
    # Some people were first registered far away: every fortieth kecamatan of the nation will do.
    districts += sorted(areas.all_district_codes())[::40]
    shares = by_regency(plan.voters, plan.regencies)
    province = cast.signer()
    offices = []
    for index, named in enumerate(regencies):
        if named.code in shares:
            operator, approver = cast.ensure_staff(named.code)
            offices.append(Office(named.code, named.name, index, shares[named.code],
                                  named.code not in (DRAFT_ONLY, NOT_BEGUN), plan.seed, names, districts, operator,
                                  approver, province))
    return offices
