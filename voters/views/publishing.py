"""Pages of the province on publishing: what is out, a look at what would go out, letting it out, taking it back."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sidalih.accounts.access import requires
from sidalih.accounts.roles import Permission
from sidalih.areas import queries as areas
from sidalih.refusal import Refused
from voters.actions import publishing
from voters.models.period import Stage
from voters.queries import editions, publications
from voters.queries.periods import current
from voters.rules.papers import spelled
from voters.tables.publications import shown, standing_of
from voters.views.common import asked_job, attempt, or_404
from voters.views.lists import province_of


@requires(Permission.ROLLUP_VIEW)
@require_GET
def published_list(request):
    """Everything that the province has published, what became of it, and what could be published now."""
    area = province_of(request)
    found = publications.of_area(area)
    return render(request, "voters/published_list.html", {
        "found": [(one, shown(one.content), spelled(one.edition.code), *standing_of(one)) for one in found],
        "ready": _ready(area, found), "name": areas.name_of(area), "job": asked_job(request, publishing.KIND),
        "may_publish": request.user.may(Permission.PUBLIC_PUBLISH)})


@requires(Permission.ROLLUP_VIEW)
@require_GET
def publish_look(request, pk):
    """Exactly what would go out: the sums, who is missing, which columns the files have."""
    edition = or_404(editions.one(province_of(request), pk))
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
    edition = or_404(editions.one(province_of(request), pk))
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
    done = attempt(request, publishing.withdraw, publication_id=pk, area=province_of(request),
                   reason=request.POST.get("reason", ""))
    if done is not None:
        messages.success(request, _("Angka ditarik. Halaman publiknya sekarang menyatakan bahwa angka ini ditarik, "
                                    "dengan alasannya."))
    return redirect("provinsi-publikasi")


def _ready(area, published):
    """The edition that holds of the present period's lists and of every list that was out, where that is not out."""
    lists = {(one.edition.period_id, one.edition.stage) for one in published}
    out, now = {one.edition_id for one in published if not one.withdrawn_at}, current()
    found = [one for one in editions.newest_of_lists(area) if one.pk not in out and (
        one.period == now or (one.period_id, one.stage) in lists)]
    found.sort(key=lambda one: (one.period.reference_date, Stage.values.index(one.stage)), reverse=True)
    return [(one, spelled(one.code)) for one in found]


def _rows_of(content):
    """How many districts and villages the files will have."""
    whole = dict(zip(content["columns"], content["top"][0], strict=True))
    return {"districts": whole["jumlah_kecamatan"], "villages": whole["jumlah_desa_kelurahan"],
            "columns": len(content["columns"])}
