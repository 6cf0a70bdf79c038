"""Which list of which period to freeze."""

from django import forms
from django.utils.translation import gettext_lazy as _

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
