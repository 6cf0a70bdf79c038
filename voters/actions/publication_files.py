"""The three files of a publication, from one list of rows: .xlsx for people, .csv and .json for programs.

docs/public.md describes them. They are in Indonesian whatever the language of whoever publishes.
"""

import csv
import io
import json
from datetime import UTC, date, datetime

from django.utils import translation
from django.utils.translation import gettext as _

from sidalih.home.templatetags.tanggal import tanggal, waktu
from sidalih.sheets import Column, Sheet, csv_safe, write_book
from voters.rules import public_figures
from voters.rules.papers import spelled

PLACE_WIDTHS = {"tingkat": 16, "kode": 15, "provinsi": 18, "kabupaten_kota": 26, "kecamatan": 22, "desa_kelurahan": 24,
                "status": 13, "periode": 10, "tahapan": 9, "kode_periksa": 19}
NUMBER_WIDTH = 12
SHEETS = (("kabupaten_kota", "Kabupaten-kota"), ("kecamatan", "Kecamatan"), ("desa_kelurahan", "Desa-kelurahan"))


def write_files(about, rows, published_at):
    """{"xlsx", "csv", "json"}: the bytes of each, of what a publication is about and its rows. Same figures in all."""
    with translation.override("id"):
        columns = public_figures.columns(about["kode_tms"])
        return {"xlsx": _xlsx(about, columns, rows, published_at), "csv": _csv(columns, rows),
                "json": _json(about, columns, rows, published_at)}


def _csv(columns, rows):
    """RFC 4180: UTF-8, commas, one line of keys; what is not given is empty, and no cell begins a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([column.key for column in columns])
    writer.writerows([csv_safe(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8")


def _json(about, columns, rows, published_at):
    """One object: what it is about, the columns with their meaning, the rows as lists; null is what is not given."""
    head = {name: value for name, value in about.items() if name != "format"}
    said = {"format": about["format"], "tentang": head | {"diterbitkan": published_at.astimezone(UTC).isoformat(
                timespec="seconds")},
            "kolom": [{"kunci": column.key, "judul": heading_of(column), "arti": _(column.meaning)}
                      for column in columns],
            "kunci": [column.key for column in columns], "baris": rows}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _xlsx(about, columns, rows, published_at):
    """A sheet about it, one a level with the sum of the province below, and one that explains the columns."""
    keys = [column.key for column in columns]
    level, name = keys.index("tingkat"), keys.index("provinsi")
    whole = next(row for row in rows if row[level] == "provinsi")
    shown = [Column(heading_of(column), PLACE_WIDTHS.get(column.key, NUMBER_WIDTH), "code" if column.text else "number")
             for column in columns]
    title, subtitle = title_of(about), _("kode periksa %(code)s") % {"code": spelled(about["kode_periksa"])}
    totals = [_("JUMLAH"), *whole[1:]]
    sheets = [Sheet(_("Tentang"), title, subtitle, [Column(_("Butir"), 26), Column(_("Isi"), 90)],
                    _about(about, published_at))]
    sheets += [Sheet(sheet, title, f"{whole[name]} · {sheet}", shown, [row for row in rows if row[level] == key],
                     totals) for key, sheet in SHEETS]
    sheets.append(Sheet(_("Kolom"), title, _("arti setiap kolom"),
                        [Column(_("Judul"), 34), Column(_("Kunci di .csv dan .json"), 26), Column(_("Arti"), 100)],
                        [[heading_of(column), column.key, _(column.meaning)] for column in columns]))
    return write_book(sheets)


def heading_of(column):
    """The heading of a public_figures.Column in the language of the page or file."""
    return f"{column.before} {_(column.heading)}".strip()


def title_of(about):
    """The heading of everything that is published: list, period, province."""
    return f"{about['tahapan']} {about['nama_periode']}, {about['nama']}"


def _about(about, published_at):
    yield [_("Daftar"), title_of(about)]
    yield [_("Tanggal acuan"), tanggal(date.fromisoformat(about["tanggal_acuan"]))]
    yield [_("Diterbitkan"), waktu(published_at)]
    yield [_("Dibangun"), waktu(datetime.fromisoformat(about["disusun"]))]
    yield [_("Kabupaten/kota yang masuk"), _("%(n)d dari %(all)d") % {"n": about["masuk"], "all": about["seharusnya"]}]
    yield [_("Belum masuk"), ", ".join(about["belum_masuk"]) or "–"]
    yield [_("Kode periksa"), spelled(about["kode_periksa"])]
    yield [_("Segel"), about["segel"]]
    yield [_("Halaman"), about["alamat"] or "–"]
    yield [_("Isi"), _("Jumlah saja, tanpa data pribadi. Yang belum masuk kosong, bukan nol, dan tidak ikut "
                       "dijumlahkan.")]
    for office in about["kantor"]:
        if office.get("penjelasan"):
            yield [_("Penjelasan"), _("%(name)s, yang angkanya tidak tertutup: %(text)s") % {
                "name": office["nama"], "text": office["penjelasan"]}]
