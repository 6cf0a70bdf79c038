"""Recaps as they were published in East Java and elsewhere: those that are exact, and those that are not, by how much.

Figures of the offices' own announcements and of the press; a Figure is (total, L, P).
"""

import csv
from pathlib import Path

from voters.rules.arithmetic import Figure, Recap

HERE = Path(__file__).parent / "samples" / "published"


def table(name):
    """The Recaps of a table of tests/samples/published: total, by sex, flow and claimed change as far as printed."""
    with open(HERE / name, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            def number(key, row=row):
                return int(row[key]) if row.get(key) else None
            yield Recap(row["name"], now=Figure(number("total"), number("L"), number("P")),
                        previous=Figure(number("previous")), baru=Figure(number("baru")), tms=Figure(number("tms")),
                        change=number("change"))


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
    chain("Kab Bojonegoro 2019 DPS", 1_026_229, 15_194, 0, 1_041_423)._replace(baru=Figure(15_194, 7_849, 7_345)),
    chain("Kota Surabaya 2019 DPS", 2_006_061, 35_140, 0, 2_041_201),
    chain("Kab Blitar 2018 DPS-DPT", 944_999, 2_349, 10_452, 936_896, change=-8_103)._replace(
        now=Figure(936_896, 467_251, 469_645), tms=Figure(10_452, 5_081, 5_371)),
    Recap("Kab Pamekasan 2018 DPS-DPT", Figure(680_392, 328_442, 351_950), Figure(682_136, 328_898, 353_238),
          change=-1_744),
    Recap("Jawa Timur 2018 DPT", Figure(30_155_719, 14_840_353, 15_315_366)),
    chain("Kota Surabaya 2025 TW2", 2_229_244, 69_257, 42_361, 2_256_140),
    chain("Kota Kediri 2025 TW3", 219_738, 9_154, 812, 228_080)._replace(
        now=Figure(228_080, 111_316, 116_764), parts=parts(*KEDIRI)),
    Recap("Kota Kediri 2025 TW3 reguler/khusus", Figure(228_080), parts=parts(
        ("reguler", None, None, 226_692), ("lokasi khusus", None, None, 1_388))),
    chain("Kab Bondowoso 2025 TW2", 601_133, 3_994, 794, 604_333),
    chain("Kab Bondowoso 2025 TW4", 622_000, 6_779, 2_557, 626_222),
    chain("Kab Magetan 2025 TW4", 530_630, 25_487, 12_140, 543_977),
    chain("Kab Sidoarjo 2025 TW4", 1_479_539, 104_314, 37_724, 1_546_129),
    Recap("Jawa Timur 2024 DPT", Figure(31_402_838, 15_495_556, 15_907_282), parts=parts(
        ("reguler", 15_427_242, 15_873_241, 31_300_483), ("lokasi khusus", 68_314, 34_041, 102_355))),
]

STRIKES = Recap("Jawa Timur 2022 S1", tms=Figure(134_865), items=(
    12_681, 95_158, 25_582, 680, 498, 15, 117, 132, 2))

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
    (chain("Kota Surabaya 2025 TW2, Bawaslu", 2_229_244, 69_257, 42_361, 2_256_130), [("now total", -10)]),
    (Recap("Kota Surabaya 2025 TW2, Bawaslu L", Figure(2_256_140, 1_090_597, 1_160_543)), [("now L+P", 5_000)]),
    (Recap("Kota Surabaya Pilkada 2024, headline", Figure(2_229_224, 1_081_042, 1_148_202)), [("now L+P", -20)]),
    (Recap("Kota Surabaya 2024 DPT", Figure(2_218_586), Figure(2_131_756), change=86_803), [("change", -27)]),
    (Recap("Kab Jember 2020 DPT", Figure(1_825_386), Figure(1_892_435), change=-66_659), [("change", 390)]),
    (Recap("Kab Sampang 2018 PSU", Figure(767_032), Figure(803_449), change=-36_467), [("change", -50)]),
    (Recap("Kab Jombang 2024 DPT, L", Figure(1_011_402, 506_904, 504_458)), [("now L+P", 40)]),
    (Recap("Kab Jombang 2024 DPT, reguler/khusus", Figure(1_011_402, 506_944, 504_458), parts=parts(
        ("reguler", 503_611, 505_165, None), ("lokasi khusus", 1_779, 847, None))),
     [("parts L", 1_554), ("parts P", -1_554)]),
    (Recap("Jawa Timur 2018 DPT, L", Figure(30_155_719, 14_540_367, 15_315_352)), [("now L+P", 300_000)]),
    (Recap("Jawa Timur 2018 DPT, P", Figure(30_155_719, 14_840_367, 15_315_353)), [("now L+P", -1)]),
    (Recap("Jawa Timur 2018 DPT, total", Figure(30_155_179, 14_840_367, 15_315_352)), [("now L+P", -540)]),
    # A female count in the male column, as a PPK in Banyuwangi had it in 2019; the figures are made up.
    (Recap("PPK", Figure(300, 160, 140), parts=parts(("a", 100, 90, 190), ("b", 50, 60, 110))),
     [("parts L", 10), ("parts P", -10)]),
]
