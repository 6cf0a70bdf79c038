"""Recaps as they were published in East Java and elsewhere: those that are exact, and those that are not, by how much.

Figures of the offices' own announcements and of the press; a Figure is (total, L, P).
"""

import csv
from pathlib import Path

from voters.rules.arithmetic import Figure, Recap

HERE = Path(__file__).parent / "samples" / "published"


def table(name):
    """The Recaps of a table of tests/samples/published: total, by sex and flow as far as they were printed."""
    with open(HERE / name, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            def number(key, row=row):
                return int(row[key]) if row.get(key) else None
            yield Recap(row["name"], now=Figure(number("total"), number("L"), number("P")),
                        previous=Figure(number("previous")), baru=Figure(number("baru")), tms=Figure(number("tms")))


def chain(name, previous, baru, tms, now, **more):
    """A Recap of totals."""
    return Recap(name, Figure(now), Figure(previous), Figure(baru), Figure(tms), **more)


def parts(*rows):
    """Recaps from (name, L, P, total)."""
    return tuple(Recap(name, Figure(total, male, female)) for name, male, female, total in rows)


KEDIRI = (("Mojoroto", 43_295, 44_907, 88_202), ("Pesantren", 33_474, 36_071, 69_545), ("Kota", 34_547, 35_786, 70_333))

TRUE = [
    Recap("Kab Probolinggo 2018 DPS-DPT", Figure(845_901, 409_597, 436_304), Figure(857_224, 415_230, 441_994),
          Figure(2_780, 1_415, 1_365), Figure(14_103, 7_048, 7_055)),
    chain("Kab Probolinggo 2019 DPS-DPSHP", 860_198, 10_629, 11_875, 858_952),
    chain("Kab Probolinggo 2019 DPSHP-DPT", 858_952, 2_627, 4_238, 857_341),
    chain("Kota Surabaya 2025 TW2", 2_229_244, 69_257, 42_361, 2_256_140),
    chain("Kota Kediri 2025 TW3", 219_738, 9_154, 812, 228_080)._replace(
        now=Figure(228_080, 111_316, 116_764), parts=parts(*KEDIRI)),
    chain("Kab Bondowoso 2025 TW2", 601_133, 3_994, 794, 604_333),
    chain("Kab Bondowoso 2025 TW4", 622_000, 6_779, 2_557, 626_222),
    chain("Kab Magetan 2025 TW4", 530_630, 25_487, 12_140, 543_977),
    chain("Kab Sidoarjo 2025 TW4", 1_479_539, 104_314, 37_724, 1_546_129),
    Recap("Jawa Timur 2024 DPT", Figure(31_402_838, 15_495_556, 15_907_282), parts=parts(
        ("reguler", 15_427_242, 15_873_241, 31_300_483), ("lokasi khusus", 68_314, 34_041, 102_355))),
]

# (recap, [(which sum, printed less what it must be)])
FALSE = [
    (chain("Kab Bondowoso 2025 TW3", 604_333, 1_897, 1_300, 622_000), [("now total", 17_070)]),
    (chain("Kota Blitar 2022-07", 112_937, 15, 546, 112_506, items=(276, 170)),
     [("now total", 100), ("tms items", 100)]),
    (Recap("Kota Malang Pilkada 2024", Figure(660_774, 323_167, 337_577)), [("now L+P", 30)]),
    (Recap("Kota Surabaya Pilkada 2024", tms=Figure(9_360, 4_947, 4_423)), [("tms L+P", -10)]),
    (Recap("Kab Bojonegoro 2018 DPS", Figure(1_033_672, 513_143, 529_529)), [("now L+P", -9_000)]),
    (Recap("Kab Sampang 2023 DPSHP", Figure(757_403, 370_884, 386_519), Figure(750_707), change=6_697),
     [("change", 1)]),
    (Recap("Nasional 2018 DPT", Figure(152_067_680, 75_981_053, 76_088_777)), [("now L+P", -2_150)]),
    (chain("Jawa Tengah 2025 S1", 28_427_616, 217_237, 126_617, 28_517_734, change=90_118), [("now total", -502)]),
    # A female count in the male column, as a PPK in Banyuwangi had it in 2019; the figures are made up.
    (Recap("PPK", Figure(300, 160, 140), parts=parts(("a", 100, 90, 190), ("b", 50, 60, 110))),
     [("parts L", 10), ("parts P", -10)]),
]
