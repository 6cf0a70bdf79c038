"""Background work of the voter side: each takes a job and calls one action."""

from celery import shared_task
from django.utils.translation import gettext_lazy as _

from sidalih import jobs
from voters.actions import (
    annotating,
    applying,
    checking,
    comparing,
    copying,
    exporting,
    nights,
    publishing,
    reading,
    repairing,
    rollups,
    runs,
    snapshots,
    template_books,
)
from voters.queries.periods import period_of


@jobs.handles("read_batch", title=_("Membaca dan memeriksa berkas"))
def read_batch(job):
    """Read and check a received file."""
    return reading.read_batch(batch_id=job.args["batch"], progress=job.progress)


@jobs.handles("annotate_batch", title=_("Menyiapkan berkas beranotasi"))
def annotate_batch(job):
    """Write the annotated workbook of a batch's file for whoever asked."""
    return annotating.annotate_batch(batch_id=job.args["batch"], by=job.by, progress=job.progress)


@jobs.handles("apply_batch", title=_("Menerapkan berkas ke daftar pemilih"))
def apply_batch(job):
    """Apply an approved batch."""
    return applying.apply_batch(batch_id=job.args["batch"], progress=job.progress)


@jobs.handles("seal_snapshot", title=_("Menyegel snapshot"))
def seal_snapshot(job):
    """Seal a pinned snapshot."""
    return snapshots.seal_snapshot(snapshot_id=job.args["snapshot"], progress=job.progress)


@shared_task(name="voters.snapshots_at_close")
def ask_at_close():
    """Ask for the snapshots of periods that have closed; beat says so every minute, the key makes it once."""
    runs.ask_at_close()


@jobs.handles("take_run", title=_("Membuat snapshot semua kabupaten/kota"))
def take_run(job):
    """Take the snapshots of all offices of a province at the close of a period."""
    run = runs.take_all(area=job.args["area"], period=period_of(job.args["period"]), stage=job.args["stage"], by=None,
                        scheduled=True, progress=job.progress)
    return {"run": run.pk}


@jobs.handles("export_snapshot", title=_("Menyiapkan ZIP snapshot"))
def export_snapshot(job):
    """Write the ZIP of a sealed snapshot."""
    return exporting.export_snapshot(snapshot_id=job.args["snapshot"], by=job.by, progress=job.progress)


@jobs.handles("verify_snapshot", title=_("Memeriksa segel snapshot"))
def verify_snapshot(job):
    """Recompute the hashes of a sealed snapshot."""
    return snapshots.verify_snapshot(snapshot_id=job.args["snapshot"], by=job.by)


@jobs.handles("build_rollup", title=_("Membangun rekap provinsi"))
def build_rollup(job):
    """Build a province's rollup again."""
    return rollups.build_rollup(area=job.args["area"], period=period_of(job.args["period"]), stage=job.args["stage"],
                                by=job.by)


@jobs.handles("build_nation", title=_("Membangun rekap nasional"))
def build_nation(job):
    """Build the nation's rollup again, after provinces' have changed."""
    return rollups.build_rollup(area=job.args["area"], period=period_of(job.args["period"]), stage=job.args["stage"],
                                by=job.by)


@shared_task(name="voters.nightly")
def ask_for_tonight():
    """Ask for today's healing and checking; beat says so every quarter of an hour."""
    nights.ask_for_tonight()


@jobs.handles("heal_rollups", title=_("Membangun ulang rekap periode terakhir"))
def heal_rollups(job):
    """Build the rollups of the last periods again."""
    return nights.heal_rollups(progress=job.progress)


@jobs.handles("check_invariants", title=_("Memeriksa keutuhan data"))
def check_invariants(job):
    """Check all invariants, of the seals the newest."""
    return checking.check_invariants(newest=True, progress=job.progress)


@jobs.handles("write_difference", title=_("Menulis perbedaan dua snapshot"))
def write_difference(job):
    """Write the file of what differs between two snapshots for whoever asked."""
    return comparing.write_difference(job=job, progress=job.progress)


@jobs.handles("write_copies", title=_("Menulis salinan untuk pihak lain"))
def write_copies(job):
    """Write the copies of a kecamatan's villages for whoever asked."""
    return copying.write_copies(job=job, progress=job.progress)


@jobs.handles("publish", title=_("Menerbitkan angka untuk umum"))
def publish(job):
    """Write the files of an edition's figures and let them out."""
    return publishing.publish(edition_id=job.args["edition"], though_missing=job.args["though_missing"],
                              address=job.args["address"], times=job.args["times"], by=job.by,
                              progress=job.progress)


@jobs.handles("repair_rows", title=_("Menerapkan saran ke semua baris yang sama"))
def repair_rows(job):
    """Take one suggestion for all rows of a batch that are alike."""
    return repairing.repair_alike(batch_id=job.args["batch"], code=job.args["code"], kind=job.args["kind"], job=job.pk,
                                  by=job.by, progress=job.progress)


@jobs.handles("undo_repair", title=_("Mengurungkan perbaikan banyak baris"))
def undo_repair(job):
    """Give rows back what one repair of many replaced."""
    return repairing.undo_repair(batch_id=job.args["batch"], job=job.args["job"], by=job.by, progress=job.progress)


@jobs.handles("write_template", title=_("Menulis templat"))
def write_template(job):
    """Write a workbook with the voters of a village for whoever asked."""
    return template_books.write_template(job=job, progress=job.progress)
