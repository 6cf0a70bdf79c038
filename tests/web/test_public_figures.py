"""The figures that anybody may have: the same in three forms, those of the edition, of nobody in particular."""

import json
import re

import pytest
from django.conf import settings
from django.db import ProgrammingError, transaction
from django.test import Client

from sidalih.accounts.scope import scoped
from sidalih.areas.codes import dotted
from sidalih.areas.models import Area
from sidalih.refusal import Refused
from tests.roles import as_application
from tests.web.public_kit import edition, fetch, out, publish, rows_of  # noqa: F401  (fixtures)
from voters.models import Publication, PublicationFile, Snapshot, Voter
from voters.queries import publications
from voters.rules import public_figures
from voters.rules.figures import both

pytestmark = pytest.mark.django_db


def test_three_forms_hold_the_same_figures_and_they_are_the_editions(out):  # noqa: F811
    files = rows_of(out.edition.code)
    assert files["json"] == files["csv"] == files["xlsx"]
    by_code = {row["kode"]: row for row in files["json"]}
    manifest = out.edition.manifest
    for code, figures in [("35", manifest["figures"]), *((code, line["figures"])
                                                         for code, line in manifest["lines"].items())]:
        row = by_code[dotted(code)]
        assert (row["pemilih_l"], row["pemilih_p"]) == (figures["pemilih"]["L"], figures["pemilih"]["P"])
        for key in ("baru", "tms", "sebelumnya", "ubah"):
            assert row[key] == both(figures[key]), (code, key)
        assert {str(n): row[f"tms_{n}"] for n in range(1, 11) if row[f"tms_{n}"]} == {
            n: both(sexes) for n, sexes in figures["tms_kode"].items()}
        assert (row["disabilitas"], row["tanpa_ktpel"], row["tps"]) == (
            sum(figures["disabilitas"].values()), figures["tanpa_ktpel"], figures["tps"])
    surabaya = by_code["35.78"]
    assert (surabaya["baru"], surabaya["tms"], surabaya["ubah"]) == (2, 2, 2)


def test_villages_are_a_recount_of_the_roll_and_each_level_is_the_sum_of_the_one_below(out):  # noqa: F811
    rows = [row for row in rows_of(out.edition.code)["csv"] if row["status"] == "masuk"]
    levels = {level: [row for row in rows if row["tingkat"] == level]
              for level in ("provinsi", "kabupaten_kota", "kecamatan", "desa_kelurahan")}
    assert {len(row["kode"]) for row in levels["desa_kelurahan"]} == {13}
    for row in levels["desa_kelurahan"]:
        here = Voter.objects.filter(village=row["kode"].replace(".", ""), until=None)
        assert (row["pemilih_l"], row["pemilih_p"]) == (here.filter(sex="L").count(), here.filter(sex="P").count())
        assert row["tanpa_ktpel"] == here.filter(ektp="B").count()
    not_summed = {"jumlah_kecamatan", *(key for key, value in rows[-1].items() if value is None)}
    keys = [key for key, value in rows[0].items() if isinstance(value, int) and key not in not_summed]
    assert len(keys) > 30
    for above, below in zip(list(levels)[:-1], list(levels)[1:], strict=True):
        for row in levels[above]:
            parts = [one for one in levels[below] if one["kode"].startswith(row["kode"])]
            assert {key: sum(one[key] for one in parts) for key in keys} == {key: row[key] for key in keys}, row["kode"]
    for row in rows:
        assert row["sebelumnya"] + row["baru"] - row["tms"] + row["pindah"] == row["pemilih"], row["kode"]
        assert row["pemilih_reguler"] + row["pemilih_khusus"] == row["pemilih"]
        assert sum(row[f"tms_{n}"] for n in (*range(1, 11), "lain")) == row["tms"]


def test_who_is_missing_is_named_and_empty_never_zero(out):  # noqa: F811
    rows = {row["kode"]: row for row in rows_of(out.edition.code)["xlsx"]}
    missing = [row for row in rows.values() if row["status"] == "belum_masuk"]
    assert len(missing) == 36 and all(row["tingkat"] == "kabupaten_kota" for row in missing)
    for row in missing:
        assert {value for value in row.values() if not isinstance(value, str)} == {None}
    page = Client().get(f"/publik/{out.edition.code}/").content.decode()
    assert "36 dari 38 kabupaten/kota belum masuk." in page and "Kota Malang" in page
    assert "Jumlah 2 dari 38 kabupaten/kota" in page and page.count('<td colspan="8">belum masuk</td>') == 36
    said = json.loads(fetch(out.edition.code, "json").content)["tentang"]
    assert "Kota Malang" in said["belum_masuk"] and (said["masuk"], said["seharusnya"]) == (2, 38)


def test_nobody_stands_in_it(out):  # noqa: F811
    texts = [Client().get(f"/publik/{out.edition.code}/").content.decode(), Client().get("/publik/").content.decode(),
             *(fetch(out.edition.code, kind).content.decode() for kind in ("csv", "json"))]
    with scoped("35"):
        everybody = list(Voter.objects.values_list("nik", "nkk", "name", "address"))
    for text in texts:
        assert not re.search(r"(?<![0-9a-f])\d{12,}(?![0-9a-f])", text)
        for person in everybody:
            assert not [said for said in person if said and f'"{said}"' in text or f",{said}," in text]
    assert {one.kind for one in out.files.all()} == {"xlsx", "csv", "json"}


def test_kinds_of_disability_stop_at_the_regency(out):  # noqa: F811
    rows = rows_of(out.edition.code)["json"]
    for row in rows:
        kinds = [row[f"disabilitas_{n}"] for n in (*range(1, 7), "lain")]
        if row["tingkat"] in ("kecamatan", "desa_kelurahan"):
            assert set(kinds) == {None} and row["disabilitas"] is not None
        elif row["status"] == "masuk":
            assert sum(kinds) == row["disabilitas"]


def test_the_documentation_lists_every_column():
    said = (settings.BASE_DIR / "docs" / "public.md").read_text(encoding="utf-8")
    for codeset in ("2018", "2022"):
        for column in public_figures.columns(codeset):
            assert f"`{column.key}`" in said or re.fullmatch(r"(tms|disabilitas)_\d+", column.key), column.key


def test_a_name_that_begins_a_formula_is_text(edition, people):  # noqa: F811
    Area.objects.filter(pk="357804").update(name="=1+1")
    code = publish(edition, people["province_approver"]).edition.code
    assert ",'=1+1," in fetch(code, "csv").content.decode()
    assert "=1+1" in {row["kecamatan"] for row in rows_of(code)["xlsx"]}


def test_what_is_out_is_frozen(out):  # noqa: F811
    for change in (lambda: Publication.objects.filter(pk=out.pk).update(content={}),
                   lambda: Publication.objects.filter(pk=out.pk)._raw_delete("default"),
                   lambda: PublicationFile.objects.update(data=b"x"), lambda: PublicationFile.objects.all().delete()):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(), as_application():
            change()
    before = fetch(out.edition.code, "csv").content
    Area.objects.filter(pk="3578").update(name="NAMA BARU")
    assert fetch(out.edition.code, "csv").content == before


def test_a_snapshot_that_is_not_what_was_added_up_is_not_published(edition, people):  # noqa: F811
    snapshot = Snapshot.objects.get(pk=edition.manifest["lines"]["3578"]["snapshot"])
    edition.manifest["lines"]["3578"]["proof"] = "0" * 64
    with pytest.raises(Refused, match="figures"), scoped("35"):
        list(publications.below(edition))
    edition.manifest["lines"]["3578"]["proof"] = snapshot.proof
    edition.manifest["figures"]["pemilih"]["L"] += 1
    with pytest.raises(Refused, match="figures"):
        publications.head(edition)
