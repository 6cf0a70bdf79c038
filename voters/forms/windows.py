"""What the province types about periods and offices, and what an office asks; meaning is for the actions."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sidalih.home.templatetags.sandi import tanpa_nomor
from voters.actions.periods import LONGEST_LABEL, LONGEST_WORDS
from voters.models.period import CodeSet, Stage

FAR = 2000  # no period is older


class MomentField(forms.DateTimeField):
    """A day and a time of day in WIB, to the minute."""

    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
    default_error_messages = {"invalid": _("Isi tanggal dan jam, mis. 31-07-2017 23.59.")}

    def to_python(self, value):
        """The moment; a year that cannot be meant is a slip of the finger."""
        moment = super().to_python(value)
        if moment and moment.year < FAR:
            raise forms.ValidationError(self.error_messages["invalid"])
        return moment


class WindowForm(forms.Form):
    """When a period's portal opens and closes; either may stay empty."""

    opens_at = MomentField(label=_("Dibuka (WIB)"), required=False)
    closes_at = MomentField(label=_("Ditutup (WIB)"), required=False,
                            help_text=_("Tepat pada waktu ini portal sudah tertutup. Kosong: tidak ditutup sendiri."))
    closing_stage = forms.ChoiceField(
        label=_("Snapshot saat ditutup"), required=False, choices=[*Stage.choices, ("", _("Tidak dibuat sendiri"))],
        initial=Stage.DPB, help_text=_("Dibekukan sendiri bagi semua kabupaten/kota begitu portal ditutup."))


class PeriodForm(WindowForm):
    """A new period."""

    code = forms.RegexField(label=_("Kode"), regex=r"^[A-Za-z0-9-]{1,20}$", max_length=20, error_messages={
        "invalid": _("Hanya huruf, angka, dan tanda hubung.")}, help_text=_("Berdiri di setiap tanda terima."),
        widget=forms.TextInput(attrs={"placeholder": "2025-TW4", "autocomplete": "off"}))
    label = forms.CharField(label=_("Nama"), max_length=LONGEST_LABEL, strip=True, widget=forms.TextInput(
        attrs={"placeholder": _("mis. Triwulan IV 2025"), "autocomplete": "off"}))
    reference_date = forms.DateField(label=_("Tanggal acuan usia"), widget=forms.DateInput(
        format="%Y-%m-%d", attrs={"type": "date"}), help_text=_("Usia pemilih dihitung pada hari ini."))
    codeset = forms.ChoiceField(label=_("Set kode TMS"), choices=CodeSet.choices, initial=CodeSet.SET_2022)


class AnnouncementForm(forms.Form):
    """The words above every page."""

    text = forms.CharField(label=_("Pengumuman"), required=False, max_length=LONGEST_WORDS, widget=forms.Textarea(
        attrs={"rows": 3}), help_text=_("Berdiri di atas setiap halaman semua kantor selama periode ini berjalan."))


class WishForm(forms.Form):
    """Why an office asks to be opened."""

    reason = forms.CharField(label=_("Alasan"), max_length=2000, strip=True, widget=forms.Textarea(attrs={"rows": 3}))

    def clean_reason(self):
        """Others read it: a NIK in it is masked."""
        return tanpa_nomor(self.cleaned_data["reason"])


class UntilForm(forms.Form):
    """Until when an office is opened again, with words for it: a reason, or an answer to its wish."""

    until = MomentField(label=_("Dibuka sampai (WIB)"), required=False)
    words = forms.CharField(label=_("Alasan"), required=False, max_length=2000, strip=True,
                            widget=forms.Textarea(attrs={"rows": 2}))
    exception = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        """The usual answer is the end of the next day."""
        super().__init__(*args, **kwargs)
        tomorrow = timezone.localtime() + timedelta(days=1)
        self.fields["until"].initial = tomorrow.replace(hour=23, minute=59, second=0, microsecond=0)


class OfficesForm(forms.Form):
    """Offices to lock or unlock together."""

    LOCK, UNLOCK = "kunci", "buka"
    offices = forms.MultipleChoiceField(error_messages={"required": _("Pilih sedikitnya satu kantor.")})
    act = forms.ChoiceField(choices=[(LOCK, LOCK), (UNLOCK, UNLOCK)])
    reason = forms.CharField(required=False, max_length=2000, strip=True)

    def __init__(self, *args, codes=(), **kwargs):
        """`codes` are the offices that the person decides about."""
        super().__init__(*args, **kwargs)
        self.fields["offices"].choices = [(code, code) for code in codes]
