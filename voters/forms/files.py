"""What people type about a batch: its file, why it goes back, and the cells of a row; meaning is for the actions."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from sidalih.home.templatetags.sandi import file_name, tanpa_nomor
from voters.intake.columns import COLUMNS
from voters.models.period import Period
from voters.queries.periods import current, periods


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

    def __init__(self, *args, offered=None, **kwargs):
        """Offer the periods (`offered`, else all), the present one first chosen, and a fresh token.

        Another period is understood all the same: one may have been closed since the form was opened, and the action
        says since when.
        """
        super().__init__(*args, **kwargs)
        self.fields["period"].queryset = periods()
        self.fields["period"].initial = current()
        if offered is not None:
            self.fields["period"].choices = [(period.pk, period.label) for period in offered]
        self.fields["token"].initial = uuid.uuid4

    def clean_file(self):
        """A file may be called after somebody's number; what pages call it may not."""
        file = self.cleaned_data["file"]
        file.name = file_name(file.name)
        return file

    def clean_label(self):
        """Without long numbers, as `clean_file`."""
        return file_name(self.cleaned_data["label"])


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
