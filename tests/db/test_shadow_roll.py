"""Random stories of batches, undoings and conflicts against a plain model: roll, numbers and figures agree."""

import random
from datetime import date
from itertools import combinations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sidalih.accounts.scope import scoped
from sidalih.refusal import Refused
from tests.db.shadow import ELEMENTS, Shadow
from tests.kit import approved, change, new, receive, strike
from voters.actions import applying, conflicts, deciding, reversing, snapshots
from voters.actions.periods import open_period
from voters.models import Roll, Snapshot, Voter
from voters.queries import tallies
from voters.queries.reversing import void_batches
from voters.queries.roll_search import Asked, find
from voters.rules.arithmetic import breaches

pytestmark = pytest.mark.django_db


@pytest.fixture
def quarter(rolls):
    """A period whose code 8 pairs."""
    return open_period(code="2025-TW2", label="TW2 2025", reference_date=date(2025, 6, 30), codeset="2022", by="test")


def as_of(revision):
    found = Voter.objects.filter(regency="3578", since__lte=revision).exclude(until__lte=revision)
    return {dpid: dict(zip(ELEMENTS, values, strict=True)) for dpid, *values in found.values_list("dpid", *ELEMENTS)}


def person(serial, **elements):
    """What the roll shall hold of `kit.new(serial)`."""
    return {"nkk": "3578041206159001", "nik": f"357804010590{serial:04d}", "name": "BUDI SANTOSO",
            "birth_place": "SURABAYA", "birth_date": date(1990, 5, 1), "marital": "S", "sex": "L",
            "address": "JL. JAGIR NO 1", "rt": "1", "rw": "2", "disability": "0", "ektp": "S", "village": "3578041002",
            "tps": 3} | elements


class Play:
    """One random story, told to the portal and to the model."""

    def __init__(self, chance, people, period):
        self.chance, self.people, self.period, self.serial = chance, people, period, 1000
        roll = Roll.objects.get(pk="3578")
        niks = {}
        everybody = list(Voter.objects.filter(regency="3578", until=None))
        for voter in everybody:
            niks.setdefault(voter.nik, []).append(voter)
        self.shadow = Shadow(everybody, roll.next_dpid, roll.revision)
        # Old rolls have defects of their own; the story is told of people without any.
        self.cast = [v.dpid for v in everybody if len(v.nik) == 16 and len(niks[v.nik]) == 1 and v.birth_date][:60]
        self.known, self.struck = list(self.cast), []

    def voter(self, dpid):
        return Voter.objects.get(regency="3578", dpid=dpid, until=None)

    def some(self, most=4):
        here = [dpid for dpid in self.known if dpid in self.shadow.roll]
        return self.chance.sample(here, self.chance.randint(1, most))

    def edit(self):
        """(cells, elements) of a random correction."""
        self.serial += 1
        return self.chance.choice([
            lambda: ({"NAMA": f"NAMA {letters(self.serial)}"}, {"name": f"NAMA {letters(self.serial)}"}),
            lambda: ({"JALAN": f"JL. {self.serial}"}, {"address": f"JL. {self.serial}"}),
            lambda: ({"TPS": str(self.serial % 4 + 1), "JALAN": f"JL. {self.serial}"},
                     {"tps": self.serial % 4 + 1, "address": f"JL. {self.serial}"}),
            lambda: ({"L/P": "L", "NAMA": f"NAMA {letters(self.serial)}"},
                     {"sex": "L", "name": f"NAMA {letters(self.serial)}"}),
            lambda: ({"KECAMATAN": "Wonokromo", "DESA": "Jagir", "NAMA": f"NAMA {letters(self.serial)}"},
                     {"village": "3578041002", "name": f"NAMA {letters(self.serial)}"}),
            lambda: ({"NIK": f"357804010590{self.serial:04d}"}, {"nik": f"357804010590{self.serial:04d}"}),
        ])()

    def batch(self):
        """New, changed and struck voters, a pair, and now and then somebody struck who registers anew."""
        rows, news, changes, strikes = [], [], {}, {}
        for dpid in self.some():
            how = self.chance.choice("UUTP")
            voter = self.voter(dpid)
            if how == "U":
                cells, elements = self.edit()
                rows.append(change(voter, **cells))
                changes[dpid] = elements
            elif how == "T":
                code = self.chance.choice([1, 2, 4, 7])
                rows.append(strike(voter, str(code)))
                strikes[dpid] = code
            else:
                tps = voter.tps % 4 + 1
                rows += [strike(voter, "8"), change(voter, KET="B", DPID=None, TPS=str(tps))]
                strikes[dpid] = 8
                news.append(self.shadow.roll[dpid] | {"tps": tps})
        for _n in range(self.chance.randint(0, 2)):
            self.serial += 1
            rows.append(new(self.serial))
            news.append(person(self.serial))
        held = {one["nik"] for one in self.shadow.roll.values()} | {one["nik"] for one in news} | {
            change.get("nik") for change in changes.values()}
        if self.struck and self.chance.random() < .3 and (again := self.chance.choice(self.struck))["nik"] not in held:
            rows.append(new(NIK=again["nik"]))
            news.append(person(0, nik=again["nik"]))
        made = approved(self.people, self.period, *rows)
        self.apply(made)
        self.struck += [self.shadow.roll[dpid] for dpid in strikes]
        self.known += range(self.shadow.next_dpid, self.shadow.next_dpid + len(news))
        self.shadow.apply(made.pk, news, changes, strikes)

    def undo(self):
        """Undo some batch, an undoing among them; the model says whether that is possible."""
        free = [one for one in self.shadow.done if one.undone_by is None]
        if not free:
            return
        batch = self.chance.choice(free[-4:])
        if not self.shadow.may_undo(batch):
            with pytest.raises(Refused, match="changed_since"):
                reversing.reverse_batch(batch_id=batch.pk, reason="Salah unggah", by=self.people["operator"])
            return
        made = reversing.reverse_batch(batch_id=batch.pk, reason="Salah unggah", by=self.people["operator"])
        deciding.submit(batch_id=made.pk, by=self.people["operator"])
        deciding.approve(batch_id=made.pk, by=self.people["approver"])
        self.apply(made)
        self.shadow.undo(made.pk, batch)

    def conflict(self):
        """Two batches about one voter: the first wins; the other's row waits, is decided, and goes its way."""
        dpid = self.some(1)[0]
        voter = self.voter(dpid)
        cells, elements = self.edit()
        own = self.chance.choice([({"JALAN": "JL. SENDIRI"}, {"address": "JL. SENDIRI"}),
                                  ({"NAMA": "NAMA SENDIRI"}, {"name": "NAMA SENDIRI"})])
        draft = receive(self.people, self.period, change(voter, **own[0]))
        first = approved(self.people, self.period, change(voter, **cells))
        self.apply(first)
        self.shadow.apply(first.pk, changes={dpid: elements})
        with scoped("3578"):
            batch = conflicts.look_again(batch_id=draft.pk, by=self.people["operator"])
            assert batch.conflicts == 1
            merged = conflicts.merge(batch_id=draft.pk, by=self.people["operator"])
            clash = set(elements) & set(own[1])
            assert merged == (not clash)
            if clash:
                row = draft.lines.get()
                row = conflicts.resolve(batch_id=draft.pk, ordinal=1, version=row.version, take=set(elements) - clash,
                                        since=self.shadow.revision, by=self.people["operator"])
                assert not row.blocked
            sent, _rest = deciding.submit(batch_id=draft.pk, by=self.people["operator"], confirm_warnings=True)
        deciding.approve(batch_id=sent.pk, by=self.people["approver"])
        self.apply(sent)
        self.shadow.apply(sent.pk, changes={dpid: own[1]})

    def list_it(self):
        """A sealed list: every cell closes, or it is refused; its figures are the model's."""
        made = snapshots.take_snapshot(regency="3578", period=self.period, stage="DPB", by=self.people["operator"])
        fresh = Snapshot.objects.filter(regency="3578", sealed_at__isnull=False, revision=made.revision).exists()
        snapshots.seal_snapshot(snapshot_id=made.pk)
        made.refresh_from_db()
        if not fresh and made.replaces_id is None:
            assert made.flow == self.shadow.flow()
        assert made.total == len(self.shadow.roll)

    def apply(self, batch):
        done = applying.apply_batch(batch_id=batch.pk)
        assert done["state"] == "applied" and done["revision"] == self.shadow.revision + 1

    def must_agree(self):
        roll = Roll.objects.get(pk="3578")
        assert (roll.active, roll.next_dpid, roll.revision) == (
            len(self.shadow.roll), self.shadow.next_dpid, self.shadow.revision)
        assert as_of(roll.revision) == self.shadow.roll


    def must_be_found(self):
        """The search gives every revision as it was, a village of each drawn at random."""
        for revision, roll in self.shadow.history.items():
            village = self.chance.choice(sorted({person["village"] for person in roll.values()}))
            with scoped("3578"):
                found, _more = find(Asked("3578", village=village, revision=revision), size=5000)
            assert {voter.dpid: {name: getattr(voter, name) for name in ELEMENTS} for voter in found} == {
                dpid: person for dpid, person in roll.items() if person["village"] == village}, revision


def letters(number):
    return "".join("ABCDEFGHIJ"[int(digit)] for digit in str(number))


@pytest.mark.parametrize("seed", [20170731, 20250630, 20250930, 20251231])
def test_a_random_story_leaves_the_roll_that_the_model_has(rolls, people, quarter, settings, seed):
    settings.CHURN_BRAKE_PERCENT = 100
    play = Play(random.Random(seed), people, quarter)
    for step in range(14):
        play.chance.choice([play.batch, play.batch, play.undo, play.undo, play.conflict])()
        play.must_agree()
        if step == 7:
            stage_flow = play.shadow.flow()
            play.list_it()
            assert Snapshot.objects.get().flow == stage_flow
    for revision, roll in play.shadow.history.items():  # the roll as of any revision
        assert as_of(revision) == roll
    play.must_be_found()
    # Between any two revisions every cell of every village closes: 136 periods a story, 500 in all.
    for base, revision in combinations(sorted(play.shadow.history), 2):
        for place in tallies.places("3578", base, revision):
            assert not breaches(place.stock[0], place.flow, place.stock[1]), (base, revision, place)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(chance=st.randoms(use_true_random=False),
       story=st.lists(st.sampled_from(["batch", "batch", "undo", "conflict", "list_it"]), min_size=1, max_size=6))
def test_any_story_leaves_the_roll_that_the_model_has(rolls, people, quarter, chance, story):
    """Stories that Hypothesis makes up, and shortens when one does not come out."""
    with transaction.atomic():
        play = Play(chance, people, quarter)
        for step in story:
            getattr(play, step)()
            if step == "list_it":
                play.shadow.listed()
            play.must_agree()
        for revision, roll in play.shadow.history.items():
            assert as_of(revision) == roll
        play.must_be_found()
        transaction.set_rollback(True)  # the next story begins with the same roll


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 11), max_size=12), st.integers(0, 12))
def test_figures_count_what_stands_at_the_end(monkeypatch, choices, base):
    """Undoings of undoings, from any revision on: a batch counts if and only if it holds in the end."""
    undid = {}  # revision: the revision it undoes
    for revision, choice in enumerate(choices, 1):
        free = [r for r in range(1, revision) if r not in undid.values()]
        if choice < len(free):
            undid[revision] = free[choice]
    made = [(revision, undid.get(revision)) for revision in range(1, len(choices) + 1)]
    inside = [(r, of) for r, of in made if r > base]

    class Found(list):
        def order_by(self, *_):
            return self

        def values_list(self, *_):
            return self
    monkeypatch.setattr("voters.queries.reversing.Batch.objects.filter", lambda **_: Found(inside))
    void = void_batches("3578", base, len(choices))
    holds = {r: True for r, _of in made}
    for _r, of in made:  # an undoing turns its batch over, and by that what that batch had undone
        while of is not None:
            holds[of] = not holds[of]
            of = undid.get(of)
    for r, of in inside:
        corrects = of is None or of <= base
        assert (r not in void) == (corrects and holds[r]), (made, base)
