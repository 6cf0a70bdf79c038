"""What people type into the forms of entry; a wrong value is no error here: it is saved, and the check says so."""

import re
import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from sidalih.home.templatetags.sandi import file_name
from voters.forms.people import UnechoedNumber
from voters.intake.columns import COLUMNS
from voters.queries.search import LOOKED_UP, SHORTEST_NAME

LARGEST = 2**31 - 1
LONGEST = 500


class DraftForm(forms.Form):
    """A new draft: its name, and whether the grid opens at once. `token` makes a form sent twice one draft."""

    label = forms.CharField(label=_("Nama konsep"), max_length=120, required=False, widget=forms.TextInput(
        attrs={"placeholder": _("mis. Kematian Kelurahan Jagir")}))
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    grid = forms.BooleanField(required=False)

    def clean_label(self):
        """Without long numbers: others read it."""
        return file_name(self.cleaned_data["label"])


class EntryForm(forms.Form):
    """One row of one kind, and the hidden names that make a form sent twice one draft and one row.

    `draft` is where it goes, `token` names a draft yet to be made; `key` names the row until it has an `ordinal` and
    a `version`; `since` is the version of the voter that the form showed.
    """

    draft = forms.IntegerField(required=False, min_value=1, max_value=LARGEST, widget=forms.HiddenInput)
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    ordinal = forms.IntegerField(required=False, min_value=1, max_value=LARGEST, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, min_value=1, max_value=LARGEST, widget=forms.HiddenInput)
    since = forms.IntegerField(required=False, min_value=0, max_value=LARGEST, widget=forms.HiddenInput)

    def __init__(self, *args, columns=COLUMNS, **kwargs):
        """`columns` are those that the kind's form asks for."""
        super().__init__(*args, **kwargs)
        self.columns = columns
        for name in columns:
            self.fields[name] = forms.CharField(required=False, max_length=LONGEST, strip=True, error_messages={
                "max_length": _("Isian paling panjang %(n)d huruf.") % {"n": LONGEST}})

    def typed(self):
        """{column: text} as typed, valid or not, for the form to keep."""
        return {name: self.data[name] for name in self.columns if name in self.data}


class FindForm(forms.Form):
    """Whom a row is about: a NIK, a DPID, or a piece of the name; sent by POST, because it may stand in no address."""

    words = forms.CharField(label=_("NIK, DPID, atau nama"), max_length=120, strip=True, widget=UnechoedNumber(
        attrs={"autocomplete": "off", "spellcheck": "false", "autofocus": True, "data-focus": True}))

    def clean_words(self):
        """Digits without what stands between them, or three letters at least: two of them name half a city."""
        words = self.cleaned_data["words"]
        digits = re.sub(r"[ .\-]", "", words)
        if digits.isascii() and digits.isdigit():
            if len(digits) > LOOKED_UP:
                raise forms.ValidationError(_("NIK terdiri atas 16 digit."))
            return digits
        if len(words) < SHORTEST_NAME:
            raise forms.ValidationError(_("Ketik sedikitnya tiga huruf nama, atau 16 digit NIK."))
        return words


class NikForm(forms.Form):
    """A NIK that is being typed, for the voter with this DPID if any; blanks, dots, hyphens do not matter."""

    NIK = forms.CharField(max_length=40, required=False)
    dpid = forms.IntegerField(required=False)

    def clean_NIK(self):  # noqa: N802  (the field's name is the column's)
        """Its digits, or whatever else stands there."""
        return re.sub(r"[ .\-]", "", self.cleaned_data["NIK"])
