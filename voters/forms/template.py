"""What somebody chooses for a template: the period, and perhaps the voters to be in it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from voters.models.period import Period
from voters.queries.periods import current, periods
from voters.rules.codes import TMS


class TemplateForm(forms.Form):
    """A template of a period with the voters of a village, or of one TPS of it."""

    period = forms.ModelChoiceField(label=_("Periode"), queryset=Period.objects.none(), empty_label=None)
    village = forms.ChoiceField(label=_("Pemilih di kelurahan/desa"), error_messages={
        "required": _("Pilih kelurahan/desanya.")})
    tps = forms.IntegerField(label=_("TPS"), required=False, min_value=1, max_value=999,
                             widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 3}),
                             help_text=_("Kosong berarti semua TPS."))
    ket = forms.ChoiceField(label=_("KET awal"), required=False, initial="U", help_text=_(
        "Dengan kode TMS, setiap baris yang Anda biarkan di berkas dicoret: hapus baris pemilih yang tetap."))
    source = forms.CharField(label=_("Sumber data"), max_length=80, required=False,
                             widget=forms.TextInput(attrs={"placeholder": _("mis. Disdukcapil")}))

    def __init__(self, *args, villages=(), **kwargs):
        """`villages` are (kecamatan, [(code, name)]) of the office."""
        super().__init__(*args, **kwargs)
        self.fields["period"].queryset = periods()
        self.fields["period"].initial = period = current()
        self.fields["village"].choices = [("", _("Pilih kelurahan/desa…")), *villages]
        codes = sorted({(code, label) for one in TMS.values() for code, label in one.items()}) if period is None else (
            TMS[period.codeset].items())
        self.fields["ket"].choices = [("U", _("U: tidak berubah sampai Anda mengubahnya")), ("", _("Kosong: Anda isi")),
                                      *((str(code), f"{code} {_(label)}") for code, label in codes)]
