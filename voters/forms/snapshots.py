"""Which list of which period to freeze."""

from django import forms
from django.utils.translation import gettext_lazy as _

from sidalih.areas import queries as areas
from voters.models.period import Period, Stage
from voters.queries.periods import current, periods


class SnapshotForm(forms.Form):
    """Which list of which period to freeze."""

    period = forms.ModelChoiceField(label=_("Periode"), queryset=Period.objects.none(), empty_label=None)
    stage = forms.ChoiceField(label=_("Tahapan"), choices=Stage.choices)

    def __init__(self, *args, **kwargs):
        """Offer the periods, the present one first chosen."""
        super().__init__(*args, **kwargs)
        self.fields["period"].queryset = periods()
        self.fields["period"].initial = current()


class SnapshotFilter(forms.Form):
    """Which snapshots a list shows; what is unknown narrows nothing."""

    periode = forms.ModelChoiceField(label=_("Periode"), queryset=Period.objects.none(), required=False,
                                     empty_label=_("Semua periode"))
    tahapan = forms.ChoiceField(label=_("Tahapan"), required=False, choices=[("", _("Semua tahapan")), *Stage.choices])
    keadaan = forms.ChoiceField(label=_("Keadaan"), required=False, choices=[
        ("", _("Semua keadaan")), ("sealed", _("Tersegel")), ("going", _("Sedang dikerjakan")), ("failed", _("Gagal")),
        ("cancelled", _("Dibatalkan")), ("replaced", _("Sudah diganti"))])
    daerah = forms.ChoiceField(label=_("Kabupaten/kota"), required=False)

    def __init__(self, data, *, area):
        """Offer the periods, and to a province its regencies."""
        super().__init__(data)
        self.fields["periode"].queryset = periods()
        if len(area) == 2:
            self.fields["daerah"].choices = [("", _("Semua kabupaten/kota")), *(
                (one.code, one.name) for one in areas.regencies_of(area))]
        else:
            del self.fields["daerah"]

    def asked(self):
        """What `queries.sealing.narrowed` takes."""
        self.is_valid()
        clean = self.cleaned_data
        return {"period": clean.get("periode") or "", "stage": clean.get("tahapan", ""),
                "regency": clean.get("daerah", ""), "state": clean.get("keadaan", "")}

    def query(self):
        """The choice as the end of an address, to lead to the next page."""
        return "".join(f"&{name}={getattr(value, 'pk', value)}" for name, value in self.cleaned_data.items() if value)
