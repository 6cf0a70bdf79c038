"""What the pages about an area's lists share: which list is asked for, the tabs from page to page, what is behind."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from sidalih.accounts.roles import Permission
from sidalih.areas import queries as areas
from voters.models.period import Period, Stage
from voters.queries import freshness
from voters.queries.periods import current, periods
from voters.queries.rollups import NATION, nation_known
from voters.views.common import asked_job

INDONESIA = "ID"    # what the nation is called in addresses
# Where a rebuilding may lead back to.
PAGES = ("provinsi", "provinsi-rekap", "provinsi-banding", "provinsi-sumber", "provinsi-tren")


@dataclass(frozen=True)
class Asked:
    """A list: `area` is the person's province, or "" for the nation; `period` is None before any was opened."""

    area: str
    period: Any
    stage: str

    @property
    def name(self):
        """The province's name, or Indonesia."""
        return areas.name_of(self.area) if self.area else _("Indonesia")

    @property
    def query(self):
        """The address's part behind the question mark that asks for this list."""
        return query_of(periode=self.period.pk if self.period else "", tahapan=self.stage,
                        wilayah="" if self.area else INDONESIA)


def query_of(**values):
    """The words behind a question mark; those without a value are left out."""
    return "?" + urlencode({name: value for name, value in values.items() if value})


def province_of(request):
    """The person's province; an office's people have none to look at, so there it does not exist."""
    if len(request.scope.area) != 2:
        raise Http404
    return request.scope.area


def asked_list(request, nation=True):
    """The Asked of an address or form: of one's province, the present period, DPB, unless it names others.

    Without `nation` it is the province's whatever is asked.
    """
    asked = request.POST if request.method == "POST" else request.GET
    province = province_of(request)
    period = Period.objects.filter(pk=asked.get("periode", "")).first() or current()
    stage = asked.get("tahapan", "")
    return Asked(NATION if nation and asked.get("wilayah") == INDONESIA else province, period,
                 stage if stage in Stage.values else Stage.DPB.value)


def shown_list(request, asked, page):
    """What every page about a list is rendered with; `page` is its name among PAGES."""
    province = Asked(request.scope.area, asked.period, asked.stage)
    words = {"provinsi": _("Dasbor"), "provinsi-rekap": _("Rekap"), "provinsi-banding": _("Perbandingan"),
             "provinsi-tren": _("Tren"), "provinsi-sumber": _("Sumber")}
    of_one = asked.period and page != "provinsi-tren"   # a trend says it of each period
    behind = freshness.behind(asked.area, asked.period, asked.stage) if of_one else None
    return {
        "asked": asked, "name": asked.name, "period": asked.period, "stage": asked.stage, "page": page,
        "periods": periods(), "stages": Stage.choices, "behind": behind,
        "tabs": [(word, reverse(name) + (province if name == "provinsi" else asked).query, name == page)
                 for name, word in words.items()],
        "regions": [("", areas.name_of(request.scope.area)), (INDONESIA, _("Indonesia"))] if nation_known() else [],
        "wilayah": "" if asked.area else INDONESIA, "job": asked_job(request, "build_rollup", "build_nation"),
        "may_build": request.user.may(Permission.ROLLUP_BUILD)}
