"""What the buttons of repairing send: which suggestion of which row, which kind for all alike, which warnings."""

from django import forms

from voters.intake.messages import MESSAGES

LONGEST_KIND = 200


class OfferForm(forms.Form):
    """A suggestion as a button names it: ordinal, version and key, apart by colons."""

    saran = forms.CharField(max_length=LONGEST_KIND + 40, strip=False)

    def clean_saran(self):
        """(ordinal, version, key)."""
        ordinal, version, key = (self.cleaned_data["saran"].split(":", 2) + ["", ""])[:3]
        if not all(number.isascii() and number.isdigit() and len(number) < 10 for number in (ordinal, version)):
            raise forms.ValidationError("")
        return int(ordinal), int(version), key


class CodeForm(forms.Form):
    """A code of the rules."""

    kode = forms.CharField(max_length=3, required=False)

    def clean_kode(self):
        """A code that the rules have, or nothing."""
        code = self.cleaned_data["kode"]
        if code and code not in MESSAGES:
            raise forms.ValidationError("")
        return code


class AlikeForm(CodeForm):
    """A kind of repair for all rows of a code."""

    jenis = forms.CharField(max_length=LONGEST_KIND, strip=False)


class ConfirmForm(CodeForm):
    """Warnings of one code, or of the row with this ordinal; with neither all of the batch."""

    baris = forms.IntegerField(required=False, min_value=1, max_value=10**9)


class UndoForm(forms.Form):
    """The repair of many rows to take back, by the number of its job."""

    kerja = forms.IntegerField(min_value=1, max_value=2**62)
