"""What pages and the front door read: trend, ranking, province on a date, reminders, the roll beside it, rollups."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from ektp import demo, panels
from ektp.actions.reporting import record_report
from ektp.actions.rollups import build_rollup
from ektp.models import Report, Rollup, RollupRow
from ektp.queries import province as area
from ektp.queries import reports as queries
from ektp.queries import rollups as kept
from ektp.queries.drafts import districts_of
from ektp.queries.roll import against_roll
from ektp.rules import Figures
from sidalih import jobs
from sidalih.home.registry import REGISTRY
from sidalih.home.views import readiness_list
from sidalih.jobs.models import Job
from sidalih.refusal import Refused
from voters.actions import snapshots
from voters.models import Period

pytestmark = pytest.mark.django_db
JULY, AUGUST, SEPTEMBER = date(2017, 7, 31), date(2017, 8, 31), date(2017, 9, 30)


def report(regency="3578", as_of=AUGUST, *, without=(), announce=False, figures=None, **values):
    """A report of a regency whose districts all say the same, some left out."""
    one = Figures(**({"obliged": 1000, "recorded": 940, "printed": 900} | values))
    everywhere = {code: one for code in districts_of(regency).names if code not in without} | (figures or {})
    return record_report(regency=regency, as_of=as_of, figures=everywhere, by="system", announce=announce)


# --- one office ----------------------------------------------------------------------------------------------

def test_the_trend_holds_current_versions_in_order(areas):
    report(as_of=AUGUST)
    report(as_of=JULY)
    newer = report(as_of=AUGUST, recorded=950)
    report("3515", as_of=AUGUST)
    assert [(one.as_of, one.version) for one in queries.trend("3578")] == [(JULY, 1), (AUGUST, 2)]
    assert queries.trend("3578", since=AUGUST) == [newer] == [queries.newest_of("3578")]
    assert queries.newest_of("3578", on=AUGUST - timedelta(days=1)).as_of == JULY


def test_districts_are_ranked_by_what_is_left(areas):
    report(as_of=JULY)
    newest = report(without=["357831"], figures={
        "357808": Figures(5000, 4000, 3000), "357801": Figures(900, 1000, 1000), "357802": Figures(1000, 100)})
    page = queries.page_of(newest)
    assert [line.code for line in page.lines[:2]] == ["357808", "357802"]
    assert [line.code for line in page.lines[-2:]] == ["357801", "357831"]
    assert [line.left for line in page.lines[-2:]] == [-100, None]
    assert page.lines[0].change == {"obliged": 4000, "recorded": 3060, "printed": 2100}
    assert (page.previous.as_of, page.change) == (JULY, {})  # a district is missing: the sums do not compare
    assert page.sums.printed is None and page.sums.obliged == newest.obliged
    assert [line.code for line in page.by_code] == sorted(districts_of("3578").names)


def test_what_is_elsewhere_is_none(people):
    own = report(recorded=1001)
    finding = queries.findings_of(own)[0]
    for who, found in (("operator", True), ("province", True), ("elsewhere", False)):
        scope = people[who].scope
        assert (queries.one(scope, own.pk) is not None) == found
        assert (queries.finding_of(scope, finding.pk) is not None) == found


# --- the province --------------------------------------------------------------------------------------------

def test_a_province_on_a_date(areas, settings):
    report("3578", JULY)
    report("3578", AUGUST, recorded=950)
    report("3515", date(2017, 8, 5), printed=None)
    report("3573", SEPTEMBER)
    board = area.province("35", AUGUST, today=SEPTEMBER)
    lines = {line.code: line for line in board.lines}
    assert (board.included, board.expected, len(board.missing)) == (2, 38, 36)
    assert (board.oldest, board.newest) == (date(2017, 8, 5), AUGUST)
    assert [(line.age, line.late) for line in (lines["3578"], lines["3515"])] == [(0, False), (26, False)]
    assert lines["3578"].change == {"obliged": 0, "recorded": 310, "printed": 0}
    assert lines["3515"].change == {} and lines["3501"].report is None and lines["3501"].late
    districts = 31 + lines["3515"].report.districts
    assert board.sums == {"obliged": districts * 1000, "recorded": 31 * 950 + (districts - 31) * 940,
                          "printed": 31 * 900, "unrecorded": 31 * 50 + (districts - 31) * 60, "with_printed": 1}
    assert board.coverage == board.sums["recorded"] / board.sums["obliged"]
    settings.EKTP_REMINDER_DAYS = 20
    late = area.province("35", AUGUST, today=SEPTEMBER).late
    assert (len(late), late[-1].code, late[0].report) == (37, "3515", None)


def test_a_month_before():
    assert area.month_before(date(2017, 3, 31)) == date(2017, 2, 28)
    assert area.month_before(date(2016, 3, 30)) == date(2016, 2, 29)
    assert area.month_before(date(2017, 1, 15)) == date(2016, 12, 15)
    assert kept.month_end(date(2016, 2, 3)) == date(2016, 2, 29)


def test_shares_count_only_who_states_the_column(areas):
    report("3578", AUGUST)
    report("3515", JULY, printed=None, recorded=500)
    n = len(districts_of("3515").names)
    assert area.shares(["3578", "3515", "3501", "35"], AUGUST, "recorded") == {
        "3578": (31 * 940, 31000, AUGUST), "3515": (n * 500, n * 1000, JULY),
        "35": (31 * 940 + n * 500, 31000 + n * 1000, JULY)}
    assert area.shares(["3515", "35"], AUGUST, "printed") == {"35": (31 * 900, 31000, AUGUST)}


# --- rollups -------------------------------------------------------------------------------------------------

def test_a_rollup_says_what_it_covers(areas):
    first = report("3578", JULY)
    report("3515", AUGUST, printed=None)
    answer = build_rollup(area="35", on=AUGUST)
    n = len(districts_of("3515").names)
    assert (answer["included"], answer["expected"], len(answer["missing"]), answer["oldest"]) == (
        2, 38, 36, "2017-07-31")
    assert (answer["obliged"], answer["printed"], answer["with_printed"]) == (31000 + n * 1000, 31 * 900, 1)
    row = RollupRow.objects.get(rollup=answer["rollup"], regency="3578")
    assert (row.report, row.as_of, row.coverage) == (first, JULY, .94)
    absent = RollupRow.objects.get(rollup=answer["rollup"], regency="3501")
    assert (absent.report, absent.obliged, absent.coverage) == (None, None, None)
    with pytest.raises(Refused):
        build_rollup(area="3578", on=AUGUST)


def test_a_damaged_rollup_heals(areas):
    report("3578", JULY)
    answer = build_rollup(area="35", on=AUGUST)
    RollupRow.objects.filter(rollup=answer["rollup"], regency="3578").delete()
    Rollup.objects.update(obliged=1, included=38)
    assert build_rollup(area="35", on=AUGUST) == answer
    assert Rollup.objects.get(pk=answer["rollup"]).obliged == 31000


def test_the_nation_adds_up_its_provinces(areas):
    report("3578", JULY)
    report("3171", JULY)
    province = build_rollup(area="35", on=AUGUST)
    nation = build_rollup(area="", on=AUGUST)
    assert (nation["included"], nation["expected"], len(nation["missing"])) == (1, 514, 37)
    assert nation["obliged"] == province["obliged"]
    build_rollup(area="31", on=AUGUST)
    nation = build_rollup(area="", on=AUGUST)
    assert nation["included"] == 2 and len(nation["missing"]) == 36
    assert nation["obliged"] == 31000 + len(districts_of("3171").names) * 1000


def test_a_late_report_mends_every_rollup_it_stands_in(areas):
    report("3515", JULY)
    for on in (JULY, AUGUST, SEPTEMBER):
        build_rollup(area="35", on=on)
    late = report("3578", AUGUST, announce=True)
    done = jobs.run_here(Job.objects.get(key=f"build_ektp_rollups:after:{late.pk}"))
    assert done.result == {"area": "35", "dates": 2}
    assert [one.included for one in kept.rollups("35")] == [1, 2, 2]
    assert [(one.on, one.included) for one in kept.rollups("")] == [(AUGUST, 2), (SEPTEMBER, 2)]


# --- beside the roll -----------------------------------------------------------------------------------------

def test_the_roll_is_read_from_the_tallies_of_a_snapshot(rolls, people, july, django_assert_num_queries):
    assert against_roll("3578") is None
    snapshot = snapshots.take_snapshot(regency="3578", period=july, stage="DPB", by=people["operator"])
    snapshots.seal_snapshot(snapshot_id=snapshot.pk)
    on_the_roll = sorted({tally.village[:6] for tally in snapshot.tallies.all()})
    newest = report("3578", AUGUST, without=on_the_roll[1:2])
    with django_assert_num_queries(5):
        seen = against_roll("3578")
    from voters.models import Voter

    assert seen.without == Voter.objects.filter(regency="3578", until=None, ektp="B").count()
    assert sum(one.voters for one in seen.districts) == seen.snapshot.total
    assert (seen.report, seen.unrecorded) == (newest, 30 * 60)
    by_code = {one.code: one for one in seen.districts}
    first = by_code[on_the_roll[0]]
    assert first.difference == first.without - 60 and first.villages[0].name
    assert by_code[on_the_roll[1]].difference is None


# --- the front door ------------------------------------------------------------------------------------------

def test_the_panels_are_registered_in_place():
    made = {entry.make for entry in [*REGISTRY.stats, *REGISTRY.panels, *REGISTRY.readiness, *REGISTRY.indicators]}
    assert {panels.recorded, panels.reminder, panels.late, panels.ektp_reported, panels.recorded_share,
            panels.printed_share} <= made
    assert {"ktp-el"} <= {item.url_name for item in REGISTRY.nav}


def test_an_office_is_reminded_when_its_report_is_old(people, settings):
    today = timezone.localdate()
    operator, viewer, province = people["operator"], people["viewer"], people["province"]
    assert panels.reminder(operator) == {"newest": None, "age": None, "limit": 31, "may_edit": True}
    old = report(as_of=today - timedelta(days=32))
    assert panels.reminder(viewer) == {"newest": old, "age": 32, "limit": 31, "may_edit": False}
    assert panels.reminder(province) is None
    assert panels.late(province)["board"].late[-1].code == "3578" and panels.late(operator) is None
    settings.EKTP_REMINDER_DAYS = 32
    assert panels.reminder(operator) is None
    assert len(panels.late(province)["board"].late) == 37


def test_the_figure_of_the_home_page(people):
    assert panels.recorded(people["operator"]).value == "–"
    assert panels.recorded(people["province"]) is None
    report("3578", AUGUST)
    report("3515", JULY, recorded=1040)
    assert panels.recorded(people["operator"]).value == "94,0%"
    assert panels.recorded(people["elsewhere"]).value == "104,0%"
    assert "2 dari 38" in str(panels.recorded(people["province"]).detail)


def test_readiness_counts_from_today_or_from_a_past_period(people, july):
    today = timezone.localdate()
    now = Period(code="kini", reference_date=today + timedelta(days=30))
    assert panels.ektp_reported(["3578"], july)["3578"].state == "bad"
    report(as_of=AUGUST)
    assert panels.ektp_reported(["3578"], july)["3578"].state == "ok"
    assert panels.ektp_reported(["3578"], None)["3578"].state == "warn"
    assert panels.ektp_reported(["3578"], now)["3578"].state == "warn"
    report(as_of=today - timedelta(days=3), obliged=940)  # fewer obliged: every district has a finding
    ready = panels.ektp_reported(["3578", "3515"], now)
    assert (ready["3578"].state, ready["3515"].state) == ("warn", "bad")
    assert "31 temuan" in str(ready["3578"].detail)
    assert "KTP-el" in [str(label) for label, _ready in readiness_list(people["operator"], july)][-1]


def test_indicators_leave_out_what_is_missing(areas):
    report("3578", AUGUST)
    figures = panels.recorded_share(["3578", "3515"], AUGUST)
    assert {place: (one.numerator, one.denominator, one.as_of) for place, one in figures.items()} == {
        "3578": (31 * 940, 31000, AUGUST)}
    assert panels.printed_share(["3578"], JULY) == {}


# --- the demonstration ---------------------------------------------------------------------------------------

def test_the_demonstration_shows_everything_and_runs_once(people):
    regencies = [f"35{n:02d}" for n in range(1, 21)]
    answer = demo.seed(regencies=regencies, months=3, today=date(2017, 10, 15))
    assert answer["regencies"] == 19 and Report.objects.filter(version=1).count() == answer["reports"]
    assert demo.month_ends(date(2017, 10, 15), 3) == [JULY, AUGUST, SEPTEMBER]
    board = area.province("35", SEPTEMBER, today=date(2017, 10, 15))
    assert board.included == 19 and .8 < board.coverage < 1
    assert {line.report.as_of for line in board.present} > {SEPTEMBER}
    codes = {finding.code for line in board.present for finding in queries.findings_of(line.report)}
    assert {"above_100_percent", "not_printed_differs", "district_missing"} <= codes
    assert [one.included for one in kept.rollups("35")][-1] == 19 and len(kept.rollups("")) == 3
    assert demo.seed(regencies=regencies, months=3, today=date(2017, 10, 15)) == {"regencies": 0, "reports": 0}
    assert not Job.objects.exists()
