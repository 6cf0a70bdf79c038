"""What the pages share: what is elsewhere is nowhere, dates and ranges of an address, files for people."""

from datetime import date

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from ektp.actions.exporting import note_download
from ektp.intake.draft import FIRST_DAY
from sidalih.areas import queries as areas

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"


def or_404(found):
    """The thing found, or 404: for what does not exist and for what lies in another area alike."""
    if found is None:
        raise Http404
    return found


def regency_or_404(scope, regency):
    """The name of a regency that the person's area covers; 404 for anything else."""
    if len(regency) != 4 or not scope.covers(regency) or not areas.exists(regency):
        raise Http404
    return areas.name_of(regency)


def asked_day(request):
    """The date of ?tanggal=, today for none or nonsense; a day still to come is today, none is before FIRST_DAY."""
    today = timezone.localdate()
    try:
        return max(FIRST_DAY, min(date.fromisoformat(request.GET.get("tanggal", "")), today))
    except ValueError:
        return today


def printed_of(stated, included):
    """Of how many reports a total of cards printed is, for a subtitle; "" where all of them state it."""
    return "" if stated == included else ", " + _("sudah cetak menurut %(n)d laporan") % {"n": stated}


def download(request, content, kind, name, regency=""):
    """A file for the person's disk, written down; its name carries codes and dates only.

    `regency` is the office whose record it joins, the person's own area without one.
    """
    note_download(content=content, name=name, regency=regency or request.scope.area, by=request.user)
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
