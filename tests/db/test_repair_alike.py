"""One suggestion for all rows alike: as if each had been corrected by hand, set-based, undone, and repeated in vain."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from sidalih import jobs
from sidalih.accounts.scope import scoped
from sidalih.audit.models import Event
from sidalih.refusal import Refused
from tests.kit import change, codes, correct_row, new, receive, strike, voters
from tests.roles import as_application
from voters.actions import deciding, rechecking, repairing
from voters.models import BatchRow
from voters.queries.counting import codes_of
from voters.queries.suggestions import MOST_NAMES, SAMPLE, alike, best, suggestions_for

pytestmark = pytest.mark.django_db


def ugly(rows=24):
    """New rows with one mistake each, some alike, and two that would be twins once repaired."""
    made = []
    for n in range(rows):
        cells = [{"STS": "KAWIN"}, {"TGLLHR": "02|05|1990"}, {"DESA": "WONOKRMO"}, {"L/P": "LAKI-LAKI"},
                 {"TPS": "TPS 3"}, {"STS": "CERAI"}, {"RT": "003/002", "RW": ""}, {}][n % 8]
        made.append(new(9001 + n, **cells))
    made.append(new(9001, NIK="3578-0401-0590-9008"))  # once repaired, the twin of row 8
    return made


def repair(batch, code, kind, by="operator", key="1"):
    """Apply to all alike, as a worker does."""
    job = jobs.enqueue(kind="repair_rows", key=f"test:{batch.pk}:{code}:{kind}:{key}", by=by, regency=batch.regency,
                       args={"batch": batch.pk, "code": code, "kind": kind})
    done = jobs.run_here(job)
    batch.refresh_from_db()
    return done


def offered(batch, code):
    with scoped(batch.regency), as_application():
        return {kind: len(found) for kind, found in alike(batch, code)[0]}


def test_what_is_alike_is_counted_and_repaired_at_once(rolls, people, july):
    batch = receive(people, july, *ugly())
    assert batch.counts["E08"] == 6 and batch.counts["W01"] == 3
    assert offered(batch, "E08") == {"word KAWIN": 3, "word CERAI": 3}
    done = repair(batch, "E08", "word KAWIN")
    assert done.result == {"batch": batch.pk, "code": "E08", "rows": 3}
    assert batch.counts["E08"] == 3 and batch.counts == codes_of(batch.pk)
    assert batch.blocked == BatchRow.objects.filter(batch=batch, blocked=True).count()
    row = BatchRow.objects.get(batch=batch, ordinal=1)
    assert (row.marital, row.problems, row.version, row.corrected_by) == ("S", [], 2, "operator")
    event = Event.objects.get(act="rows_repaired")
    assert event.by == "operator" and event.detail["rows"] == 3 and "KAWIN" not in str(event.detail)


def test_repaired_together_equals_corrected_one_by_one(rolls, people, july):
    """Every kind of sure suggestion of the file, by job here and by hand there; then both are checked as a whole."""
    voter = voters()[3]
    rows = [*ugly(), change(voter, **{"L/P": "PRIA"}), strike(voters()[5]) | {"KET": "MENINGGAL"}]
    together, by_hand = receive(people, july, *rows), receive(people, july, *rows, new(9900), name="tangan.xlsx")
    for code in ("E02", "E08", "E09", "E10", "E13", "E14", "E22", "W01"):
        for kind in offered(together, code):
            repair(together, code, kind)
    for code in ("E02", "E08", "E09", "E10", "E13", "E14", "E22", "W01"):
        for row in BatchRow.objects.filter(batch=by_hand, problems__contains=[code]).order_by("ordinal"):
            with scoped("3578"):
                one = best(suggestions_for(by_hand, [row], [code]).get(row.ordinal, ()))
            if one:
                correct_row(batch_id=by_hand.pk, ordinal=row.ordinal, cells=one.cells, by=people["operator"],
                            version=BatchRow.objects.get(pk=row.pk).version)
    wanted = {ordinal: found for ordinal, found in codes(by_hand).items() if ordinal <= len(rows)}
    assert codes(together) == wanted
    assert wanted[8] == wanted[25] == ["E21"]  # the repaired NIK is somebody's here
    typed = dict(BatchRow.objects.filter(batch=together).values_list("ordinal", "typed"))
    assert typed == dict(BatchRow.objects.filter(batch=by_hand, ordinal__lte=len(rows)).values_list("ordinal", "typed"))
    with scoped("3578"):
        rechecking.recheck_all(together, together.checked_revision)
    assert codes(together) == wanted


def test_twice_is_once(rolls, people, july):
    batch = receive(people, july, *ugly())
    first = repair(batch, "E22", next(iter(offered(batch, "E22"))))
    kind, before = first.args["kind"], list(BatchRow.objects.filter(batch=batch).order_by("ordinal").values())
    again = repairing.repair_alike(batch_id=batch.pk, code="E22", kind=kind, job=first.pk, by="operator")
    assert again == first.result
    assert list(BatchRow.objects.filter(batch=batch).order_by("ordinal").values()) == before
    assert Event.objects.filter(act="rows_repaired").count() == 1
    assert repair(batch, "E22", kind, key="2").result["rows"] == 0


def test_undone_unless_somebody_has_typed_since(rolls, people, july):
    batch = receive(people, july, *ugly())
    before = dict(BatchRow.objects.filter(batch=batch).values_list("ordinal", "typed"))
    problems = codes(batch)
    done = repair(batch, "W01", "nik")
    assert done.result["rows"] == 3 and "W01" not in batch.counts
    touched = BatchRow.objects.get(batch=batch, ordinal=2)
    correct_row(batch_id=batch.pk, ordinal=2, cells={"NAMA": "SITI"}, version=touched.version, by=people["operator2"])
    undo = jobs.enqueue(kind="undo_repair", key="test:undo", by="operator", regency="3578",
                        args={"batch": batch.pk, "job": done.pk})
    assert jobs.run_here(undo).result["rows"] == 2
    after = dict(BatchRow.objects.filter(batch=batch).values_list("ordinal", "typed"))
    assert {n for n in before if before[n] != after[n]} == {2}
    assert {n: found for n, found in codes(batch).items() if n != 2} == {n: f for n, f in problems.items() if n != 2}
    assert repairing.undo_repair(batch_id=batch.pk, job=done.pk, by="operator")["rows"] == 0
    assert Event.objects.filter(act="repair_undone").count() == 1


def test_a_suggestion_that_is_not_sure_is_never_applied_to_all(rolls, people, july):
    batch = receive(people, july, new(9001, NIK="357804O1O5909001"), new(9002, DESA="Keputih"))
    assert offered(batch, "E02") == {}
    assert repair(batch, "E02", "letters").result["rows"] == 0
    assert offered(batch, "E22") == {}


@pytest.mark.parametrize("who", ["approver", "viewer", "elsewhere"])
def test_only_operators_of_the_office_repair(rolls, people, july, who):
    batch = receive(people, july, *ugly())
    with pytest.raises(Refused):
        repairing.repair_alike(batch_id=batch.pk, code="E08", kind="word KAWIN", job=1, by=who)
    assert batch.counts == codes_of(batch.pk)


def test_a_submitted_batch_is_not_repaired(rolls, people, july):
    batch = receive(people, july, new(9001, TGLLHR="02|05|1990"))
    deciding.submit(batch_id=batch.pk, by=people["operator"], confirm_warnings=True)
    with pytest.raises(Refused) as refused:
        repair(batch, "W01", "nik")
    assert refused.value.code == "wrong_state"


def test_five_thousand_rows_take_as_many_queries_as_fifty(rolls, people, july):
    """Neither the page of what is alike nor its job asks a query per row."""
    counts = {}
    for size in (50, 5_000):
        rows = (new(n, STS="KAWIN", NKK=f"357804120615{n:04d}") for n in range(9_000 - size, 9_000))
        batch = receive(people, july, *rows, name=f"{size}.xlsx")
        with scoped("3578"), CaptureQueriesContext(connection) as page:
            groups, looked = alike(batch, "E08")
        assert looked == min(size, SAMPLE) and len(groups[0][1]) == looked
        with CaptureQueriesContext(connection) as work:
            done = repairing.repair_alike(batch_id=batch.pk, code="E08", kind="word KAWIN", job=size, by="operator")
        assert done["rows"] == size
        batch.refresh_from_db()
        assert "E08" not in batch.counts
        counts[size] = (len(page), len(work))
    assert counts[50][0] == counts[5_000][0] <= 3
    assert counts[50][1] <= counts[5_000][1] <= counts[50][1] + 1 <= 45  # one more part of AT_ONCE rows


def test_suggestions_for_a_page_take_six_queries_whatever_stands_there(rolls, people, july):
    first, second, third = voters()[:3]
    rows = [new(9001, NIK=first.nik), strike(second) | {"NIK": third.nik}, new(9002, DPID=third.dpid),
            {"KET": "1", "NIK": "3578040105909777", "NAMA": first.name,
             "TGLLHR": first.birth_date.strftime("%d|%m|%Y")},
            {"KET": "1", "NAMA": second.name, "TGLLHR": second.birth_date.strftime("%d|%m|%Y")},
            {"KET": "1", "NIK": voters()[9].nik}, new(9003, DESA="WONOKRMO")]
    batch = receive(people, july, *rows)
    found = list(BatchRow.objects.filter(batch=batch).order_by("ordinal"))
    with scoped("3578"), as_application(), CaptureQueriesContext(connection) as asked:
        offers = suggestions_for(batch, found)
    assert len(asked) <= 6
    kinds = {ordinal: [one.key for one in found] for ordinal, found in offers.items()}
    assert kinds[2] == ["E19:dpid", "E19:nik"] and kinds[3][0] == "E16:U" and kinds[6] == ["I02:dpid"]
    assert offers[4][0].cells["DPID"] == str(first.dpid) and first.dpid in offers[4][0].shows
    assert offers[5][0].cells["DPID"] == str(second.dpid)
    assert "E20:U" in kinds[1]
    one = offers[4][0]
    assert first.nik not in one.says % one.words


def test_a_candidate_needs_more_than_a_name(rolls, people, july):
    voter = voters()[0]
    other = (voter.birth_date + timedelta(days=1)).strftime("%d|%m|%Y")
    batch = receive(people, july, {"KET": "1", "NIK": "3578040105909777", "NAMA": voter.name, "TGLLHR": other},
                    {"KET": "1", "NAMA": voter.name})
    with scoped("3578"), as_application():
        offers = suggestions_for(batch, list(BatchRow.objects.filter(batch=batch)))
    assert not any(voter.dpid in one.shows for found in offers.values() for one in found)


def test_people_of_another_office_are_never_candidates(rolls, people, july):
    there = voters("3515")[0]
    batch = receive(people, july, {"KET": "1", "NAMA": there.name, "TGLLHR": there.birth_date.strftime("%d|%m|%Y")})
    with scoped("3578"), as_application():
        offers = suggestions_for(batch, list(BatchRow.objects.filter(batch=batch)))
        with pytest.raises(Exception, match="no area scope"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM voters_find_people('3515', '{A}', '{NULL}', '{3515011001}', 3)")
    here = {voter.dpid for voter in voters() if voter.birth_date == there.birth_date}
    assert {dpid for found in offers.values() for one in found for dpid in one.shows} <= here


def test_of_many_nameless_rows_the_first_are_looked_for(rolls, people, july):
    """A page of common names must not take seconds; a row that is opened is alone."""
    voter = voters()[0]
    row = {"KET": "1", "NAMA": voter.name, "TGLLHR": voter.birth_date.strftime("%d|%m|%Y")}
    batch = receive(people, july, *(row for _n in range(MOST_NAMES + 5)))
    found = list(BatchRow.objects.filter(batch=batch).order_by("ordinal"))
    with scoped("3578"), as_application():
        assert list(suggestions_for(batch, found)) == list(range(1, MOST_NAMES + 1))
        assert suggestions_for(batch, found[-1:])
