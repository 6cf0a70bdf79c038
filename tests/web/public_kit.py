"""What the tests of published figures share: a province with two offices in, published; and its files read back."""

import csv
import io
import json

import openpyxl
import pytest
from django.test import Client

from sidalih import jobs
from tests.kit import applied, change, new, strike, voters
from voters.actions import publishing, rollups, snapshots
from voters.models import Publication
from voters.queries import editions

REASON = "Angka satu kecamatan keliru"


def take(people, july, regency="3578", by="operator"):
    """A sealed snapshot of an office."""
    taken = snapshots.take_snapshot(regency=regency, period=july, stage="DPB", by=people[by], again=True)
    snapshots.seal_snapshot(snapshot_id=taken.pk)
    return taken


def rebuilt(july):
    """The newest edition of the province after its rollup was built."""
    rollups.build_rollup(area="35", period=july, stage="DPB")
    return editions.newest("35", july, "DPB")


def publish(edition, by, **options):
    """An edition let out, by the action and its worker."""
    job = publishing.ask_publish(edition=edition, though_missing=True, by=by, **options)
    jobs.run_here(job)
    return Publication.objects.filter(edition=edition).latest("id")


@pytest.fixture
def edition(rolls, people, july):
    """An edition with new, struck, changed and moved voters in Kota Surabaya, and Sidoarjo as it was loaded."""
    a, b, c, d = voters()[:4]
    applied(people, july, new(9001), new(9002, **{"L/P": "P", "NIK": "3578044105909002", "DIS": "3"}), strike(a, "1"),
            strike(b, "4"), change(c, TPS=str(c.tps % 4 + 1)), change(d, NAMA="NAMA LAIN"))
    take(people, july)
    take(people, july, "3515", "elsewhere")
    return rebuilt(july)


@pytest.fixture
def out(edition, people):
    """The same, published."""
    return publish(edition, people["province_approver"], address="http://testserver/publik/")


def fetch(code, kind):
    """The answer to a stranger who asks for a file."""
    return Client().get(f"/publik/{code}/{kind}/")


def rows_of(code):
    """{kind: rows as {key: value}} of all three files, read as strangers would; what is not given is None."""
    said = json.loads(fetch(code, "json").content)
    kept = [dict(zip(said["kunci"], row, strict=True)) for row in said["baris"]]
    texts = {key for key, value in kept[0].items() if isinstance(value, str)}
    lines = list(csv.DictReader(io.StringIO(fetch(code, "csv").content.decode("utf-8"))))
    from_csv = [{key: value if key in texts else int(value) if value else None for key, value in line.items()}
                for line in lines]
    return {"json": kept, "csv": from_csv, "xlsx": _of_book(fetch(code, "xlsx").content, said["kunci"], texts)}


def _of_book(data, keys, texts):
    book, found = openpyxl.load_workbook(io.BytesIO(data)), []
    explained = {line[0]: line[1] for line in book["Kolom"].iter_rows(min_row=5, values_only=True)}
    for name in ("Kabupaten-kota", "Kecamatan", "Desa-kelurahan"):
        headings, *rows = book[name].iter_rows(min_row=4, values_only=True)
        assert [explained[heading] for heading in headings] == keys
        found += [dict(zip(keys, row, strict=True)) for row in (rows if name == "Kabupaten-kota" else rows[:-1])]
    for row in found:
        row.update({key: "" for key in texts if row[key] is None})
        row["tingkat"] = row["tingkat"].replace("JUMLAH", "provinsi")
    return sorted(found, key=lambda row: row["kode"])
