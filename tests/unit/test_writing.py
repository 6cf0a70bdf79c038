"""Figures, dates, masks and codes as pages write them."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidalih.home.templatetags.angka import angka, beda, persen, persen_dari, ukuran
from sidalih.home.templatetags.sandi import kelompok, samar, segel, tanpa_nomor
from sidalih.home.templatetags.tanggal import lama, tanggal, waktu, waktu_pendek
from sidalih.home.templatetags.wilayah import titik


@pytest.mark.parametrize(("value", "written"), [
    (0, "0"), (999, "999"), (1000, "1.000"), (1234567, "1.234.567"), (-3, "−3"), ("2034307", "2.034.307"),
    (None, "–"), ("", "–"), ("x", "–"), (True, "–"), (float("nan"), "–"),
])
def test_counts(value, written):
    assert angka(value) == written


def test_differences_carry_their_sign():
    assert [beda(n) for n in (4118, -3, 0, None)] == ["+4.118", "−3", "0", "–"]


def test_shares_are_never_clamped_and_missing_is_not_zero():
    assert persen(93.4) == "93,4%"
    assert persen_dari(934, 1000) == "93,4%"
    assert persen_dari(1030, 1000) == "103,0%"
    assert persen_dari(1, 0) == persen_dari(None, 5) == persen(None) == "–"


def test_sizes():
    assert [ukuran(n) for n in (0, 999, 1536, 2_500_000, None)] == ["0 B", "999 B", "1,5 kB", "2,5 MB", "–"]


def test_times_are_those_of_jakarta():
    moment = datetime(2017, 7, 14, 9, 2, tzinfo=UTC)
    assert waktu(moment) == "14 Juli 2017 pukul 16.02 WIB"
    assert waktu_pendek(moment) == "14 Jul 2017, 16.02"
    assert tanggal(datetime(2017, 7, 14, 18, 0, tzinfo=UTC)) == "15 Juli 2017"
    assert tanggal(date(2017, 8, 1)) == waktu(date(2017, 8, 1)) == "1 Agustus 2017"
    assert tanggal(None) == waktu(None) == waktu_pendek(None) == "–"


def test_durations():
    assert [lama(n) for n in (4, 95, 4000, None)] == ["4 detik", "1 menit 35 detik", "1 jam 6 menit", "–"]


def test_a_masked_number_keeps_its_region_only():
    assert samar("3578041206159001") == "3578••••••••••••"
    assert samar("") == samar(None) == "–"
    assert samar("123") == "•••"


@given(st.text(min_size=1, max_size=60).filter(lambda text: text.strip()))
def test_a_mask_never_shows_more_than_a_quarter(text):
    masked = samar(text)
    shown = len(masked) - masked.count("•") + text.count("•")
    assert shown - text.count("•") <= max(0, len(text.strip()) // 4)
    assert shown <= 4 + text.count("•")


def test_a_number_in_a_text_is_masked_and_short_ones_stay():
    assert tanpa_nomor("BUDI 3578041206159001 RT 12") == "BUDI 3578•••••••••••• RT 12"
    assert "9001" not in tanpa_nomor("3578 0412 0615 9001") and "0615" not in tanpa_nomor("3578.0412.0615-9001")
    assert tanpa_nomor("31-07-2017 12.30.45") == "31-07-2017 12.30.45"
    assert tanpa_nomor("JL. JAGIR NO 1, 60244") == "JL. JAGIR NO 1, 60244"
    assert tanpa_nomor(None) == ""


def test_seals_in_groups_and_in_short():
    assert kelompok("ab" * 32) == ["abababab"] * 8
    assert kelompok(None) == []
    assert segel("9f3c" + "0" * 56 + "21a1") == "9f3c…21a1"


@pytest.mark.parametrize(("code", "dotted"), [
    ("35", "35"), ("3578", "35.78"), ("357804", "35.78.04"), ("3578041001", "35.78.04.1001"), ("", "–"), ("x", "x"),
])
def test_area_codes(code, dotted):
    assert titik(code) == dotted
