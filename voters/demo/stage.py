"""What visitors of the demonstration find in the offices they may enter: work of every kind, waiting for them."""

from django.utils.translation import gettext as _

from sidalih.accounts.scope import scoped
from voters.actions import correcting, deciding, transfers
from voters.demo.office import approve, deliver, deliver_file, submit, voters_at_rest
from voters.demo.workbooks import Amounts, not_a_bulk_workbook
from voters.models import BatchRow, Transfer
from voters.models.batch import State

OPEN, WAITING, SENT_BACK = 1, 2, 3     # numbers of workbooks
# Of 260 rows this many are wrong; offices with few voters have fewer of both.
_ROWS, _WRONG = 260, 40
# One row of each is repaired already where somebody is in the middle of repairing: what is typed in.
_REPAIRS = {"E08": {"STS": "B"}, "E12": {"EKTP": "S"}, "E25": {"JALAN": "JL. MASJID NO 7"}}


def set_stage(office, period):
    """One workbook to repair, one that waits for approval, one that came back, one that was refused."""
    deliver(office, period, OPEN, _("Coklit terbatas, semua kecamatan"), _amounts(office, _ROWS, wrong=True))
    submit(office, deliver(office, period, WAITING, _("Pemilih pemula dan pindah masuk"),
                           _amounts(office, 48, new=8, struck=0)))
    came_back = submit(office, deliver(office, period, SENT_BACK, _("Laporan kematian RT/RW"),
                                       _amounts(office, 24, new=0, struck=8)))
    if came_back.state == State.SUBMITTED:
        with scoped(office.regency):
            deciding.send_back(batch_id=came_back.pk, by=office.approver, reason=_(
                "Lampirkan surat keterangan kematian dari kelurahan untuk baris TMS kode 1, lalu ajukan lagi."))
    deliver_file(office, period, _("Jadwal coklit"), "jadwal-coklit.xlsx",
                 not_a_bulk_workbook([name for _kecamatan, name in office.places.values()][:40]))


def repair_some(office, period):
    """One workbook, three of whose wrong rows have been put right."""
    batch = deliver(office, period, OPEN, _("Mutasi penduduk Juli"), _amounts(office, 120, wrong=True))
    with scoped(office.regency):
        repaired = BatchRow.objects.filter(batch=batch, corrected_at__isnull=False).count()
        for code, cells in list(_REPAIRS.items())[repaired:]:
            row = BatchRow.objects.filter(batch=batch, problems=[code]).first()
            if row:
                correcting.correct_row(batch_id=batch.pk, ordinal=row.ordinal, cells=cells, version=row.version,
                                       by=office.operator)


def hold_for_province(office, period):
    """One workbook of strikes that the office has approved: so many that it waits for the province's signature."""
    approve(office, deliver(office, period, WAITING, _("Kematian Triwulan II dari desa"),
                            _amounts(office, 32, new=0, struck=9)))


def send_away(office, destination):
    """Two voters who move to another office of the stage: one is offered there, one waits for the own approver."""
    with scoped(office.regency):
        if Transfer.objects.filter(origin=office.regency, destination=destination).exists():
            return
        for number, voter in enumerate(voters_at_rest(office, 2)):
            move = transfers.propose(regency=office.regency, dpid=voter.dpid, destination=destination,
                                     reason=_("Surat pindah sudah terbit; ikut keluarga."), by=office.operator)
            if number == 0:
                transfers.offer(transfer_id=move.pk, by=office.approver)


def unfinished(office, period):
    """A workbook that was sent and not looked at since."""
    deliver(office, period, OPEN, _("Data desa, belum diperiksa"), _amounts(office, 60, wrong=True))


def _amounts(office, rows, *, new=4, struck=2, wrong=False):
    """So many rows, fewer for a small roll; `new` and `struck` of ten, the others are changes."""
    rows = min(rows, max(office.loaded // 8, 5))
    new, struck = rows * new // 10, rows * struck // 10
    return Amounts(new, rows - new - struck, struck, round(rows * _WRONG / _ROWS) if wrong else 0)
