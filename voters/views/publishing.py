"""Pages of the province on publishing: what is out, a look at what would go out, letting it out, taking it back."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sidalih.accounts.access import requires
from sidalih.accounts.roles import Permission
from sidalih.areas import queries as areas
from sidalih.refusal import Refused
from voters.actions import publishing
from voters.models import Period, Rollup
from voters.models.period import Stage
from voters.queries import editions, publications
from voters.queries.periods import current
from voters.rules.papers import spelled
from voters.tables.publications import shown, standing_of
from voters.views.common import asked_job, attempt, or_404


@requires(Permission.ROLLUP_VIEW)
@require_GET
def published_list(request):
    """Everything that the province has published, what became of it, and what could be published now."""
    area = _province(request)
    found = publications.of_area(area)
    return render(request, "voters/published_list.html", {
        "found": [(one, shown(one.content), spelled(one.edition.code), *standing_of(one)) for one in found],
        "ready": _ready(area), "name": areas.name_of(area), "job": asked_job(request, publishing.KIND),
        "may_publish": request.user.may(Permission.PUBLIC_PUBLISH)})


@requires(Permission.ROLLUP_VIEW)
@require_GET
def publish_look(request, pk):
    """Exactly what would go out: the sums, who is missing, which columns the files have."""
    edition = or_404(publications.one(pk, _province(request)))
    try:
        content = publications.head(edition)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("provinsi-publikasi")
    newest = editions.newest(edition.area, edition.period, edition.stage)
    return render(request, "voters/publish_look.html", {
        "edition": edition, "found": shown(content), "spelled": spelled(edition.code),
        "standing": publications.standing(edition), "newest": newest, "is_newest": newest.pk == edition.pk,
        "rows": _rows_of(content), "may_publish": request.user.may(Permission.PUBLIC_PUBLISH)})


@requires(Permission.PUBLIC_PUBLISH, fresh=True)
@require_POST
def publish_edition(request, pk):
    """Have a worker let an edition out; leads to the list, where its progress is shown."""
    edition = or_404(publications.one(pk, _province(request)))
    address = request.build_absolute_uri(reverse("publik-lihat", args=[edition.code]))
    job = attempt(request, publishing.ask_publish, edition=edition, though_missing=bool(request.POST.get("tanpa")),
                  address=address)
    if job is None:
        return redirect("provinsi-publikasi-tinjau", pk)
    return redirect(f"{reverse('provinsi-publikasi')}?kerja={job.pk}")


@requires(Permission.PUBLIC_PUBLISH, fresh=True)
@require_POST
def publish_withdraw(request, pk):
    """Take a publication back, with a reason that everybody reads."""
    done = attempt(request, publishing.withdraw, publication_id=pk, area=_province(request),
                   reason=request.POST.get("reason", ""))
    if done is not None:
        messages.success(request, _("Angka ditarik. Halaman publiknya sekarang menyatakan bahwa angka ini ditarik, "
                                    "dengan alasannya."))
    return redirect("provinsi-publikasi")


def _province(request):
    """The person's province; an office's people have none to publish for."""
    if len(request.scope.area) != 2:
        raise Http404
    return request.scope.area


def _ready(area):
    """The newest edition of the present period's list if it is not out yet, and of every list out that was rebuilt."""
    wanted = {(one.edition.period_id, one.edition.stage) for one in publications.of_area(area)}
    if (period := current()) is not None:
        wanted |= set(Rollup.objects.filter(area=area, period=period, included__gt=0).values_list("period", "stage"))
    periods = Period.objects.in_bulk({period for period, _stage in wanted})
    order = sorted(wanted, key=lambda one: (periods[one[0]].reference_date, Stage.values.index(one[1])), reverse=True)
    newest = [editions.newest(area, periods[period], stage) for period, stage in order]
    return [(one, spelled(one.code)) for one in newest if one and publications.standing(one) is None]


def _rows_of(content):
    """How many districts and villages the files will have."""
    whole = dict(zip(content["columns"], content["top"][0], strict=True))
    return {"districts": whole["jumlah_kecamatan"], "villages": whole["jumlah_desa_kelurahan"],
            "columns": len(content["columns"])}
