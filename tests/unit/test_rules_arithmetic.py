"""The published chains that are true close, and those that are false are found."""

import pytest

from voters.rules.arithmetic import Breach, Count, Flow, breaches, closes, expected

TRUE_CHAINS = [
    (857_224, 2_780, 14_103, 845_901),
    (415_230, 1_415, 7_048, 409_597),
    (441_994, 1_365, 7_055, 436_304),
    (860_198, 10_629, 11_875, 858_952),
    (858_952, 2_627, 4_238, 857_341),
    (2_229_244, 69_257, 42_361, 2_256_140),
    (219_738, 9_154, 812, 228_080),
    (601_133, 3_994, 794, 604_333),
    (622_000, 6_779, 2_557, 626_222),
    (530_630, 25_487, 12_140, 543_977),
    (1_479_539, 104_314, 37_724, 1_546_129),
]


@pytest.mark.parametrize("chain", TRUE_CHAINS)
def test_published_chains_that_are_exact(chain):
    previous, baru, tms, now = chain
    assert closes(previous, baru, tms, now)
    assert not closes(previous, baru, tms, now + 1)


def test_a_published_total_that_lost_a_digit():
    assert not closes(604_333, 1_897, 1_300, 622_000)


def test_kabupaten_probolinggo_2018_by_sex():
    flow = Flow(baru=Count(1_415, 1_365), tms=Count(7_048, 7_055))
    assert breaches(Count(415_230, 441_994), flow, Count(409_597, 436_304)) == []


def test_a_change_of_sex_moves_one_and_keeps_the_total():
    flow = Flow(became=Count(L=0, P=1))
    assert expected(Count(10, 10), flow) == Count(9, 11)
    assert breaches(Count(10, 10), flow, Count(10, 10)) == [Breach("L", 9, 10), Breach("P", 11, 10)]


def test_moves_count_at_both_ends():
    flow = Flow(moved_in=Count(3, 1), moved_out=Count(1, 2))
    assert breaches(Count(10, 10), flow, Count(12, 9)) == []
    assert breaches(Count(10, 10), flow, Count(12, 10)) == [Breach("P", 9, 10), Breach("total", 21, 22)]
