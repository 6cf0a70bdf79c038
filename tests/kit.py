"""What the tests of batches share: workbooks made from rows, and a batch carried to any state."""

import io

import openpyxl
from django.core.files.base import ContentFile

from sidalih import jobs
from sidalih.accounts.scope import scoped
from sidalih.jobs.queries import by_key
from voters.actions import correcting, deciding, receiving
from voters.intake.columns import COLUMNS
from voters.models import Voter

GOOD = {
    "KECAMATAN": "Wonokromo", "DESA": "Jagir", "DPID": None, "NKK": "3578041206159001", "NIK": "3578040105909001",
    "NAMA": "BUDI SANTOSO", "TMPLHR": "SURABAYA", "TGLLHR": "01|05|1990", "STS": "S", "L/P": "L",
    "JALAN": "JL. JAGIR NO 1", "RT": "1", "RW": "2", "DIS": "0", "EKTP": "S", "KET": "B", "SMBR": "RT", "TPS": "3",
}


_made = {}


def new(serial=9001, **cells):
    """A good B row; `serial` gives every person a NIK of his own."""
    return GOOD | {"NIK": f"357804010590{serial:04d}"} | cells


def change(voter, **cells):
    """A U row that repeats a voter as he stands on the roll, with some cells replaced."""
    return {
        "KECAMATAN": voter.village[:6], "DESA": voter.village, "DPID": voter.dpid, "NKK": voter.nkk, "NIK": voter.nik,
        "NAMA": voter.name, "TMPLHR": voter.birth_place, "TGLLHR": voter.birth_date.strftime("%d|%m|%Y"),
        "STS": voter.marital, "L/P": voter.sex, "JALAN": voter.address, "RT": voter.rt, "RW": voter.rw,
        "DIS": voter.disability, "EKTP": voter.ektp, "KET": "U", "SMBR": "", "TPS": str(voter.tps),
    } | cells


def strike(voter, code="1"):
    """A TMS row for a voter."""
    return {"DPID": voter.dpid, "KET": code}


def workbook(*rows, headers=COLUMNS):
    """The bytes of a one-sheet bulk workbook; row 1 is the header. The same rows give the same bytes."""
    key = repr((rows, headers))  # a workbook holds the second in which it was made
    if key not in _made:
        _made[key] = _workbook(rows, headers)
    return _made[key]


def _workbook(rows, headers):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "TPS 001"
    sheet.append(list(headers))
    for row in rows:
        sheet.append([row.get(name) for name in headers])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def receive(people, period, *rows, data=None, regency="3578", by="operator", name="mutarlih.xlsx", **options):
    """Receive a workbook and read it at once; returns the batch."""
    file = ContentFile(workbook(*rows) if data is None else data, name=name)
    batch = receiving.receive(file=file, regency=regency, period=period, by=people[by], **options)
    if job := by_key(f"read_batch:{batch.pk}"):
        jobs.run_here(job)
    batch.refresh_from_db()
    return batch


def correct_row(*, by, **values):
    """Correct a row as its person's request would: inside his scope."""
    with scoped(by.area):
        return correcting.correct_row(by=by, **values)


def submitted(people, period, *rows):
    """A batch that waits for approval."""
    batch = receive(people, period, *rows)
    return deciding.submit(batch_id=batch.pk, by=people["operator"], confirm_warnings=True)[0]


def approved(people, period, *rows):
    """A batch that is approved and not applied yet."""
    return deciding.approve(batch_id=submitted(people, period, *rows).pk, by=people["approver"])


def applied(people, period, *rows):
    """A batch that has changed the roll."""
    batch = approved(people, period, *rows)
    jobs.run_here(by_key(deciding.apply_key(batch)))
    batch.refresh_from_db()
    return batch


def voters(regency="3578", **where):
    """Active voters of a regency in the order of their DPIDs."""
    return list(Voter.objects.filter(regency=regency, until=None, **where).order_by("dpid"))


def codes(batch):
    """{ordinal: codes} of a batch's rows."""
    return dict(batch.lines.order_by("ordinal").values_list("ordinal", "problems"))


