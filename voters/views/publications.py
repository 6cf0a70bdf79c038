"""The public pages of published figures, and their files. No login, no session; the rate is in hardening/limits.py.

What is withdrawn is gone (410) and says why; what was never published does not exist.
"""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sidalih.accounts.access import public
from voters.queries import publications
from voters.rules.papers import CODE_LENGTH, read_code, spelled
from voters.tables.publications import shown, standing_of
from voters.views.common import XLSX, download, or_404
from voters.views.papers import in_asked_language, is_number, language_of

TYPES = {"xlsx": XLSX, "csv": "text/csv; charset=utf-8", "json": "application/json"}
WORDS = {"xlsx": "Excel", "csv": "CSV", "json": "JSON"}
PAGE = 50


@public
@require_safe
@in_asked_language
def publication_list(request):
    """All that is out, newest first; of one province and period if the address names them."""
    area, period = (request.GET.get(name, "")[:20] for name in ("wilayah", "periode"))
    before = request.GET.get("sebelum", "")
    before = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
    found = publications.out(area, period, before, PAGE + 1)
    provinces, periods = publications.choices()
    more = f"?wilayah={area}&periode={period}&sebelum={found[PAGE - 1].pk}" if len(found) > PAGE else ""
    return render(request, "voters/public_list.html", language_of(request, ("wilayah", "periode")) | {
        "found": [(one, shown(one.content), *standing_of(one)) for one in found[:PAGE]], "more": more,
        "provinces": provinces, "periods": periods, "area": area, "period": period, "before": before})


@public
@require_safe
@in_asked_language
def publication_page(request, code):
    """What is published under a code: totals, offices that are missing, files; 410 once it is withdrawn."""
    if is_number(code):
        return redirect("publik")  # a 404 would write the address into the log
    plain = read_code(code)
    if len(plain) != CODE_LENGTH:
        raise Http404
    if plain != code:
        return redirect("publik-lihat", plain)
    found = or_404(publications.newest_of(plain))
    context = language_of(request) | {"publication": found, "found": shown(found.content), "spelled": spelled(plain)}
    if found.withdrawn_at:
        return render(request, "voters/public_gone.html",
                      context | {"newer": publications.newer_than(found)}, status=410)
    page = publications.page_of(found)
    return render(request, "voters/public.html", context | {
        "page": page, "files": [(one, WORDS[one.kind], reverse(f"publik-{one.kind}", args=[plain]), _name(found, one))
                                for one in page.files]})


@public
@require_safe
def publication_file(request, code, kind):
    """One file: the same bytes for everybody, with an ETag; 304 to whoever has it, 410 once it is withdrawn."""
    if is_number(code):
        return redirect("publik")
    found = or_404(publications.newest_of(code))
    if found.withdrawn_at:
        return HttpResponse(_("Ditarik: %(address)s") % {
            "address": request.build_absolute_uri(reverse("publik-lihat", args=[code]))} + "\n", status=410,
            content_type="text/plain; charset=utf-8")
    file = or_404(publications.file_of(found, kind))
    etag = f'"{file.sha256}"'
    known = get_conditional_response(request, etag=etag)
    if known is not None:
        return known
    response = download(publications.bytes_of(file), _name(found, file), TYPES[kind])
    response["ETag"] = etag
    return response


def _name(publication, file):
    """What a file is called on somebody's disk: list, area, period, and the code by which it is checked."""
    edition = publication.edition
    return f"sidalih-{edition.stage}-{edition.area}-{edition.period_id}-{edition.code}.{file.kind}"
