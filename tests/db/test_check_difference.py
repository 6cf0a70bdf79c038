"""The difference of two snapshots against a comparison by hand of what both lists hold, over random stories."""

from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sidalih import jobs
from sidalih.accounts.scope import scoped
from sidalih.jobs.queries import by_key
from tests.kit import applied, change, new, strike, voters
from tests.roles import as_application
from tests.transfer_kit import moved, mover, staff
from voters.actions import deciding, reversing
from voters.models import Voter
from voters.queries import differences
from voters.queries.differences import ADDED, CHANGED, MOVED, REMOVED, Narrowed

pytestmark = pytest.mark.django_db
FIELDS = [field.attname for field in Voter._meta.concrete_fields
          if field.attname not in ("regency", "dpid", "since", "until", "batch_row")]


def at(revision, regency="3578"):
    return SimpleNamespace(regency=regency, revision=revision)


def held(revision):
    """{dpid: values} of the roll as of a revision, picked in Python."""
    return {v.dpid: {name: getattr(v, name) for name in FIELDS} for v in Voter.objects.filter(regency="3578")
            if v.since <= revision and (v.until is None or v.until > revision)}


def by_hand(a, b):
    """{dpid: (kind, fields)} from the two lists."""
    before, after, found = held(a), held(b), {}
    for dpid in before.keys() | after.keys():
        if dpid not in before:
            found[dpid] = (ADDED, set())
        elif dpid not in after:
            found[dpid] = (REMOVED, set())
        elif before[dpid] != after[dpid]:
            fields = {name for name in FIELDS if before[dpid][name] != after[dpid][name]}
            fields = {"birth_date" if name == "birth_text" else name for name in fields}
            found[dpid] = (MOVED if fields & {"village", "tps"} else CHANGED, fields)
    return found


def asked(a, b):
    with scoped("3578"), as_application():
        found, more = differences.page(at(a), at(b), Narrowed(), size=5000)
        counted = differences.counted(at(a), at(b))
        dpids = differences.difference(at(a), at(b))
    assert not more
    return {one.dpid: one for one in found}, counted, dpids


def same(a, b):
    """Both ways of comparing agree, in every form that the difference is given in."""
    expected, (found, counted, dpids) = by_hand(a, b), asked(a, b)
    assert {dpid: (one.kind, set(one.fields)) for dpid, one in found.items()} == expected
    kinds = {kind: sorted(d for d, (k, _f) in expected.items() if k == kind) for kind in differences.KINDS}
    assert dpids == {ADDED: kinds[ADDED], REMOVED: kinds[REMOVED], CHANGED: sorted(kinds[CHANGED] + kinds[MOVED])}
    assert counted.kinds == {kind: len(each) for kind, each in kinds.items() if each}
    assert counted.total == sum(kinds.total() for kinds in counted.villages.values()) == sum(counted.reasons.values())
    return found


step = st.lists(st.tuples(st.sampled_from(["new", "strike", "name", "move", "same"]), st.integers(0, 5)),
                min_size=1, max_size=5, unique_by=lambda pair: pair[1])


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(story=st.lists(step, min_size=2, max_size=4))
def test_random_stories_differ_as_a_comparison_by_hand_says(rolls, people, july, story):
    from django.db import transaction

    with transaction.atomic():
        serial, revision, first = 9100, voters_revision(), voters_revision()
        for batch in story:
            active, rows = voters()[:40], []
            for what, index in batch:
                voter = active[index * 6]
                serial += 1
                rows.append({"new": new(serial), "strike": strike(voter, "2"),
                             "name": change(voter, NAMA=f"NAMA {'ABC'[serial % 3]}"),
                             "move": change(voter, TPS=str(voter.tps % 5 + 1)), "same": change(voter)}[what])
            applied(people, july, *rows)
            revision += 1
        for a in range(first, revision + 1):
            for b in range(a, revision + 1):
                same(a, b)
        transaction.set_rollback(True)


def voters_revision():
    from voters.models import Roll

    return Roll.objects.get(pk="3578").revision


def test_reasons_are_told(rolls, people, july):
    a, b, c, d, *_ = voters()
    applied(people, july, new(9001), strike(a, "1"), change(b, NAMA="NAMA LAIN"), change(c, TPS="9"),
            change(d, NAMA="SEMENTARA"))
    applied(people, july, change(voters(dpid=d.dpid)[0], NAMA=d.name))
    found = same(1, 3)
    assert {one.kind for one in found.values()} == {ADDED, REMOVED, CHANGED, MOVED}
    assert (found[a.dpid].why, found[a.dpid].detail) == ("tms", "1")
    assert next(one for one in found.values() if one.kind == ADDED).why == "baru"
    assert found[b.dpid].was.name == b.name and found[b.dpid].now.name == "NAMA LAIN"
    assert found[c.dpid].kind == MOVED and "tps" in found[c.dpid].fields
    # changed and put back: no difference of names (what is put back says another source)
    assert "name" not in (found[d.dpid].fields if d.dpid in found else ())


def test_narrowing_agrees_with_the_counts(rolls, people, july):
    first, second, third, *_ = voters()
    applied(people, july, new(9001), new(9002, TPS="4"), strike(first, "1"), strike(third, "2"),
            change(second, NAMA="NAMA LAIN"))
    with scoped("3578"), as_application():
        counted = differences.counted(at(1), at(2))
        for (kind, why, detail), n in counted.reasons.items():
            narrowed = Narrowed(kind=kind, why=why, detail=detail)
            assert len(differences.page(at(1), at(2), narrowed)[0]) == n
        for village, kinds in counted.villages.items():
            assert len(differences.page(at(1), at(2), Narrowed(village=village))[0]) == kinds.total()
        for name, n in counted.fields.items():
            assert len(differences.page(at(1), at(2), Narrowed(field=name))[0]) == n
        everyone = [one.dpid for one in differences.every(at(1), at(2), Narrowed(), at_once=2)]
        paged, after = [], 0
        while True:
            page, more = differences.page(at(1), at(2), Narrowed(), after, size=2)
            paged += [one.dpid for one in page]
            if not more:
                break
            after = page[-1].dpid
        assert paged == everyone and len(everyone) == 5


def undo(batch, people):
    made = reversing.reverse_batch(batch_id=batch.pk, reason="Berkas desa lain", by=people["operator"])
    deciding.submit(batch_id=made.pk, by=people["operator"])
    deciding.approve(batch_id=made.pk, by=people["approver"])
    made.refresh_from_db()
    jobs.run_here(by_key(deciding.apply_key(made)))


def test_what_was_undone_is_told_so_and_within_the_span_it_is_no_difference(rolls, people, july):
    struck, *_ = voters()
    batch = applied(people, july, new(9001), strike(struck))
    added = voters(nik="3578040105909001")[0].dpid
    undo(batch, people)
    assert same(1, 3) == {}
    found = same(2, 3)
    assert (found[struck.dpid].kind, found[struck.dpid].why) == (ADDED, "ralat")
    assert (found[added].kind, found[added].why) == (REMOVED, "ralat")


def test_who_moved_between_offices_left_there_and_arrived_here(rolls, people, july):
    staff(people)
    voter = mover()
    move, _batch = moved(people, voter)
    there = same(move.origin_revision - 1, move.origin_revision)
    assert (there[voter.dpid].kind, there[voter.dpid].why, there[voter.dpid].detail) == (REMOVED, "antar", "3515")
    with scoped("3515"), as_application():
        before, after = at(move.destination_revision - 1, "3515"), at(move.destination_revision, "3515")
        came, _more = differences.page(before, after, Narrowed())
    assert [(one.dpid, one.kind, one.why, one.detail) for one in came] == [(move.new_dpid, ADDED, "antar", "3578")]
