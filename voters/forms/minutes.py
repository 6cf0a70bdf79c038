"""The form of a berita acara: rows of feedback and of signatories come and go by buttons, also without JavaScript."""

from django import forms
from django.utils.translation import gettext_lazy as _

BLANK = 2   # empty rows that wait for more feedback


class MinutesForm(forms.Form):
    """The single fields; `rows` reads the lists. Nothing is required: what lacks prints as a concept."""

    number = forms.CharField(label=_("Nomor berita acara"), max_length=120, required=False, help_text=_(
        "Seperti yang dipakai kantor Anda, misalnya 301/PK.01-BA/02/KPU-KAB/IV/2018."))
    held_on = forms.DateField(label=_("Tanggal pleno"), required=False, widget=forms.DateInput(
        attrs={"type": "date"}, format="%Y-%m-%d"))
    place = forms.CharField(label=_("Tempat pleno"), max_length=200, required=False, help_text=_(
        "Misalnya Aula KPU Kota Surabaya, Jalan Adityawarman 87."))
    made_in = forms.CharField(label=_("Dibuat di"), max_length=80, required=False)


def rows(posted, prefix, names):
    """The filled rows of a list in the order of the form: [{name: text}], from fields `prefix-0-name`.

    Browsers end lines with two characters; one is kept, so that what was typed once is not a change when saved again.
    """
    found, number = [], 0
    while any(f"{prefix}-{number}-{name}" in posted for name in names) and number < 100:
        row = {name: posted.get(f"{prefix}-{number}-{name}", "").replace("\r\n", "\n").strip() for name in names}
        if any(row.values()):
            found.append(row)
        number += 1
    return found


def with_blanks(filled, names, blanks=BLANK, least=0):
    """[(number, row)] to be shown: the filled rows, and empty ones to type in."""
    empty = dict.fromkeys(names, "")
    shown = [*filled, *[empty] * max(blanks, least - len(filled))]
    return list(enumerate(shown))
