"""The figures that stand on somebody's paper, typed on the public page to be compared. Nothing of it is kept."""

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST = 12


class PaperFigure(forms.Field):
    """A count as papers write it, 1.234.567 or 1 234 567; None where nothing was typed."""

    def to_python(self, value):
        """The number. Raises ValidationError for anything else."""
        plain = "".join((value or "").split()).replace(".", "").replace(",", "")
        if not plain:
            return None
        if not (plain.isascii() and plain.isdigit() and len(plain) <= LONGEST):
            raise forms.ValidationError(_("Ketik angka saja, seperti 1.234."))
        return int(plain)


class PaperForm(forms.Form):
    """Sent by GET: what is compared may stand in an address, for it is sums of many people."""

    FIELDS = {"l": _("Laki-laki (L)"), "p": _("Perempuan (P)"), "jumlah": _("Jumlah pemilih"),
              "baru": _("Pemilih baru"), "tms": "TMS", "ubah": _("Ubah data")}

    def __init__(self, data):
        """`data` is the address's query."""
        super().__init__(data)
        for name, label in self.FIELDS.items():
            self.fields[name] = PaperFigure(label=label, required=False, widget=forms.TextInput(
                attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": LONGEST}))

    @property
    def typed(self):
        """{field: number} of what was typed and is a number."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value is not None}
