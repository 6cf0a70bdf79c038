"""Pages over lists: trends, one list beside another, what a list was added up from, and what is behind or replaced."""

import io
import re
from datetime import date

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sidalih import jobs
from sidalih.audit.models import Event
from sidalih.jobs.queries import by_key
from tests import kit
from tests.seal_kit import seal
from voters.actions import rollups
from voters.actions.periods import open_period
from voters.models import Rollup, RollupEdition, RollupRow, Snapshot
from voters.queries import freshness, list_pairs, trends
from voters.queries.rollups import rollup_of
from voters.rules import figures
from voters.rules.lists import list_before

pytestmark = pytest.mark.django_db
SEALED = "2017-08-01T00:00+07:00"


def period(code, day):
    """A period as the province opens it."""
    return open_period(code=code, label=f"Periode {code}", reference_date=day, codeset="2018", by="test")


def text_of(answer):
    """What a page says, without its tags."""
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def rows_of(answer):
    """The cells of a workbook's only sheet, as tuples."""
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    return list(book.active.iter_rows(values_only=True))


def build(one, stage="DPB"):
    rollups.build_rollup(area="35", period=one, stage=stage)
    return rollup_of("35", one, stage)


def by_hand(one, stage="DPB", area="35", sexes=None, expected=2, new=0, struck=0, came=0):
    """A rollup as its build would have left it: `sexes` is {regency: (L, P) or None}."""
    there = {code: pair for code, pair in sexes.items() if pair}
    male, female = (sum(pair[at] for pair in there.values()) for at in (0, 1))
    found = figures.empty() | {"pemilih": {"L": male, "P": female}, "baru": {"L": new, "P": 0},
                               "tms": {"L": 0, "P": struck},
                               "pindah": {"antar": {"masuk": {"L": came, "P": 0}, "keluar": {"L": 0, "P": 0}}}}
    rollup = Rollup.objects.create(area=area, period=one, stage=stage, built_at=SEALED, male=male, female=female,
                                   included=len(there), expected=expected, figures=found if there else {},
                                   seal=f"{one.pk}{stage}{area}".ljust(64, "0"))
    for code, pair in sexes.items():
        snapshot = pair and Snapshot.objects.create(
            regency=code, period=one, stage=stage, revision=1, base_revision=0, sealed_at=SEALED, seal="a" * 64,
            male=pair[0], female=pair[1])
        RollupRow.objects.create(rollup=rollup, regency=code, snapshot=snapshot, **(
            {"male": pair[0], "female": pair[1], "new_male": 1, "new_female": 2, "struck_male": 3, "struck_female": 4,
             "changed": 5} if pair else {}))
    return rollup


@pytest.fixture
def chain(people):
    """Four periods of two offices; in the third one of them is missing."""
    months = [period(f"2017-0{month}", date(2017, month, 28)) for month in (3, 4, 5, 6)]
    made = [by_hand(months[0], sexes={"3515": (100, 110), "3578": (200, 210)}),
            by_hand(months[1], sexes={"3515": (103, 110), "3578": (200, 205)}, new=5, struck=9, came=2),
            by_hand(months[2], sexes={"3515": (104, 111), "3578": None}),
            by_hand(months[3], sexes={"3515": (105, 112), "3578": (201, 206)})]
    return months, made


def test_a_trend_compares_complete_periods_only(chain):
    points = trends.trend("35", "DPB")
    assert [one.numbers.total for one in points] == [620, 618, 215, 624]
    assert [one.complete for one in points] == [True, True, False, True]
    assert [one.change and one.change[0] for one in points] == [None, -2, None, None]
    assert points[1].change[1] == pytest.approx(-2 / 620)
    assert (points[1].numbers.new, points[1].numbers.struck, points[1].numbers.moved) == (5, 9, 2)


def test_a_regency_has_a_gap_where_it_is_missing(chain):
    points = trends.trend("35", "DPB", "3578")
    assert [one.numbers and one.numbers.total for one in points] == [410, 405, None, 407]
    assert [one.change and one.change[0] for one in points] == [None, -5, None, None]
    assert points[0].numbers.new == 3 and points[0].numbers.moved is None   # of rows without figures


def test_a_period_without_any_list_is_a_gap_too(chain):
    months, _made = chain
    Rollup.objects.filter(period=months[1]).delete()
    points = trends.trend("35", "DPB")
    assert [one.period.pk for one in points] == ["2017-03", "2017-04", "2017-05", "2017-06"]
    assert points[1].numbers is None and not points[1].complete
    assert points[3].change is None


def test_trend_pages_say_what_is_incomplete_and_the_workbook_too(chain, enter):
    client = enter("province")
    page = client.get("/provinsi/tren/")
    said = text_of(page)
    assert "tidak lengkap: 1 dari 2" in said and "tidak semua kabupaten/kota masuk" in said
    drawn = re.findall(r'class="line first" d="(M[^"]+)"', page.content.decode())
    assert [path.count("M") for path in drawn if path != "M1 5H25"] == [2, 2]    # two charts, broken at the third
    assert "618" in said and "−2" in said and "−0,32%" in said
    said = text_of(client.get("/provinsi/tren/?wilayah=3578&tahapan=DPB"))
    assert "Kota Surabaya" in said and "405" in said and "belum ada snapshot" in said
    assert "Belum ada rekap" in text_of(client.get("/provinsi/tren/?tahapan=DPT"))
    sheet = rows_of(client.get("/provinsi/tren/xlsx/"))
    line = next(row for row in sheet if row[0] == "Periode 2017-04")
    assert line[2:5] == (618, 303, 315) and line[5:8] == (5, 9, 2) and line[9] == -2
    assert next(row for row in sheet if row[0] == "Periode 2017-05")[9:] == (
        None, None, 1, 2, "tidak lengkap: 1 dari 2")
    assert Event.objects.get(act="list_exported").detail["what"] == "tren DPB"


def test_two_lists_side_by_side(chain):
    _months, made = chain
    found = list_pairs.compared(made[1], made[3])
    lines = {line.code: line for line in found.lines}
    assert lines["3578"].differences == ((1, 1 / 200), (1, 1 / 205), (2, 2 / 405))
    assert [one[0] for one in found.differences] == [3, 3, 6]
    assert (found.old.sexes, found.new.sexes) == ((303, 315, 618), (306, 318, 624))
    found = list_pairs.compared(made[1], made[2])
    assert found.only_before == ["Kota Surabaya"] and found.differences[2][0] == 2    # of Sidoarjo alone
    assert list_pairs.compared(made[2], made[3]).only_after == ["Kota Surabaya"]
    assert len(found.nowhere) == 36
    nothing = list_pairs.differences(list_pairs.Side(0, 4), list_pairs.Side(2, 4))
    assert nothing == ((2, None), (0, 0.0), (2, .5))


def test_each_list_follows_the_one_before_it():
    march, april, may = (date(2018, month, 1) for month in (3, 4, 5))
    known = [(march, "a", "DPB"), (april, "b", "DPB"), (april, "b", "DPS"), (april, "b", "DPSHP"), (may, "c", "DPSHP"),
             (may, "c", "DPT"), (may, "c", "DPB")]
    for one, before in (((may, "c", "DPB"), known[1]), ((april, "b", "DPS"), known[1]),
                        ((april, "b", "DPSHP"), known[2]), ((may, "c", "DPSHP"), known[3]),
                        ((may, "c", "DPT"), known[4]), ((march, "a", "DPB"), None), ((march, "a", "DPT"), None)):
        assert list_before(one, known) == before, one
    assert list_before((april, "b", "DPS"), [(march, "a", "DPB")]) == (march, "a", "DPB")


def test_the_comparison_takes_the_list_before_or_the_one_asked_for(chain, enter):
    months, _made = chain
    by_hand(months[3], "DPS", sexes={"3515": (90, 100), "3578": (200, 210)})
    client = enter("province")
    said = text_of(client.get("/provinsi/banding/?periode=2017-06&tahapan=DPS"))
    assert "DPB Periode 2017-06 (2 dari 2" in said and "−15" in said and "−14,29%" in said
    said = text_of(client.get("/provinsi/banding/?periode=2017-06&tahapan=DPS&dengan=2017-05.DPB"))
    assert "Tidak ada di DPB Periode 2017-05: Kota Surabaya." in said
    assert "Tidak ada di kedua daftar:" in said
    assert "Belum ada daftar sebelum ini" in text_of(client.get("/provinsi/banding/?periode=2017-03"))
    assert "Belum ada rekap" in text_of(client.get("/provinsi/banding/?periode=2017-03&tahapan=DPT"))
    sheet = rows_of(client.get("/provinsi/banding/xlsx/?periode=2017-06&tahapan=DPS"))
    line = next(row for row in sheet if row[0] == "3515")
    assert line[2:11] == (105, 112, 217, 90, 100, 190, -15, -12, -27)
    assert line[11] == pytest.approx(-15 / 105)
    assert next(row for row in sheet if row[0] == "3501")[2:] == (None,) * 12 + ("tidak ada di kedua daftar",)
    assert next(row for row in sheet if row[1] == "Jumlah (2 dari 38)")[4:8] == (624, 290, 310, 600)
    assert client.get("/provinsi/banding/xlsx/?periode=2017-03").status_code == 404


def test_the_nation_compares_whole_provinces_only(chain, enter):
    months, _made = chain
    for number, (old, new) in (("36", (8, 8)), ("33", (8, 7))):
        for one, included in ((months[0], old), (months[1], new)):
            Rollup.objects.create(area=number, period=one, stage="DPB", built_at=SEALED, male=50, female=40,
                                  included=included, expected=8, seal="b" * 64)
    for one in months[:2]:
        by_hand(one, area="", sexes={})
    Rollup.objects.filter(area="").update(included=4, male=400, female=410)
    found = list_pairs.compared(*(rollup_of("", one, "DPB") for one in months[:2]))
    assert [(line.code, line.comparable) for line in found.lines] == [("33", False), ("35", True), ("36", True)]
    assert found.partly == ["Jawa Tengah"] and found.differences[2][0] == -2
    client = enter("province")
    said = text_of(client.get("/provinsi/banding/?wilayah=ID&periode=2017-04"))
    assert "Tidak lengkap: Jawa Tengah." in said and "Jumlah (2 dari 3)" in said
    assert "tidak lengkap: 4 dari" in text_of(client.get("/provinsi/tren/?wilayah=ID"))


def test_pages_ask_as_much_for_many_periods_as_for_few(chain, enter):
    client = enter("province")
    addresses = ["/provinsi/tren/?rentang=semua", "/provinsi/tren/?wilayah=3578&rentang=semua", "/provinsi/banding/",
                 "/provinsi/sumber/?periode=2017-06", "/provinsi/?periode=2017-06"]

    def counts():
        asked = []
        for address in addresses:
            client.get(address)
            with CaptureQueriesContext(connection) as found:
                text_of(client.get(address))
            assert not [one["sql"] for one in found if "voters_voter" in one["sql"]]
            asked.append(len(found))
        return asked

    few = counts()
    for year in range(2010, 2016):
        for month in (1, 4, 7, 10):
            by_hand(period(f"{year}-{month:02d}", date(year, month, 28)),
                    sexes={"3515": (100 + month, 110), "3578": (200, 210) if month > 1 else None})
    assert counts() == few


@pytest.fixture
def replaced(rolls, people, july):
    """(list built, newer snapshot): Surabaya froze its list again, and nobody has built the rollup since."""
    first = seal(people, july)
    seal(people, july, regency="3515", by="elsewhere")
    build(july)
    kit.applied(people, july, kit.new(9001))
    return first, seal(people, july)


def test_a_list_that_lacks_the_newest_says_so_everywhere_and_one_click_mends_it(replaced, july, enter):
    first, newer = replaced
    client = enter("province")
    for address in ("/provinsi/", "/provinsi/rekap/", "/provinsi/banding/", "/provinsi/sumber/"):
        page = client.get(address)
        said = text_of(page)
        assert "Rekap ini belum memuat yang terbaru." in said and f"#{newer.pk}" in said, address
        assert f"/snapshot/{newer.pk}/" in page.content.decode()
    said = text_of(client.get("/provinsi/sumber/"))
    assert re.search(rf"Kota Surabaya #{first.pk} .{{1,99}} diganti #{newer.pk}", said)
    assert "belum memuat yang terbaru" in text_of(client.get("/provinsi/tren/"))
    lacks = "Rekap ini belum memuat snapshot terbaru dari: Kota Surabaya."
    assert any(lacks in str(row[0]) for row in rows_of(client.get("/provinsi/rekap/xlsx/")))
    assert lacks in rows_of(client.get("/provinsi/unduh/"))[1][0]
    answer = client.post("/provinsi/bangun/", {"periode": "2017-07", "tahapan": "DPB", "kembali": "provinsi-rekap"})
    assert answer["Location"].startswith("/provinsi/rekap/?periode=2017-07&tahapan=DPB&kerja=")
    jobs.run_here(jobs.Job.objects.get(pk=answer["Location"].rpartition("=")[2]))
    assert rollup_of("35", july, "DPB").lines.get(regency="3578").snapshot_id == newer.pk
    for address in ("/provinsi/", "/provinsi/rekap/", "/provinsi/sumber/", "/provinsi/tren/"):
        assert "belum memuat" not in text_of(client.get(address)), address


def test_an_older_edition_says_what_replaced_it_on_page_and_paper(replaced, july, enter, monkeypatch):
    from voters.printing import minutes, recaps
    from voters.rules.papers import spelled
    given = []
    for module in (recaps, minutes):
        monkeypatch.setattr(module, "compiled", lambda form, real=module.compiled, **data: (
            given.append(data), real(form, **data))[1])
    build(july)
    now, old = RollupEdition.objects.filter(area="35")[:2]
    client = enter("province")
    said = text_of(client.get(f"/provinsi/rekap/?edisi={old.pk}"))
    assert "Rekap ini sudah dibangun ulang" in said and spelled(now.code) in said and spelled(old.code) in said
    assert "sudah dibangun ulang" not in text_of(client.get(f"/provinsi/rekap/?edisi={now.pk}"))
    client.cookies["bahasa"] = "en"
    for address in (f"/provinsi/rekap/pdf/?edisi={old.pk}", f"/provinsi/berita-acara/{old.pk}/pdf/",
                    f"/provinsi/rekap/pdf/?edisi={now.pk}"):
        assert client.get(address).content.startswith(b"%PDF-")
    assert all(spelled(now.code) in data["replaced"] and "sudah dibangun ulang" in data["replaced"]
               for data in given[:2])
    assert given[2]["replaced"] == ""
    client.cookies["bahasa"] = "id"
    assert spelled(now.code) in text_of(client.get(f"/provinsi/berita-acara/{old.pk}/"))
    editions = freshness.editions_of("35", july, "DPB")
    assert [(one.pk, one.holds, one.included, one.expected) for one in editions[:2]] == [
        (now.pk, True, 2, 38), (old.pk, False, 2, 38)]
    assert [one.total for one in editions[:2]] == [now.manifest["total"], old.manifest["total"]]
    for wrong in ("0", "x", "9" * 12, "-1"):
        assert client.get(f"/provinsi/rekap/?edisi={wrong}").status_code == 404


def test_the_nation_says_which_province_it_lacks(replaced, july, enter):
    jobs.run_here(jobs.Job.objects.filter(kind="build_nation").latest("id"))
    client = enter("province")
    assert "belum memuat" not in text_of(client.get("/provinsi/sumber/?wilayah=ID"))
    jobs.run_here(by_key(f"build_rollup:after:{replaced[1].pk}"))
    page = text_of(client.get("/provinsi/sumber/?wilayah=ID"))
    assert "belum memuat yang terbaru" in page and "diganti" in page
    answer = client.post("/provinsi/bangun/", {"periode": "2017-07", "wilayah": "ID", "kembali": "provinsi-sumber"})
    assert "wilayah=ID" in answer["Location"]
    jobs.run_here(jobs.Job.objects.get(pk=answer["Location"].rpartition("=")[2]))
    assert "belum memuat" not in text_of(client.get("/provinsi/sumber/?wilayah=ID"))
    assert "Rekap Indonesia" in text_of(client.get("/provinsi/rekap/?wilayah=ID"))


def test_what_lies_in_another_province_does_not_exist(chain, enter):
    client = enter("province")
    assert client.get("/provinsi/tren/?wilayah=3601").status_code == 404
    other = RollupEdition.objects.create(area="36", period=chain[0][0], stage="DPB", seal="b" * 64, manifest={},
                                         proof="c" * 64, code="C" * 16, built_at=SEALED)
    assert client.get(f"/provinsi/rekap/?edisi={other.pk}").status_code == 404
    for name in ("tren", "banding", "sumber"):
        assert enter("operator").get(f"/provinsi/{name}/").status_code == 403
