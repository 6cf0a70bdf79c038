"""The file of forms: what holds in which year, and that whatever is wrong in it is named before anything is printed."""

import pytest

from voters.rules import recap_forms

TEXT = recap_forms.OWN.read_text(encoding="utf-8")


@pytest.mark.parametrize(("year", "name"), [(2009, "2018"), (2013, "2018"), (2021, "2018"), (2022, "2022"),
                                            (2024, "2022"), (2025, "2025"), (2031, "2025")])
def test_the_set_of_a_year_is_the_latest_that_had_begun(year, name):
    assert recap_forms.for_year(recap_forms.load(), year).name == name


@pytest.mark.parametrize("level", recap_forms.LEVELS)
@pytest.mark.parametrize("stage", recap_forms.STAGES)
def test_every_level_has_a_form_in_every_stage_and_year(level, stage):
    for one in recap_forms.load():
        forms = one.of(level, stage)
        assert forms and all(column.heading for form in forms for column in form.columns)
        assert all(form.columns for form in forms) and stage in one.stages


def test_the_recommended_columns_stand_in_the_first_set():
    """Of a regency: villages, TPS, voters, new, struck and changed by sex, without KTP-el, disabled, remarks."""
    form = recap_forms.load()[0].of("kabkota", "DPB")[0]
    three = [f"{name}{sex}" for name in ("baru", "tms", "ubah") for sex in ("_l", "_p", "")]
    assert [column.key for column in form.columns] == ["no", "nama", "desa", "tps", "l", "p", "jumlah", *three,
                                                       "tanpa_ktpel", "disabilitas", "keterangan"]


def test_a_later_set_changes_what_it_names_and_keeps_the_rest():
    more = TEXT + """
[[set]]
name = "2029"
since = 2029
like = "2025"
[set.stages]
DPT = "DAFTAR PEMILIH AKHIR"
[[set.forms]]
level = "desa"
stages = ["DPT"]
title = "MODEL {daftar} {wilayah}"
columns = ["kode", "nama", "jumlah"]
[[set.forms]]
level = "desa"
title = "LAINNYA"
columns = ["nama", "jumlah"]
"""
    sets = recap_forms.read(more)
    new, before = recap_forms.for_year(sets, 2029), recap_forms.for_year(sets, 2028)
    assert new.stages["DPT"] == "DAFTAR PEMILIH AKHIR" and new.stages["DPB"] == before.stages["DPB"]
    assert new.of("desa", "DPT")[0].title == "MODEL {daftar} {wilayah}" and new.of("desa", "DPB")[0].title == "LAINNYA"
    assert new.of("provinsi", "DPT") == before.of("provinsi", "DPT") and before.of("desa", "DPT")[0].model


@pytest.mark.parametrize(("was", "becomes", "said"), [
    ('"tms_l", ', '"tms_x", ', "unknown columns tms_x"), ('"no", "nama"', '"no"', "lacks the column nama"),
    ('"l", "p"', '"l", "l"', "stands twice"), ("{daftar} TINGKAT", "{nik} TINGKAT", "{nik} means nothing here"),
    ("{tempat},", "{tempat!r},", "{tempat} means nothing here"),
    ("{hari} tanggal", "{hari tanggal", "brace is not closed"),
    ('like = "2018"', 'like = "2017"', "like names no set above it"),
    ("since = 2022", 'since = "2022"', "must be a year"),
    ("since = 2022", "since = 2013", "stands twice"), ('DPT = "', 'DPTX = "', "stages lacks DPT"),
    ('level = "nasional"', 'level = "dunia"', "no form of level nasional"), ("[[set]]", "[set]", "is not TOML")])
def test_what_is_wrong_is_named(was, becomes, said):
    assert was in TEXT
    with pytest.raises(recap_forms.BadForms) as bad:
        recap_forms.read(TEXT.replace(was, becomes, 1))
    assert said in "\n".join(bad.value.problems)


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(recap_forms.BadForms, match="cannot be read"):
        recap_forms.load(tmp_path / "none.toml")
