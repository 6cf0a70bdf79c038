"""The roll of a regency narrowed by number, name, place, by what happened, and as of a revision."""

import pytest

from sidalih.accounts.scope import scoped
from tests import kit
from tests.roles import as_application
from voters.models import Voter
from voters.queries import history, search
from voters.queries.roll_search import Asked, find, revisions
from voters.tables.histories import timeline_of
from voters.tables.searching import state_choices

pytestmark = pytest.mark.django_db


@pytest.fixture
def moved_on(people, july, rolls):
    """A roll after two batches: revision 2 with everything that can happen, revision 3 with a little more."""
    before = kit.voters()
    named, struck, moved, corrected = before[0], before[1], before[2], before[3]
    place = next(v for v in before if v.village != moved.village)
    kit.applied(people, july, kit.new(9001, NAMA="MOCHAMAD BASUNI"), kit.change(named, NAMA="SOEKARDJO NOER"),
                kit.strike(struck), kit.change(moved, DESA=place.village, KECAMATAN=place.village[:6], TPS="9"))
    kit.applied(people, july, kit.change(corrected, JALAN="JL. BARU NO 9"), kit.new(9002, NAMA="SITI BASUNIAH"))
    return {"named": named, "struck": struck, "moved": moved, "corrected": corrected, "place": place.village}


def dpids(**asked):
    with as_application(), scoped("3578"):
        found, more = find(Asked("3578", **asked), size=5000)
    assert not more
    return {voter.dpid for voter in found}


def test_statuses_since_a_revision(moved_on):
    new = {v.dpid for v in kit.voters(nik__in=["3578040105909001", "3578040105909002"])}
    changed = {moved_on[name].dpid for name in ("named", "moved", "corrected")}
    assert dpids(status="baru", base=1) == new
    assert dpids(status="ubah", base=1) == changed
    assert dpids(status="tms", base=1) == {moved_on["struck"].dpid}
    assert dpids(status="pindah", base=1) == {moved_on["moved"].dpid}
    assert dpids(status="baru", base=2) == {max(new)}
    assert dpids(status="tms", base=2) == set()
    assert dpids(status="ubah", base=1, revision=2) == changed - {moved_on["corrected"].dpid}


@pytest.mark.parametrize("revision", [1, 2, 3, None])
def test_a_village_as_of_a_revision_is_the_filter_itself(moved_on, revision):
    at = revision or 3
    held = [v for v in Voter.objects.filter(regency="3578", village=moved_on["place"])
            if v.since <= at and (v.until is None or v.until > at)]
    assert dpids(village=moved_on["place"], revision=revision) == {v.dpid for v in held}
    assert dpids(village=moved_on["place"], tps=held[0].tps, revision=revision) == {
        v.dpid for v in held if v.tps == held[0].tps}


def test_names_in_other_spellings_now_and_then(moved_on):
    named = moved_on["named"].dpid
    assert named in dpids(name="sukarjo nur") and named not in dpids(name="sukarjo nur", revision=1)
    assert named in dpids(name=moved_on["named"].name, revision=1)
    basuni = next(iter(dpids(name="M. BASUNI")))
    assert basuni in dpids(name="MUHAMMAD BASSUNI", status="baru", base=1)
    assert dpids(name="BASUNI", village="3578999999") == set()
    assert dpids(name="...") == dpids(name="(") == set()


def test_every_revision_is_offered_the_loaded_roll_and_departures_too(moved_on, people, july):
    from django.utils import timezone

    from voters.models import Roll, Transfer

    Transfer.objects.create(origin="3578", destination="3515", period=july, dpid=1, since=1, elements={},
                            state="withdrawn", origin_revision=4, closed_at=timezone.now(),
                            proposed_by=people["operator"])
    Roll.objects.filter(pk="3578").update(revision=4)
    with as_application(), scoped("3578"):
        made = revisions("3578")
    assert [(number, bool(at), bool(batch)) for number, at, batch in made] == [
        (4, True, False), (3, True, True), (2, True, True), (1, False, False)]
    choices = state_choices([], made)[1][1]
    assert "daftar semula" in choices[-1][1] and "pindah" in choices[0][1]


def test_numbers(moved_on):
    voter, struck = kit.voters()[10], moved_on["struck"]
    family = {v.dpid for v in kit.voters(nkk=voter.nkk)}
    assert dpids(number=voter.nik) == {voter.dpid} == dpids(number=str(voter.dpid))
    assert dpids(number=voter.nkk) == family
    assert dpids(number=struck.nik) == set() and dpids(number=struck.nik, revision=1) == {struck.dpid}
    with as_application(), scoped("3578"):
        assert {v.dpid for v in search.family(voter)} == family


def test_a_question_that_names_nothing_is_answered_with_nothing(moved_on):
    assert dpids() == dpids(tps=1) == set()


def test_pages_hold_everybody_once(moved_on):
    village = kit.voters()[20].village
    seen, after = [], None
    with as_application(), scoped("3578"):
        while True:
            found, more = find(Asked("3578", village=village), after, size=37)
            seen += [v.dpid for v in found]
            if not more:
                break
            after = found[-1].dpid
    assert seen == [v.dpid for v in Voter.objects.filter(regency="3578", village=village, until=None).order_by(
        "name", "dpid")]


def test_a_question_costs_the_same_queries_for_one_voter_and_for_many(moved_on, django_assert_num_queries):
    with as_application(), scoped("3578"):
        for asked in (Asked("3578", village=moved_on["place"]), Asked("3578", number="3578040105909001")):
            with django_assert_num_queries(2):
                find(asked)


def test_the_life_of_a_voter(moved_on, people):
    lives = {}
    with as_application(), scoped("3578"):
        for name in ("named", "struck", "corrected"):
            passages = history.of_voter(search.versions("3578", moved_on[name].dpid))
            lives[name] = [(m.tone, m.revision, bool(m.batch), m.people) for m in timeline_of(passages, "2018")]
    who = "diajukan operator, disetujui approver"
    assert lives["named"] == [("w", 2, True, who), ("o", 1, False, "")]
    assert lives["struck"] == [("e", 2, True, who), ("o", 1, False, "")]
    assert lives["corrected"][0] == ("w", 3, True, who)


def test_the_life_takes_the_same_queries_for_two_versions_and_for_many(
        moved_on, people, july, django_assert_max_num_queries):
    voter = moved_on["corrected"]
    for number in range(5):
        kit.applied(people, july, kit.change(kit.voters(dpid=voter.dpid)[0], RT=str(number + 20)))
    with as_application(), scoped("3578"):
        versions = search.versions("3578", voter.dpid)
        assert len(versions) == 7
        with django_assert_max_num_queries(4):
            assert len(history.of_voter(versions)) == 7
