"""Intake against django-import-export with the same fields: `bench/against_import_export.py [ROWS]` (20,000).

Needs `pip install -r bench/requirements.txt` beside the project's own packages. Its rows are stored in the same table,
with its own reading of the workbook and its own saving; of our rules it checks none. Row by row is what it does by
itself; in bulk, without diffs and reports, is the fastest that it can be told to be.
"""

import sys
from pathlib import Path

import portal

FIELDS = {"NKK": "nkk", "NIK": "nik", "NAMA": "name", "TMPLHR": "birth_place", "STS": "marital", "L/P": "sex",
          "JALAN": "address", "RT": "rt", "RW": "rw", "DIS": "disability", "EKTP": "ektp", "SMBR": "source",
          "KECAMATAN": "sheet", "DESA": "village", "KET": "kind", "TPS": "tps", "DPID": "dpid", "TGLLHR": "birth_date"}


def main(rows=20_000, voters=100_000):
    portal.start()
    import import_export.resources  # noqa: F401  (nor does it pay for being imported)
    import openpyxl
    from django.core.files.base import File

    from sidalih import jobs
    from sidalih.accounts.scope import scoped
    from sidalih.jobs.queries import by_key
    from voters import tasks  # noqa: F401  (a worker has them loaded)
    from voters.actions import receiving

    period, operator, _approver = portal.fresh_roll(voters)
    path = Path(portal.ROOT, "var", "bench", "mutarlih.xlsx")
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("TPS 001")
    for row in portal.mutarlih(rows, voters):
        sheet.append(row)
    book.save(path)
    times = {}
    with portal.timed(f"the portal: receipt, all rules, storing {rows} rows", times):
        with path.open("rb") as file, scoped(portal.REGENCY):
            batch = receiving.receive(file=File(file, name=path.name), regency=portal.REGENCY, period=period,
                                      by=operator)
        jobs.run_here(by_key(f"read_batch:{batch.pk}"))
    with portal.timed("django-import-export, in bulk, no diff, no report", times):
        _import(path, period, operator, bulk=True)
    with portal.timed("django-import-export as it comes", times):
        _import(path, period, operator, bulk=False)
    ours, bulk, plain = times.values()
    print(f"ratio to it as it comes: {plain / ours:.1f}; in bulk: {bulk / ours:.1f}")
    portal.stop()


def _import(path, period, operator, bulk):
    """Import the workbook's rows into a batch of their own by django-import-export."""
    import tablib
    from import_export import fields, resources, widgets

    from sidalih.row_security import as_owner
    from voters.models import Batch, BatchRow

    class Dates(widgets.DateWidget):
        def __init__(self):
            super().__init__(format="%d-%m-%Y")
            self.formats = ("%d-%m-%Y", "%d|%m|%Y")

    class Rows(resources.ModelResource):
        def before_import_row(self, row, row_number=None, **_):
            row["KET"] = (row["KET"] or "")[:1]
            row["DESA"] = (row["DESA"] or "")[:10]
            self.ordinal = row_number
            row["typed"] = [str(value) for value in row.values()]

        def before_save_instance(self, instance, row, **_):
            instance.batch, instance.regency, instance.ordinal = batch, portal.REGENCY, self.ordinal
            instance.row, instance.typed = self.ordinal, row["typed"]
            for name in FIELDS.values():
                if getattr(instance, name) is None and name not in ("dpid", "tps", "birth_date"):
                    setattr(instance, name, "")

        class Meta:
            model, import_id_fields, fields = BatchRow, (), tuple(FIELDS.values())
            use_bulk = skip_diff = bulk
            report_skipped, force_init_instance, batch_size = not bulk, True, 1000

    for heading, name in FIELDS.items():
        widget = Dates() if name == "birth_date" else widgets.IntegerWidget() if name in ("dpid", "tps") else (
            widgets.CharWidget())
        Rows.fields[name] = fields.Field(attribute=name, column_name=heading, widget=widget)
    with as_owner():  # without row security: to its advantage
        batch = Batch.objects.create(regency=portal.REGENCY, period=period, number=900 + bulk, sha256=f"bench{bulk}",
                                     received_by=operator, state="checked")
        dataset = tablib.Dataset().load(path.read_bytes(), format="xlsx")
        result = Rows().import_data(dataset, raise_errors=True, use_transactions=True)
        stored = BatchRow.objects.filter(batch=batch).count()
    print(f"  {stored} rows stored, errors: {result.has_errors()}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
