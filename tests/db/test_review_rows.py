"""An approver decides row by row: marks with reasons, pairs together, the rest goes on; and what he is told of all."""

import pytest
from django.template.loader import render_to_string

from sidalih.accounts.scope import scoped
from sidalih.audit.queries import history_of
from sidalih.refusal import Refused
from tests.conftest import SAMPLES
from tests.kit import applied, change, codes, correct_row, new, strike, submitted, voters
from voters.actions import deciding, marking_rows
from voters.actions.periods import open_period
from voters.actions.rolls import load_roll
from voters.models import Batch, BatchRow
from voters.models.batch import State
from voters.queries import review
from voters.queries.review import Narrowed
from voters.tables import review as tables

pytestmark = pytest.mark.django_db


def refusal(code):
    return pytest.raises(Refused, match=f"^{code}$")


def mark(people, batch, *ordinals, reason="Lampirkan dokumen", by="approver", **where):
    return marking_rows.mark(batch_id=batch.pk, ordinals=list(ordinals) or None, reason=reason, by=people[by], **where)


def reasons(batch):
    return dict(batch.lines.exclude(return_reason="").order_by("ordinal").values_list("ordinal", "return_reason"))


def shown(batch, **where):
    """Ordinals of the first page of a filter, and where the next begins."""
    return review.ordinals(batch, Narrowed(**where))


@pytest.fixture
def batch(rolls, people, july):
    """Six rows: two new, two changed, two struck; the second of each kind with a warning or in another village."""
    first, second, third, fourth = (voters(village=v)[0] for v in sorted({v.village for v in voters()})[:4])
    return submitted(people, july, new(9001), new(9002, RT="", SMBR="Bawaslu"), change(first, NAMA="NAMA BARU"),
                     change(second, TPS="77", EKTP="B" if second.ektp == "S" else "S"), strike(third, "1"),
                     strike(fourth, "4"))


def test_unmarked_rows_go_on_and_marked_ones_come_back_with_their_reasons(batch, people):
    assert mark(people, batch, 2, reason="Bukan warga sini") == 1
    assert mark(people, batch, 5, 6, reason="Surat kematian?") == 2
    done = deciding.approve(batch_id=batch.pk, by=people["approver"])
    assert (done.state, done.rows, done.marked, sorted(codes(done))) == (State.APPROVED, 3, 0, [1, 3, 4])
    draft = done.rests.get()
    assert (draft.state, draft.rows, draft.blocked, draft.marked) == (State.RETURNED, 3, 0, 3)
    assert reasons(draft) == {2: "Bukan warga sini", 5: "Surat kematian?", 6: "Surat kematian?"}
    assert draft.counts == {"W08": 1} and done.counts == {}
    assert batch.receipt in draft.note and draft.number == batch.number + 1
    assert (done.review["kinds"]["B"], done.review["kinds"]["T"]) == (1, 0)
    told = history_of(f"batch:{batch.pk}").last().detail
    assert (told["rows"], told["returned"], told["draft"]) == (3, 3, draft.pk)


def test_a_returned_row_keeps_its_reason_until_it_is_submitted_again(batch, people):
    mark(people, batch, 1, reason="Nama salah")
    draft = deciding.approve(batch_id=batch.pk, by=people["approver"]).rests.get()
    correct_row(batch_id=draft.pk, ordinal=1, cells={"NAMA": "BUDI S"}, version=1, by=people["operator"])
    assert reasons(draft) == {1: "Nama salah"}
    sent, _rest = deciding.submit(batch_id=draft.pk, by=people["operator"], confirm_warnings=True)
    assert (sent.state, sent.marked, sent.note, reasons(sent)) == (State.SUBMITTED, 0, "", {})
    assert history_of(f"batch:{draft.pk}").last().detail["answered"] == 1
    assert history_of(f"batch:{batch.pk}").filter(act="rows_marked").get().detail == {
        "rows": 1, "reason": "Nama salah", "ordinals": [1]}


def test_a_batch_whose_rows_are_all_marked_is_returned_whole(batch, people):
    mark(people, batch, narrowed=Narrowed(), reason="Ulangi semua")
    done = deciding.approve(batch_id=batch.pk, by=people["approver"])
    assert (done.pk, done.state, done.rows, done.approved_by, done.rests.count()) == (
        batch.pk, State.RETURNED, 6, None, 0)
    assert set(reasons(done).values()) == {"Ulangi semua"}
    assert history_of(f"batch:{batch.pk}").last().act == "batch_returned"


def test_marks_are_the_offices_and_can_be_taken_off(batch, people):
    people["approver2"] = type(people["approver"]).objects.create(username="approver2", role="approver", area="3578")
    mark(people, batch, 1, 2)
    mark(people, batch, 2, 3, reason="Lain", by="approver2")
    assert reasons(batch) == {1: "Lampirkan dokumen", 2: "Lain", 3: "Lain"}
    assert marking_rows.unmark(batch_id=batch.pk, ordinals=[1, 4], by=people["approver2"]) == 1
    assert marking_rows.unmark(batch_id=batch.pk, narrowed=Narrowed(marked=True), by=people["approver"]) == 2
    assert Batch.objects.get(pk=batch.pk).marked == 0
    with refusal("no_rows"):
        marking_rows.unmark(batch_id=batch.pk, ordinals=[1], by=people["approver"])


def test_a_crowd_is_marked_in_one_update_and_keeps_what_was_said_before(batch, people, django_assert_max_num_queries):
    mark(people, batch, 5, reason="Surat kematian?")
    with django_assert_max_num_queries(12) as seen:
        assert mark(people, batch, narrowed=Narrowed(kind="T"), reason="Semua TMS") == 1
    assert sum('UPDATE "voters_batchrow"' in q["sql"] for q in seen.captured_queries) == 1
    assert reasons(batch) == {5: "Surat kematian?", 6: "Semua TMS"}


@pytest.mark.parametrize(("who", "code"), [
    ("operator", "forbidden"), ("viewer", "forbidden"), ("province", "forbidden"), ("province_approver", "forbidden"),
    ("admin", "forbidden"), ("elsewhere", "not_found")])
def test_only_an_approver_of_the_office_marks(batch, people, who, code):
    with refusal(code):
        mark(people, batch, 1, by=who)
    with refusal(code):
        marking_rows.unmark(batch_id=batch.pk, ordinals=[1], by=people[who])


def test_the_submitter_marks_nothing(batch, people):
    person = people["operator"]
    type(person).objects.filter(pk=person.pk).update(role="approver")
    person.refresh_from_db()
    with refusal("same_person"):
        marking_rows.mark(batch_id=batch.pk, ordinals=[1], reason="x", by=person)


def test_marks_need_a_reason_rows_and_a_batch_that_waits(batch, people):
    for reason in ("", "  \n"):
        with refusal("reason_missing"):
            mark(people, batch, 1, reason=reason)
    for ordinals in ([], [99]):
        with refusal("no_rows"):
            marking_rows.mark(batch_id=batch.pk, ordinals=ordinals, reason="x", by=people["approver"])
    mark(people, batch, 1, reason=f"NIK {voters()[0].nik} siapa?")
    assert voters()[0].nik not in reasons(batch)[1]
    deciding.approve(batch_id=batch.pk, by=people["approver"])
    with refusal("wrong_state"):
        mark(people, batch, 2)


def test_nobody_approves_marks_that_he_has_not_seen(batch, people):
    mark(people, batch, 1)
    with refusal("conflict"):
        deciding.approve(batch_id=batch.pk, by=people["approver"], marked=0)
    assert Batch.objects.get(pk=batch.pk).state == State.SUBMITTED
    assert deciding.approve(batch_id=batch.pk, by=people["approver"], marked=1).rows == 5


def test_a_returned_batch_keeps_the_reasons_of_its_rows(batch, people):
    mark(people, batch, 4)
    deciding.send_back(batch_id=batch.pk, reason="Lengkapi", by=people["approver"])
    assert reasons(batch) == {4: "Lampirkan dokumen"}


@pytest.fixture
def pairs(people):
    """A submitted batch of the set of 2022: rows 1 and 2 are a pair, so are 3 and 4; row 5 is a plain strike."""
    for regency in ("3578", "3515"):
        load_roll(path=SAMPLES / "2017-07" / f"roll-{regency}.csv", regency=regency, by="test")
    period = open_period(code="2025-TW2", label="TW II", reference_date="2025-06-30", codeset="2022", by="test")
    first, second, third = voters()[:3]
    moved = [row for v in (first, second) for row in (
        strike(v, "8"), change(v, DPID=None, KET="B", TPS=str(v.tps % 5 + 10)))]
    return submitted(people, period, *moved, strike(third, "1"))


def test_both_rows_of_a_pair_go_together(pairs, people):
    assert mark(people, pairs, 2) == 2
    assert sorted(reasons(pairs)) == [1, 2]
    assert mark(people, pairs, narrowed=Narrowed(kind="B"), reason="Semua baru") == 2
    assert reasons(pairs) == {1: "Lampirkan dokumen", 2: "Lampirkan dokumen", 3: "Semua baru", 4: "Semua baru"}
    assert marking_rows.unmark(batch_id=pairs.pk, ordinals=[3], by=people["approver"]) == 2
    done = deciding.approve(batch_id=pairs.pk, by=people["approver"])
    assert sorted(codes(done)) == [3, 4, 5] and sorted(codes(done.rests.get())) == [1, 2]


def test_figures_of_pairs_cancel_out(pairs):
    told = pairs.review
    assert told["kinds"] == {"B": 2, "U": 0, "T": 3, "same": 0, "pairs": 2}
    assert sum(told["after"].values()) == sum(told["now"].values()) - 1
    assert told["removed"]["codes"] == {"1": 1} and told["codes"] == {"1": 1, "8": 2}
    notes = {item.label: item.note for item in tables.facets_of(pairs, {}, {})[0].items}
    assert "tidak menambah" in notes["Baru"] and "tidak mengurangi" in notes["TMS"]
    rows, before, _following = review.page(pairs, Narrowed(), 0)
    lines = tables.rows_of(rows, before, {}, "2022", dates=True, decides=True)
    said = [render_to_string("voters/review_row.html", {"line": one, "row": one.row, "batch": pairs}) for one in lines]
    assert "pindah dari" in said[0] and "pindah ke" in said[1] and "dicoret" in said[4]
    assert "dicoret" not in said[0] and "masuk daftar" not in said[1]


def test_what_the_approver_is_told_of_all_rows(batch, people):
    told = batch.review
    first, second, third, fourth = (voters(village=v)[0] for v in sorted({v.village for v in voters()})[:4])
    assert told["kinds"] == {"B": 2, "U": 2, "T": 2, "same": 0, "pairs": 0}
    assert told["codes"] == told["removed"]["codes"] == {"1": 1, "4": 1}
    assert told["fields"] == {"name": 1, "tps": 1, "ektp": 1}
    assert dict(map(tuple, told["sources"])) == {"RT": 1, "Bawaslu": 1, "": 4}
    by_village = {code: kinds for code, *kinds in told["villages"]}
    assert by_village[third.village][2] == by_village[fourth.village][2] == 1
    assert sum(sum(kinds) for kinds in by_village.values()) == 6
    assert sum(sum(kinds.values()) for kinds in told["sexes"].values()) == 6
    assert sum(told["now"].values()) == sum(told["after"].values()) == 1800


def test_what_the_figures_promise_is_what_applying_does(rolls, people, july):
    one, other = (v for v in voters()[:2])
    batch = applied(people, july, new(9001), new(9002, **{"L/P": "P", "NIK": "3578044105909002"}),
                    change(one, **{"L/P": "P" if one.sex == "L" else "L"}), strike(other), change(voters()[5]))
    assert batch.review["kinds"]["same"] == 1
    now = {sex: len(voters(sex=sex)) for sex in "LP"}
    assert batch.review["after"] == now and batch.review["now"] != now


def test_filters(batch, people):
    villages = sorted({v.village for v in voters()})
    assert shown(batch) == ([1, 2, 3, 4, 5, 6], None)
    assert shown(batch, kind="U")[0] == [3, 4]
    assert shown(batch, kind="T", village=villages[2])[0] == [5]  # where the struck voter is
    assert 3 in shown(batch, village=villages[0])[0]
    both = shown(batch, sex="L")[0] + shown(batch, sex="P")[0]
    assert sorted(both) == [1, 2, 3, 4, 5, 6]
    assert shown(batch, source="Bawaslu")[0] == [2]
    assert shown(batch, source="")[0] == [3, 4, 5, 6]
    assert shown(batch, code="4")[0] == [6]
    assert shown(batch, code="W08")[0] == shown(batch, warned=True)[0] == [2]
    mark(people, batch, 6)
    assert shown(batch, marked=True)[0] == [6] and shown(batch, marked=True, kind="B")[0] == []


def test_pages_follow_one_another(batch, monkeypatch):
    monkeypatch.setattr(review, "PAGE", 2)
    assert shown(batch) == ([1, 2], 3)
    assert review.ordinals(batch, Narrowed(), 5) == ([5, 6], None)
    monkeypatch.setattr(review, "REACH", 3)
    assert shown(batch, code="4") == ([], 4)  # looked at three rows: go on from the fourth
    assert review.ordinals(batch, Narrowed(code="4"), 4) == ([6], None)


def test_before_and_after_hold_once_the_batch_is_applied(rolls, people, july):
    someone, gone = voters()[:2]
    batch = applied(people, july, change(someone, NAMA="NAMA BARU"), strike(gone))
    rows, before, _next = review.page(batch, Narrowed())
    assert (rows[0].name, before[someone.dpid].name) == ("NAMA BARU", someone.name)
    assert before[gone.dpid].name == gone.name
    assert [r.ordinal for r in review.page(batch, Narrowed(kind="T", village=gone.village))[0]] == [2]


def test_the_application_may_do_all_this_within_its_area(batch, people):
    with scoped("3578"):
        mark(people, batch, 1)
        draft = deciding.approve(batch_id=batch.pk, by=people["approver"]).rests.get()
        assert reasons(draft) == {1: "Lampirkan dokumen"}
    with scoped("3515"):
        assert not BatchRow.objects.filter(batch__in=[batch.pk, draft.pk]).exists()
