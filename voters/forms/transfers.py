"""What people type about a voter who moves: where to, why, and how he shall stand on the roll of his new office."""

from django import forms
from django.utils.translation import gettext_lazy as _

from sidalih.home.templatetags.sandi import tanpa_nomor

LONGEST = 500
# The columns of the row that the destination types; who he is comes with the offer, where he lives is new.
HOME = ("NKK", "JALAN", "RT", "RW", "TPS")
PERSON = ("NIK", "NAMA", "TMPLHR", "TGLLHR", "L/P", "STS", "DIS", "EKTP")
WIDTHS = {"village": "w4", "JALAN": "w6", "NAMA": "w4", "NIK": "w4", "NKK": "w4", "TMPLHR": "w4", "TGLLHR": "w4"}
LETTERS = {"L/P": ("L", "P"), "STS": ("B", "S", "P"), "EKTP": ("S", "B")}


class OfferForm(forms.Form):
    """Where a voter moves, and why."""

    destination = forms.ChoiceField(label=_("Pindah ke"), error_messages={"required": _("Pilih daerah tujuannya.")})
    reason = forms.CharField(label=_("Alasan dan dasar pindah"), max_length=300, strip=True, widget=forms.Textarea(
        attrs={"rows": 3, "placeholder": _("mis. Surat pindah Disdukcapil 12 Juli 2017, ikut suami")}),
        error_messages={"required": _("Tulis alasannya: kantor tujuan membacanya.")},
        help_text=_("Dibaca kantor tujuan. Jangan tulis NIK atau No. KK."))

    def __init__(self, *args, regencies=(), **kwargs):
        """`regencies` are (code, name) pairs of the other offices of the province."""
        super().__init__(*args, **kwargs)
        self.fields["destination"].choices = [("", _("Pilih kabupaten/kota…")), *regencies]

    def clean_reason(self):
        """Without long numbers: two offices read it."""
        return tanpa_nomor(self.cleaned_data["reason"])


class TakeInForm(forms.Form):
    """The row of a voter who arrives, as text; what a rule finds wrong is corrected in the draft, nothing is lost."""

    village = forms.ChoiceField(label=_("Kelurahan/desa"), error_messages={
        "required": _("Pilih kelurahan/desa tempat tinggalnya yang baru.")})

    def __init__(self, *args, villages=(), labels=None, **kwargs):
        """`villages` are grouped choices [(district, [(code, name)])]; `labels` what people call the columns."""
        super().__init__(*args, **kwargs)
        self.fields["village"].choices = [("", _("Pilih kelurahan/desa…")), *villages]
        for name in (*HOME, *PERSON):
            self.fields[name] = forms.CharField(
                label=(labels or {}).get(name, name), required=name in ("NKK", "JALAN", "TPS"), max_length=LONGEST,
                strip=True, widget=_widget(name))
        for name, field in self.fields.items():
            field.width = WIDTHS.get(name, "")

    def home(self):
        """The fields of the new address, in order."""
        return [self["village"], *(self[name] for name in ("TPS", "JALAN", "RT", "RW", "NKK"))]

    def person(self):
        """The fields that came with the offer."""
        return [self[name] for name in PERSON]

    def cells(self):
        """{column: text} for the row; kecamatan and kelurahan by their codes."""
        village = self.cleaned_data["village"]
        place = {"KECAMATAN": village[:6], "DESA": village}
        return place | {name: self.cleaned_data[name] for name in (*HOME, *PERSON)}


def _widget(name):
    if name in LETTERS:
        return forms.Select(choices=[("", ""), *((letter, letter) for letter in LETTERS[name])])
    extra = {"inputmode": "numeric"} if name in ("NIK", "NKK", "RT", "RW", "TPS", "DIS") else {}
    return forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"} | extra)
