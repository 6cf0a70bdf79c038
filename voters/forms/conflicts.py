"""Whose word counts for each element of a voter in conflict."""

from django import forms

from voters.rules.conflicts import ELEMENTS


class ConflictForm(forms.Form):
    """The versions of row and voter that were compared, and "row" or "roll" for each element that differed.

    The button "keep" takes the row as it stands, whatever was chosen.
    """

    version = forms.IntegerField()
    since = forms.IntegerField()
    keep = forms.CharField(required=False)

    def __init__(self, *args, **kwargs):
        """One choice per element; elements that agreed are not sent."""
        super().__init__(*args, **kwargs)
        for name in ELEMENTS:
            self.fields[name] = forms.ChoiceField(required=False, choices=[("row", "row"), ("roll", "roll")])

    def taken(self):
        """The elements that are to become what the roll says."""
        if self.cleaned_data["keep"]:
            return []
        return [name for name in ELEMENTS if self.cleaned_data[name] == "roll"]
