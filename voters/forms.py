"""What people type on the voter side's pages, checked for shape; meaning is for the actions to judge."""

import re
import uuid

from django import forms
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from sidalih.home.templatetags.sandi import HIDDEN_IN_TEXT, file_name, tanpa_nomor
from voters.intake.columns import COLUMNS
from voters.models.period import Period, Stage
from voters.queries.periods import current, periods
from voters.queries.search import SHORTEST_NAME


class UploadForm(forms.Form):
    """A workbook with its period and where it came from. `token` makes a form sent twice one batch."""

    file = forms.FileField(label=_("Berkas Excel (.xlsx)"), allow_empty_file=True, max_length=255, error_messages={
        "required": _("Pilih berkas .xlsx yang akan diunggah."), "max_length": _("Nama berkas terlalu panjang.")},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm"}))
    period = forms.ModelChoiceField(label=_("Periode"), queryset=Period.objects.none(), empty_label=None)
    label = forms.CharField(label=_("Nama berkas ini"), max_length=120, required=False, widget=forms.TextInput(
        attrs={"placeholder": _("mis. Kematian Triwulan II")}))
    source = forms.CharField(label=_("Sumber data"), max_length=80, required=False, widget=forms.TextInput(
        attrs={"placeholder": _("mis. Disdukcapil"), "list": "sumber"}))
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        """Offer the periods, the present one first chosen, and a fresh token."""
        super().__init__(*args, **kwargs)
        self.fields["period"].queryset = periods()
        self.fields["period"].initial = current()
        self.fields["token"].initial = uuid.uuid4

    def clean_file(self):
        """A file may be called after somebody's number; what pages call it may not."""
        file = self.cleaned_data["file"]
        file.name = file_name(file.name)
        return file

    def clean_label(self):
        """Without long numbers, as `clean_file`."""
        return file_name(self.cleaned_data["label"])


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


class SnapshotForm(forms.Form):
    """Which list of which period to freeze."""

    period = forms.ModelChoiceField(label=_("Periode"), queryset=Period.objects.none(), empty_label=None)
    stage = forms.ChoiceField(label=_("Tahapan"), choices=Stage.choices)

    def __init__(self, *args, **kwargs):
        """Offer the periods, the present one first chosen."""
        super().__init__(*args, **kwargs)
        self.fields["period"].queryset = periods()
        self.fields["period"].initial = current()


class ReasonForm(forms.Form):
    """Why a batch goes back to its operator."""

    reason = forms.CharField(label=_("Alasan"), max_length=2000, strip=True, widget=forms.Textarea)

    def clean_reason(self):
        """Others read it: a NIK in it is masked."""
        return tanpa_nomor(self.cleaned_data["reason"])


class RowForm(forms.Form):
    """The eighteen cells of a row as text, and the version of the row that the form showed."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    go_on = forms.CharField(required=False)

    def __init__(self, *args, shown=None, **kwargs):
        """`shown` is {column: text} as the editor shows the stored row."""
        super().__init__(*args, **kwargs)
        self.shown = shown or {}
        for name in COLUMNS:
            self.fields[name] = forms.CharField(required=False, max_length=500, strip=False)

    def changed_cells(self):
        """{column: text} of the cells typed anew; the others keep what stood there, with its type."""
        return {name: self.cleaned_data[name] for name in COLUMNS
                if name in self.data and self.cleaned_data[name] != self.shown.get(name, "")}
