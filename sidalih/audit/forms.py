"""What people filter in the record of acts; everything may stand in an address, a NIK has no field here."""

from datetime import UTC, datetime, timedelta

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from sidalih.audit.acts import ACTS, GROUPS
from sidalih.audit.queries import GROUP, Wanted
from sidalih.audit.tables import SUBJECTS

_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d"]


_LIKE = _("Tulis seperti 24-11-2026 08.30.")
# Outside of these, adding a day or another zone of time leaves what the calendar can say.
_YEARS = (MinValueValidator(datetime(1000, 1, 1, tzinfo=UTC), _LIKE),
          MaxValueValidator(datetime(9000, 1, 1, tzinfo=UTC), _LIKE))


def _moment(label, **options):
    return forms.DateTimeField(
        label=label, input_formats=_FORMATS, error_messages={"invalid": _LIKE}, validators=_YEARS,
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}), **options)


def _acts():
    """Every act in its group, after the group itself."""
    yield "", _("Semua tindakan")
    for code, name in GROUPS.items():
        acts = [(act, one.name) for act, one in ACTS.items() if one.group == code]
        yield name, [(GROUP + code, _("Semua: %(group)s") % {"group": name}), *acts]


class FilterForm(forms.Form):
    """What to list; every field may be empty. `wanted()` is what queries take."""

    dari = _moment(_("Dari"), required=False)
    sampai = _moment(_("Sampai"), required=False)
    orang = forms.CharField(label=_("Nama pengguna"), max_length=60, required=False, widget=forms.TextInput(
        attrs={"autocomplete": "off", "spellcheck": "false", "placeholder": _("mis. op-3578-1")}))
    tindakan = forms.ChoiceField(label=_("Tindakan"), required=False)
    kantor = forms.ChoiceField(label=_("Kantor"), required=False)
    subjek = forms.CharField(label=_("Perihal"), max_length=60, required=False, widget=forms.TextInput(
        attrs={"autocomplete": "off", "spellcheck": "false", "placeholder": _("mis. berkas 12")}))

    def __init__(self, *args, offices=(), **kwargs):
        """`offices` are (code, name) of the person's area; with none there is nothing to choose."""
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["tindakan"].choices = list(_acts())
        self.fields["kantor"].choices = [("", _("Semua kantor")), *offices]
        if not offices:
            del self.fields["kantor"]

    def clean_subjek(self):
        """As it is stored: "berkas 12" and "Pemilih 3578 17" are "batch:12" and "voter:3578:17"."""
        text = self.cleaned_data["subjek"]
        for kind, (name, _address) in SUBJECTS.items():
            start = f"{str(name).lower()} "
            if text.lower().startswith(start):
                return ":".join([kind, *text[len(start):].split()])
        return text

    def wanted(self):
        """The Wanted of a valid form; the last minute, or day, is part of what is wanted."""
        clean = self.cleaned_data
        until = clean["sampai"]
        if until:
            typed_a_day = len(self.data["sampai"].strip()) <= len("2026-11-24")
            until += timedelta(days=1) if typed_a_day else timedelta(minutes=1)
        return Wanted(since=clean["dari"], until=until, by=clean["orang"], act=clean["tindakan"],
                      office=clean.get("kantor", ""), subject=clean["subjek"])


class SpanForm(forms.Form):
    """An account and a span of time."""

    orang = forms.CharField(label=_("Nama pengguna"), max_length=60, widget=forms.TextInput(
        attrs={"autocomplete": "off", "spellcheck": "false", "placeholder": _("mis. op-3578-1")}))
    dari = _moment(_("Dari"))
    sampai = _moment(_("Sampai"))

    def clean(self):
        """The span has a length."""
        clean = super().clean()
        if clean.get("dari") and clean.get("sampai") and clean["sampai"] <= clean["dari"]:
            self.add_error("sampai", _("Waktu akhir harus sesudah waktu awal."))
        return clean
