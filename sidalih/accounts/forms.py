"""What people type about accounts, checked for shape; meaning is for the actions to judge."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from sidalih.accounts.actions.leaving import LONGEST_REASON
from sidalih.accounts.roles import ROLES
from sidalih.areas import queries as areas

_DAY = {"type": "date"}
_NO_HELP = {"autocapitalize": "none", "spellcheck": "false"}
REASON_WIDGET = forms.Textarea(attrs={"rows": 2, "maxlength": LONGEST_REASON})


class IssueForm(forms.Form):
    """One person for one office. `token` makes a form sent twice one account."""

    full_name = forms.CharField(label=_("Nama lengkap"), max_length=120, widget=forms.TextInput(
        attrs={"autocomplete": "off", "autofocus": True}))
    area = forms.ChoiceField(label=_("Kantor"))
    role = forms.ChoiceField(label=_("Peran"), widget=forms.RadioSelect)
    namesake = forms.BooleanField(label=_("Orang lain yang bernama sama"), required=False)
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, area, **kwargs):
        """Offer the offices and roles that the person may give, and a fresh token."""
        super().__init__(*args, **kwargs)
        offices = areas.regencies_of(area)
        self.fields["area"].choices = [
            *([("", _("Pilih kantor …"))] if len(offices) > 1 else []),
            *([(area, _("Provinsi %(name)s") % {"name": areas.name_of(area)})] if len(area) == 2 else []),
            *((one.code, f"{one.code} {one.name}") for one in offices)]
        self.fields["role"].choices = [(code, role.name) for code, role in ROLES.items()
                                       if len(area) == 2 or 4 in role.levels]
        self.fields["token"].initial = uuid.uuid4


class ListForm(forms.Form):
    """A list of people: pasted or typed, or from a file that then stands in the text field."""

    file = forms.FileField(label=_("Berkas .xlsx atau .csv"), required=False, max_length=255, allow_empty_file=True,
                           widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.csv"}))
    text = forms.CharField(label=_("Daftar"), required=False, strip=False, widget=forms.Textarea(
        attrs={"rows": 12, "spellcheck": "false", "autocomplete": "off", "wrap": "off", "class": "cells"}))
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)


class ReasonForm(forms.Form):
    """Why something is done to an account; what the reason is worth is for the action to say."""

    reason = forms.CharField(label=_("Alasan"), required=False, max_length=LONGEST_REASON, widget=REASON_WIDGET)
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)


class LeaveForm(forms.Form):
    """The first and the last day of a leave; both empty take it back."""

    first = forms.DateField(label=_("Hari pertama cuti"), required=False, widget=forms.DateInput(
        format="%Y-%m-%d", attrs=_DAY))
    last = forms.DateField(label=_("Hari terakhir cuti"), required=False, widget=forms.DateInput(
        format="%Y-%m-%d", attrs=_DAY))
    reason = forms.CharField(label=_("Alasan"), max_length=LONGEST_REASON, widget=REASON_WIDGET)


class EndForm(forms.Form):
    """The last day of somebody's appointment; empty means that it has no end."""

    last = forms.DateField(label=_("Hari terakhir tugas"), required=False, widget=forms.DateInput(
        format="%Y-%m-%d", attrs=_DAY))
    reason = forms.CharField(label=_("Alasan"), max_length=LONGEST_REASON, widget=REASON_WIDGET)


class SlipForm(forms.Form):
    """The two things that stand on a letter."""

    username = forms.CharField(label=_("Nama pengguna"), max_length=60, widget=forms.TextInput(
        attrs=_NO_HELP | {"autocomplete": "username", "placeholder": "op-3578-1"}))
    slip = forms.CharField(label=_("Kode surat"), max_length=80, widget=forms.TextInput(attrs={
        "autocapitalize": "characters", "spellcheck": "false", "autocomplete": "off", "class": "mono",
        "placeholder": "XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX"}))


class OwnPasswordForm(forms.Form):
    """A password of one's own, typed twice. Its worth is judged by the validators of the settings.

    Fields are longer than a password may be: a browser cuts what is pasted off without a word.
    """

    password = forms.CharField(label=_("Kata sandi baru"), strip=False, max_length=1024, widget=forms.PasswordInput(
        attrs={"autocomplete": "new-password"}))
    again = forms.CharField(label=_("Sekali lagi"), strip=False, max_length=1024, widget=forms.PasswordInput(
        attrs={"autocomplete": "new-password"}))

    def clean(self):
        """Both must be the same."""
        values = super().clean()
        if {"password", "again"} <= values.keys() and values["password"] != values["again"]:
            self.add_error("again", _("Kedua kata sandi tidak sama."))
        return values
