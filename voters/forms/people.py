"""What people type to find voters, and why they need to see one; checked for shape only."""

import re

from django import forms
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from sidalih.home.templatetags.sandi import HIDDEN_IN_TEXT
from voters.queries.search import SHORTEST_NAME


class UnechoedNumber(forms.TextInput):
    """A line of text that is shown again after a mistake, unless a number like a NIK stands in it."""

    def format_value(self, value):
        """The text, or nothing."""
        return None if value is None or HIDDEN_IN_TEXT.search(str(value)) else super().format_value(value)


class AskingForm(forms.Form):
    """Asks about people of one regency of the person's area."""

    regency = forms.ChoiceField(label=_("Kabupaten/kota"), required=False)

    def __init__(self, *args, regencies=(), **kwargs):
        """`regencies` are (code, name) pairs of the person's area; with one there is nothing to choose."""
        super().__init__(*args, **kwargs)
        self.fields["regency"].choices = list(regencies)
        if len(regencies) <= 1:
            del self.fields["regency"]


class SearchForm(AskingForm):
    """A NIK or a piece of a name; sent by POST, because neither may stand in an address."""

    words = forms.CharField(label=_("NIK atau nama"), max_length=120, strip=True, widget=UnechoedNumber(
        attrs={"autocomplete": "off", "spellcheck": "false", "autofocus": True}))

    def clean_words(self):
        """A name needs three letters: two of them name half a city. A NIK may be typed in groups."""
        words = self.cleaned_data["words"]
        digits = re.sub(r"[ .\-]", "", words)
        if digits.isascii() and digits.isdigit():
            return digits
        if not words.isdigit() and len(words) < SHORTEST_NAME:
            raise forms.ValidationError(_("Ketik sedikitnya tiga huruf nama, atau 16 digit NIK."))
        return words


class MatchForm(AskingForm):
    """One whole NIK, to be answered with yes or no; sent by POST and never echoed."""

    nik = forms.CharField(label=_("NIK"), max_length=40, strip=True, widget=UnechoedNumber(
        attrs={"autocomplete": "off", "spellcheck": "false", "inputmode": "numeric", "autofocus": True}))

    def clean_nik(self):
        """Blanks, dots and hyphens between the digits do not matter."""
        return re.sub(r"[ .\-]", "", self.cleaned_data["nik"])


class RevealForm(forms.Form):
    """Why somebody needs to see one person's numbers: a usual reason, and more in words where that is needed."""

    OTHER = "lain"
    kind = forms.ChoiceField(label=_("Keperluan"), choices=[
        ("", _("Pilih keperluan…")),
        ("dokumen", _("Mencocokkan dengan dokumen kependudukan")),
        ("laporan", _("Menindaklanjuti laporan warga atau keluarga")),
        ("ganda", _("Memeriksa dugaan data ganda")),
        ("saran", _("Saran perbaikan atau pengawasan Bawaslu")),
        ("lapangan", _("Coktas atau uji petik di lapangan")),
        (OTHER, _("Alasan lain (tulis)")),
    ], error_messages={"required": _("Pilih keperluannya.")})
    note = forms.CharField(label=_("Keterangan"), required=False, max_length=200, strip=True,
                           widget=UnechoedNumber(attrs={"autocomplete": "off", "spellcheck": "false"}))

    def reason(self):
        """What is recorded, in the offices' own language; of another reason only the words written."""
        note = self.cleaned_data["note"]
        if self.cleaned_data["kind"] == self.OTHER:
            return note
        with translation.override("id"):
            said = str(dict(self.fields["kind"].choices)[self.cleaned_data["kind"]])
        return f"{said}: {note}" if note else said
