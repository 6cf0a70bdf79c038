"""Issuing slips: for one person, for a list, and the letters; a slip is on the page that issued it and nowhere else."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sidalih.accounts import slips
from sidalih.accounts.access import requires
from sidalih.accounts.actions import credentials
from sidalih.accounts.actions.credentials import Issued, Wanted
from sidalih.accounts.forms import IssueForm, ListForm
from sidalih.accounts.lists import lines_of, offices_text, text_of_file
from sidalih.accounts.printing import letters_pdf
from sidalih.accounts.queries.credentials import open_slip
from sidalih.accounts.roles import ROLES, Permission
from sidalih.areas import queries as areas
from sidalih.home.context import office_name
from sidalih.refusal import Refused

PDF = "application/pdf"
MOST_LETTERS = 500


@requires(Permission.ACCOUNT_ISSUE, fresh=True)
def new(request):
    """The form for one person; sent, the page with his slip, shown this once."""
    area = request.scope.area
    if request.method != "POST":
        asked = {"area": request.GET.get("kantor", ""), "role": request.GET.get("peran", "operator")}
        return _new_page(request, IssueForm(area=area, initial=asked))
    form = IssueForm(request.POST, area=area)
    if not form.is_valid():
        return _new_page(request, form, 422)
    try:
        issued = credentials.issue(**form.cleaned_data, by=request.user)
    except Refused as refused:
        if refused.code == "already_issued":
            messages.warning(request, refused.message)
            return redirect("akun")
        if refused.code == "forbidden":
            raise PermissionDenied from None
        form.add_error("role" if refused.code == "area_level" else "full_name", refused.message)
        return _new_page(request, form, 422, namesake=refused.code == "has_account")
    return slips_page(request, [issued])


@requires(Permission.ACCOUNT_ISSUE, fresh=True)
def several(request):
    """The list of people: typed, pasted or from a file; sent, what is understood of each line. Issues nothing."""
    area = request.scope.area
    if request.method != "POST":
        text = offices_text(area) if request.GET.get("isi") == "kantor" else ""
        return _list_page(request, ListForm(initial={"text": text}), [])
    form = ListForm(request.POST, request.FILES)
    text = form.data.get("text", "")
    try:
        if form.is_valid() and form.cleaned_data["file"]:
            text = text_of_file(form.cleaned_data["file"])
        lines = lines_of(text, area)
    except Refused as refused:
        form.add_error("file" if form.cleaned_data.get("file") else "text", refused.message)
        return _list_page(request, form, [], 422)
    if not lines:
        form.add_error("text", _("Belum ada baris yang diisi."))
    form.data = form.data.copy()
    form.data["text"] = text
    return _list_page(request, form, lines, 200 if lines else 422)


@requires(Permission.ACCOUNT_ISSUE, fresh=True)
@require_POST
def several_issue(request):
    """Issue for the lines of a list that are right; the others stay on the page, to be put right."""
    form = ListForm(request.POST)
    form.is_valid()
    try:
        lines = lines_of(form.cleaned_data.get("text") or "", request.scope.area)
        good = [line for line in lines if not line.problems]
        if not good or not form.cleaned_data.get("token"):
            return _list_page(request, form, lines, 422)
        issued = credentials.issue_many(
            wanted=[Wanted(line.role, line.area, line.full_name) for line in good], by=request.user,
            token=form.cleaned_data["token"])
    except Refused as refused:
        messages.warning(request, refused.message)
        return redirect("akun")
    return slips_page(request, issued, left=[line for line in lines if line.problems])


@requires(Permission.ACCOUNT_ISSUE)
@require_POST
def letters(request):
    """The PDF of slips that the page before has just shown, sent along with the form: here nobody knows them."""
    pages = []
    for text in request.POST.getlist("surat")[:MOST_LETTERS]:
        number, _dot, shown = text.partition(".")
        secret = slips.read(shown)
        if secret is None or not number.isdecimal():
            raise Http404
        slip = open_slip(int(number), slips.hash_of(secret), request.scope)
        if slip is None:
            raise Http404
        pages.append((Issued(slip.user, slips.grouped(secret), slip.expires_at, slip.pk), office_name(slip.user.area)))
    if not pages:
        raise Http404
    content = letters_pdf(pages, request.build_absolute_uri(reverse("aktivasi")))
    credentials.note_letters(count=len(pages), by=request.user)
    response = HttpResponse(content, content_type=PDF)
    response["Content-Disposition"] = f'attachment; filename="surat-akun-{timezone.localdate()}.pdf"'
    return response


def slips_page(request, issued, left=()):
    """The page that shows slips, this once; `left` are ListLines that got none."""
    names = areas.names_of({one.user.area for one in issued})
    response = render(request, "accounts/surat.html", {
        "issued": [(one, names.get(one.user.area, one.user.area), f"{one.number}.{one.slip}") for one in issued],
        "left": left, "left_text": "\n".join(line.text for line in left), "expires": issued[0].expires_at,
        "activation": request.build_absolute_uri(reverse("aktivasi")).split("://")[-1]})
    response["Cache-Control"] = "private, no-store"
    return response


def _new_page(request, form, status=200, namesake=False):
    return render(request, "accounts/akun_baru.html", {
        "form": form, "namesake": namesake or form.data.get("namesake"),
        "roles": [(choice, ROLES[choice.data["value"]].description) for choice in form["role"]],
        "several": len(request.scope.area) == 2}, status=status)


def _list_page(request, form, lines, status=200):
    faulty_first = sorted(lines, key=lambda line: not line.problems)
    good = sum(not line.problems for line in lines)
    return render(request, "accounts/akun_daftar.html", {
        "form": form, "lines": faulty_first, "good": good, "bad": len(lines) - good,
        "token": IssueForm(area=request.scope.area)["token"].value(), "whole_area": len(request.scope.area) == 2,
        "offices": len(areas.regencies_of(request.scope.area))}, status=status)
