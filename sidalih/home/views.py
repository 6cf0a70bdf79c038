"""The home page: figures, panels and the readiness list that apps have registered, for one person's area."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sidalih.accounts.access import requires
from sidalih.accounts.roles import Permission
from sidalih.areas import queries as areas
from sidalih.home.context import Shell, put_notice_away
from sidalih.home.registry import REGISTRY, Ready, shown


@requires(Permission.HOME_VIEW)
def beranda(request):
    """Compose the home page; what an app has nothing to say about is left out."""
    user = request.user
    made = [(entry, entry.make(user)) for entry in shown(REGISTRY.panels, user)]
    stats = [entry.make(user) for entry in shown(REGISTRY.stats, user)]
    doors = shown(REGISTRY.doors, user)
    return render(request, "home/beranda.html", {
        "places": areas.ancestors(user.area),
        "doors": [{"label": one.label, "icon": one.icon, "url": reverse(one.url_name)} for one in doors],
        "stats": [stat for stat in stats if stat],
        "panels": [render_to_string(entry.template, context, request)
                   for entry, context in made if context is not None],
        "checks": readiness_list(user, Shell(request).portal.period),
    })


@requires(Permission.HOME_VIEW)
@require_POST
def notice_away(request):
    """Put the announcement above every page away for this session, and go on where one was."""
    put_notice_away(request)
    if request.htmx:
        return HttpResponse("")
    back = request.POST.get("next", "")
    return redirect(back if url_has_allowed_host_and_scheme(back, None) else "/")


def readiness_list(user, period):
    """The readiness of one office as [(label, Ready)], in order; [] for people of a province."""
    if len(user.area) < 4:
        return []
    missing = Ready("bad", _("Belum ada data."))
    return [(entry.label, entry.make([user.area], period).get(user.area, missing))
            for entry in shown(REGISTRY.readiness, user)]
