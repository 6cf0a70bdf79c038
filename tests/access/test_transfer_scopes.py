"""Row security of voters on the way, by raw SQL as the application's role: two offices and the province see them."""

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from sidalih.accounts.scope import scoped
from tests.transfer_kit import moved, mover, offered, proposed, staff
from voters.models import Transfer

pytestmark = pytest.mark.django_db


def rows(text, values=None):
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return cursor.fetchall()


@pytest.fixture
def moves(rolls, people, july):
    four = staff(people)
    return [proposed(four, mover()), offered(four, mover(number=1)), moved(four, mover(number=2))[0]]


@pytest.mark.parametrize(("area", "seen"), [("3578", 3), ("3515", 2), ("35", 3), ("3516", 0), ("3577", 0), ("36", 0),
                                            ("3514", 0), ("3579", 0)])
def test_both_offices_and_the_province_see_a_move_and_a_third_office_nothing(moves, area, seen):
    with scoped(area):
        assert rows("SELECT count(*) FROM voters_transfer") == [(seen,)]
        assert len(rows("SELECT id FROM voters_transfers_changed(%s)", [[one.pk for one in moves]])) in (0, 1)
        assert rows("SELECT count(*) FROM voters_transfers_changed(%s)", [[one.pk for one in moves]]) == [
            (1 if seen else 0,)]  # the one that has arrived left its version behind


def test_without_a_scope_it_is_an_error(moves):
    from tests.roles import as_application

    for question in ("SELECT * FROM voters_transfer", "SELECT * FROM voters_transfers_changed(ARRAY[1])"):
        with as_application(), pytest.raises(ProgrammingError, match="no area scope set"), transaction.atomic():
            rows(question)


def test_the_destination_cannot_touch_what_nobody_has_offered_it(moves):
    with scoped("3515"), connection.cursor() as cursor:
        cursor.execute("UPDATE voters_transfer SET state = 'taken' WHERE state = 'proposed'")
        assert cursor.rowcount == 0
    assert Transfer.objects.filter(state="proposed").count() == 1


def test_a_third_office_changes_nothing(moves):
    with scoped("3516"), connection.cursor() as cursor:
        cursor.execute("UPDATE voters_transfer SET state = 'withdrawn'")
        assert cursor.rowcount == 0
    assert sorted(Transfer.objects.values_list("state", flat=True)) == ["accepted", "offered", "proposed"]


@pytest.mark.parametrize("write", [
    "UPDATE voters_transfer SET elements = '{}'", "UPDATE voters_transfer SET destination = '3516'",
    "UPDATE voters_transfer SET dpid = 1", "UPDATE voters_transfer SET since = 0",
    "UPDATE voters_transfer SET origin = '3515'",
    "UPDATE voters_transfer SET proposed_by_id = 1", "DELETE FROM voters_transfer", "TRUNCATE voters_transfer CASCADE",
    # sent by an office whose voter he is not
    "INSERT INTO voters_transfer (origin, destination, period_id, dpid, since, elements, state, reason, answer, "
    "closed_by, proposed_at, proposed_by_id) SELECT '3515', '3578', period_id, 5, 1, '{}', 'proposed', '', '', '', "
    "now(), proposed_by_id FROM voters_transfer LIMIT 1"])
def test_who_moves_and_where_to_cannot_be_rewritten(moves, write):
    with scoped("3578"), pytest.raises(ProgrammingError), transaction.atomic():
        rows(write)


def test_the_destination_does_not_see_the_roll_that_he_leaves(moves):
    with scoped("3515"):
        assert rows("SELECT count(*) FROM voters_voter WHERE regency = '3578'") == [(0,)]
        assert rows("SELECT count(*) FROM voters_roll WHERE regency = '3578'") == [(0,)]
