"""Two snapshots of one regency compared: each page of voters is written down before it is shown, each file is marked.

Both are masked alike. A file of many voters is written by a worker and fetched by whoever asked for it.
"""


from django.db import transaction
from django.utils.translation import gettext as _

from sidalih import audit
from sidalih.accounts.authorize import authorize
from sidalih.accounts.models import User
from sidalih.accounts.roles import Permission
from sidalih.accounts.scope import scoped
from sidalih.areas import queries as areas
from sidalih.marking import marked_table
from sidalih.refusal import Refused
from voters.actions import handing_out
from voters.actions.difference_lines import sheet_of
from voters.queries import differences
from voters.queries.regencies import regency_of_snapshot
from voters.queries.snapshots import existing

KIND = "write_difference"
SUFFIX = ".xlsx"
MOST_AT_ONCE = 20_000   # voters that a request writes
MOST_ROWS = 1_000_000   # lines of a sheet


@transaction.atomic
def view_differences(*, earlier, later, narrowed, after, by):
    """(a page of Differences, whether there are more); who is on it is recorded, like the answer to a search.

    Raises Refused for people who may not, and for snapshots that cannot be compared.
    """
    authorize(by, Permission.VOTER_VIEW, earlier.regency)
    _must_compare(earlier, later)
    found, more = differences.page(earlier, later, narrowed, after)
    if found:
        audit.record("voter_searched", by=by, regency=earlier.regency, how="difference", found=len(found),
                     dpids=[one.dpid for one in found], snapshots=[earlier.pk, later.pk])
    return found, more


@transaction.atomic
def export_difference(*, earlier, later, narrowed, by):
    """The bytes of an .xlsx of all voters of a filter, masked like the page, marked and recorded.

    Raises Refused like `view_differences`, and `too_many` for more than MOST_AT_ONCE voters: see `ask_difference`.
    """
    authorize(by, Permission.COPY_EXPORT, earlier.regency)
    _must_compare(earlier, later)
    if differences.counted(earlier, later).total > MOST_AT_ONCE:
        raise Refused("too_many", _("Lebih dari 20.000 pemilih: berkasnya ditulis di latar belakang."))
    return _book(earlier, later, narrowed, by)


@transaction.atomic
def ask_difference(*, earlier, later, narrowed, by):
    """Have a worker write the file of a large difference. Returns the job; within a minute the same wish is the same.

    Raises Refused like `export_difference`, and for more voters than a sheet has lines.
    """
    authorize(by, Permission.COPY_EXPORT, earlier.regency)
    _must_compare(earlier, later)
    if differences.counted(earlier, later).total > MOST_ROWS:
        raise Refused("too_many", _("Lebih dari satu juta pemilih: bandingkan snapshot yang lebih berdekatan."))
    wish = {"a": earlier.pk, "b": later.pk, "narrowed": list(narrowed)}
    return handing_out.ask(KIND, wish, by=by, regency=earlier.regency)


def write_difference(*, job, progress=lambda done, total, what: None):
    """Write the file that a job asks for; the worker's part. Returns {"rows", "bytes"}."""
    with scoped(regency_of_snapshot(job.args["a"])):
        earlier, later = existing(job.args["a"]), existing(job.args["b"])
        by = User.objects.get(username=job.by)
        narrowed = differences.Narrowed(*job.args["narrowed"])
        total = differences.counted(earlier, later).total
        told = _Told(progress, total)
        data = _book(earlier, later, narrowed, by, told)
        handing_out.keep(job, SUFFIX, data)
    return {"rows": told.done, "bytes": len(data)}


def file_name(earlier, later):
    """What the file is called on the person's disk: codes only."""
    return f"beda-{earlier.regency}-{earlier.pk}-{later.pk}.xlsx"


def _book(earlier, later, narrowed, by, told=lambda rows: rows):
    columns, rows_of = sheet_of(by, later.period.codeset)
    title = _("Perbedaan dua snapshot, %(where)s") % {"where": areas.name_of(earlier.regency)}
    subtitle = _("%(a)s (revisi %(ra)d) → %(b)s (revisi %(rb)d)") % {
        "a": f"{earlier.stage} {earlier.period.label}", "ra": earlier.revision,
        "b": f"{later.stage} {later.period.label}", "rb": later.revision}
    return marked_table(
        what="perbedaan dua snapshot", by=by, regency=earlier.regency, subject=f"snapshot:{later.pk}",
        about={"snapshots": [earlier.pk, later.pk], "filters": {k: v for k, v in narrowed._asdict().items() if v}},
        title=title, subtitle=subtitle, sheet=_("Perbedaan"), columns=columns,
        rows=told(rows_of(differences.every(earlier, later, narrowed))))


def _must_compare(earlier, later):
    if earlier.regency != later.regency:
        raise Refused("other_regency", _("Kedua snapshot bukan dari kabupaten/kota yang sama."))
    if not (earlier.sealed_at and later.sealed_at):
        raise Refused("not_sealed", _("Snapshot ini belum tersegel."))


class _Told:
    """Tells how far the rows are, without slowing them down."""

    EVERY = 1000

    def __init__(self, progress, total):
        self.progress, self.total, self.done = progress, total, 0

    def __call__(self, rows):
        for row in rows:
            if self.done % self.EVERY == 0:
                self.progress(self.done, self.total, _("Menulis pemilih"))
            self.done += 1
            yield row
