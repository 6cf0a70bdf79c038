"""The public pages that compare a paper with the database: a code in, stage, area, time and sums out. No login.

They read sums only, write nothing and keep no session; the rate per network is in sidalih/hardening/limits.py.
"""

import re
from contextlib import nullcontext
from functools import cache, wraps
from urllib.parse import urlencode

from django.conf import settings
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sidalih.accounts.access import public
from voters.forms.papers import PaperForm
from voters.queries import papers, publications
from voters.rules.papers import read_code, spelled
from voters.tables.papers import closes, codes_of, compared, lines_of, parts_of, verdict

FEWEST_DIGITS = 12   # of what could be somebody's number
PLACE = re.compile(r"\d{6}(\d{4})?", re.ASCII)   # a district or village; no NIK is as short
VERIFIER = settings.BASE_DIR / "static" / "periksa" / "verifikator.txt"


def paper_address(code, area=""):
    """What the QR code of a paper leads to: the page of its code, for a district or village that of its sums."""
    place = f"?wilayah={area}" if len(area) > 4 else ""
    return reverse("periksa-lihat", args=[code]) + place


def in_asked_language(view):
    """Answer in the language of `?bahasa=`, for people who keep no cookie of ours."""
    @wraps(view)
    def spoken(request, *args, **kwargs):
        asked = request.GET.get("bahasa", "")
        with translation.override(asked) if asked in dict(settings.LANGUAGES) else nullcontext():
            response = view(request, *args, **kwargs)
            response["Content-Language"] = translation.get_language()
        return response
    return spoken


@public
@require_safe
@in_asked_language
def paper_ask(request):
    """The form for a code; a code that can be one leads to its page."""
    asked = request.GET.get("kode", "").strip()
    if is_number(asked) or "nomor" in request.GET:
        return _ask(request, error=_("Ini angka saja, seperti NIK: bukan kode. Jangan ketik NIK di sini."), status=422)
    code = read_code(asked)
    if code:
        return redirect(_with_language(request, reverse("periksa-lihat", args=[code])))
    return _ask(request, error=_not_a_code() if asked else "", status=422 if asked else 200)


@public
@require_safe
@in_asked_language
def paper_page(request, code):
    """What the database says of the paper with this code, beside the figures typed; 404 where it knows none."""
    if is_number(code):
        return redirect(f"{reverse('periksa')}?nomor")  # a 404 would write the address into the log
    plain = read_code(code)
    if not plain:
        return _ask(request, error=_not_a_code(), status=404)
    asked = request.GET.get("wilayah", "")
    place = asked if PLACE.fullmatch(asked) else ""
    if plain != code or asked != place:
        return redirect(_with_language(request, paper_address(plain, place)))
    found = papers.find(plain)
    if not found:
        return _ask(request, unknown=plain, status=404)
    if len(found) > 1:
        return render(request, "voters/paper_several.html", _common(request) | {"papers": found, "seal": plain})
    whole, form = found[0], PaperForm(request.GET)
    paper = papers.within(whole, place)
    if paper is None:
        return _ask(request, error=_("Wilayah ini tidak ada dalam snapshot."), status=404)
    answers = compared(paper, form)
    return render(request, "voters/paper.html", _common(request) | {
        "paper": paper, "whole": whole, "place": place, "parts": parts_of(paper), "spelled": spelled(paper.code),
        "new_spelled": spelled(paper.new_code), "lines": lines_of(paper), "codes": [] if place else codes_of(paper),
        "closes": bool(paper.figures) and closes(paper),
        "publication": publications.newest_of(plain) if paper.kind == "rollup" else None,
        "answers": answers, "verdict": verdict(answers)})


@public
@require_safe
@in_asked_language
def paper_seal(request):
    """What a seal is, and the program with which anybody verifies a ZIP without us."""
    return render(request, "voters/paper_seal.html", _common(request) | {"verifier": _verifier()})


def is_number(text):
    """Whether it is digits like a NIK. One code in 100 million would be too; a NIK in an address is worse."""
    digits = "".join(text.split()).replace("-", "")
    return digits.isdigit() and len(digits) >= FEWEST_DIGITS


def _ask(request, error="", unknown="", status=200):
    return render(request, "voters/paper_ask.html", _common(request) | {
        "error": error, "unknown": spelled(unknown) if len(unknown) < papers.SEAL_LENGTH else unknown}, status=status)


def _common(request):
    """What every page of these needs: the languages, keeping the figures that were typed."""
    return language_of(request, ("wilayah", *PaperForm.FIELDS))


def language_of(request, kept=()):
    """The language that was asked for, and the way to the other one, which keeps these fields of the address."""
    asked = request.GET.get("bahasa", "")
    query = {name: request.GET[name] for name in kept if request.GET.get(name)}
    query["bahasa"] = "en" if translation.get_language() == "id" else "id"
    known = asked if asked in dict(settings.LANGUAGES) else ""
    return {"asked_language": known, "in_language": f"?bahasa={known}" if known else "",
            "other_language": f"?{urlencode(query)}"}


def _with_language(request, address):
    asked = request.GET.get("bahasa", "")
    if asked not in dict(settings.LANGUAGES):
        return address
    return f"{address}{'&' if '?' in address else '?'}bahasa={asked}"


def _not_a_code():
    return _("Kode terdiri atas 16 huruf dan angka, misalnya ABCD-EFGH-JKMN-PQRS; segel lengkap 64 tanda.")


@cache
def _verifier():
    """The text of the verifier that docs/seal.md prints; a test holds the two equal."""
    return VERIFIER.read_text()
