"""Pages that compare two snapshots of one regency: figures, voters 50 a page, and the file of all of them."""

from io import BytesIO

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sidalih.accounts.access import requires
from sidalih.accounts.roles import Permission
from sidalih.areas import queries as areas
from sidalih.jobs.queries import one as job_of
from voters.actions import comparing, handing_out
from voters.actions.difference_lines import kind_words, lines_of
from voters.queries import differences, snapshots
from voters.tables import differences as tables
from voters.tables.review import query_of
from voters.views.common import XLSX, attempt, or_404

CHOICES = 100


@requires(Permission.VOTER_VIEW)
@require_GET
def difference_choose(request, pk):
    """Leads to the comparison with the snapshot chosen, else with the one before."""
    here = or_404(snapshots.one(request.scope, pk))
    wanted = _number(request.GET.get("dari")), _number(request.GET.get("ke"))
    if all(wanted):
        first, second = (or_404(snapshots.one(request.scope, one)) for one in wanted)
    else:
        first, second = _neighbour(here), here
    if first is None or first.pk == second.pk:
        messages.info(request, _("Belum ada snapshot lain untuk dibandingkan."))
        return redirect("snapshot-lihat", pk)
    return redirect("snapshot-banding", first.pk, second.pk)


@requires(Permission.VOTER_VIEW)
@require_GET
def difference_page(request, pk, other):
    """What differs between two snapshots, in numbers and voter by voter; the earlier one is put first."""
    earlier, later = _both(request, pk, other)
    if (earlier.pk, later.pk) != (pk, other):
        return redirect(_address(request, earlier, later))
    asked, narrowed = tables.filter_of(request.GET, request.user)
    after = _number(request.GET.get("sesudah"))
    answer = attempt(request, comparing.view_differences, earlier=earlier, later=later, narrowed=narrowed, after=after)
    if answer is None:
        return redirect("snapshot-lihat", later.pk)
    found, more = answer
    counted = differences.counted(earlier, later)
    job = _own_job(request)
    return render(request, "voters/difference.html", {
        "earlier": earlier, "later": later, "regency": areas.name_of(later.regency), "counted": counted,
        "tiles": [(word, counted.kinds[kind], kind) for kind, word in kind_words().items()],
        "facets": tables.facets_of(counted, asked, later.period.codeset, request.user), "asked": asked,
        "lines": lines_of(found, later.period.codeset, request.user),
        "choices": _sealed(request, later.regency), "all": query_of({}), "here": query_of(asked),
        "may_export": request.user.may(Permission.COPY_EXPORT), "large": counted.total > comparing.MOST_AT_ONCE,
        "job": job if job and job.state != "done" else None,
        "ready": job if handing_out.written(job, comparing.KIND, comparing.SUFFIX, request.user) else None,
        "pages": {"text": _("Urut menurut DPID"), "previous": query_of(asked) if after else "",
                  "next": query_of(asked, sesudah=found[-1].dpid) if more else ""}})


@requires(Permission.COPY_EXPORT, fresh=True)
def difference_file(request, pk, other):
    """POST writes the file, or has a worker write a large one; GET hands out what was written for this person."""
    earlier, later = _both(request, pk, other)
    name = comparing.file_name(earlier, later)
    if request.method != "POST":
        path = handing_out.written(_own_job(request), comparing.KIND, comparing.SUFFIX, request.user)
        if path is None:
            raise Http404
        return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=XLSX)
    asked, narrowed = tables.filter_of(request.GET, request.user)
    if differences.counted(earlier, later).total > comparing.MOST_AT_ONCE:
        job = attempt(request, comparing.ask_difference, earlier=earlier, later=later, narrowed=narrowed)
        return redirect(_address(request, earlier, later) + query_of(asked, kerja=job.pk if job else ""))
    data = attempt(request, comparing.export_difference, earlier=earlier, later=later, narrowed=narrowed)
    if data is None:
        return redirect("snapshot-lihat", later.pk)
    return FileResponse(BytesIO(data), as_attachment=True, filename=name, content_type=XLSX)


def _both(request, pk, other):
    """Two sealed snapshots of one regency of the person's area, in the order of their revisions; else 404."""
    first, second = (or_404(snapshots.one(request.scope, one)) for one in (pk, other))
    if first.regency != second.regency or not (first.sealed_at and second.sealed_at):
        raise Http404
    return sorted((first, second), key=lambda one: (one.revision, one.pk))


def _sealed(request, regency):
    """The regency's newest sealed snapshots, to choose from."""
    return list(snapshots.snapshots(request.scope).filter(regency=regency, sealed_at__isnull=False)[:CHOICES])


def _neighbour(here):
    """The snapshot before, or the one that this one replaces; None for the first."""
    return here.previous or here.replaces


def _address(request, earlier, later):
    return reverse("snapshot-banding", args=[earlier.pk, later.pk])


def _own_job(request):
    """The person's own wish for a file of differences that the address names, or None."""
    job = job_of(request.scope, _number(request.GET.get("kerja")))
    return job if job and job.kind == comparing.KIND and job.by == request.user.username else None


def _number(text):
    """A number of an address, 0 for none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else 0
