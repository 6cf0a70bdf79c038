"""Whom a copy of a list is for, why, and in which form; recorded with the copy."""

from django import forms
from django.utils.translation import gettext_lazy as _

from voters.actions.copying import FORMATS, XLSX
from voters.forms.people import UnechoedNumber

NAMES = {"xlsx": _("Excel (.xlsx)"), "pdf": _("PDF bertanda air")}


class CopyForm(forms.Form):
    """Asked before every copy; a number like a NIK is refused, for others read it."""

    untuk = forms.CharField(label=_("Untuk siapa"), min_length=3, max_length=120, strip=True, widget=UnechoedNumber(
        attrs={"autocomplete": "off", "list": "penerima", "placeholder": _("mis. Bawaslu Kota Surabaya")}))
    keperluan = forms.CharField(label=_("Keperluan"), min_length=3, max_length=200, strip=True, widget=UnechoedNumber(
        attrs={"autocomplete": "off", "placeholder": _("mis. pencermatan DPB, surat nomor …")}))
    bentuk = forms.ChoiceField(label=_("Bentuk"), choices=[(one, NAMES[one]) for one in FORMATS], initial=XLSX)
