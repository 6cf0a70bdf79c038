"""A scanned paper with a word about it; what it holds is for the action to look at."""

from django import forms
from django.utils.translation import gettext_lazy as _

from sidalih.home.templatetags.sandi import tanpa_nomor


class EvidenceForm(forms.Form):
    """One paper, for a row (`ordinal`) or for all of the batch."""

    file = forms.FileField(label=_("Bukti (PDF, JPEG, PNG)"), allow_empty_file=True, max_length=255, error_messages={
        "required": _("Pilih berkas pindaian, atau foto kertasnya."), "max_length": _("Nama berkas terlalu panjang.")},
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}))
    note = forms.CharField(label=_("Keterangan"), max_length=200, required=False, strip=True, widget=forms.TextInput(
        attrs={"placeholder": _("mis. akta kematian"), "autocomplete": "off"}))
    ordinal = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def clean_note(self):
        """Others read it: a NIK in it is masked."""
        return tanpa_nomor(self.cleaned_data["note"])
