"""What a reviewer asks for and types: which rows to see, which to mark, and why. Checked for shape only."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from sidalih.home.templatetags.sandi import tanpa_nomor
from voters.queries.review import KINDS, SEXES, Narrowed

MOST_TICKED = 200
VIEWS = ("ditandai", "peringatan")


def filter_of(query, figures):
    """({key: text} of what is asked for and makes sense, the Narrowed); `figures` are `batch.review`.

    A source is asked for by its place among those counted: its words may hold a number and belong in no address.
    """
    asked = {name: query.get(name, "") for name in ("jenis", "desa", "lp", "sumber", "kode", "lihat")}
    sources = figures.get("sources", [])
    fits = {
        "jenis": asked["jenis"] in KINDS, "desa": re.fullmatch(r"[0-9]{10}", asked["desa"]), "lp": asked["lp"] in SEXES,
        "sumber": re.fullmatch(r"[0-9]{1,2}", asked["sumber"]) and int(asked["sumber"]) < len(sources),
        "kode": re.fullmatch(r"[0-9]{1,2}|W[0-9]{2}", asked["kode"]), "lihat": asked["lihat"] in VIEWS,
    }
    asked = {name: text for name, text in asked.items() if text and fits[name]}
    return asked, Narrowed(
        kind=asked.get("jenis", ""), village=asked.get("desa", ""), sex=asked.get("lp", ""),
        source=sources[int(asked["sumber"])][0] if "sumber" in asked else None, code=asked.get("kode", ""),
        marked=asked.get("lihat") == "ditandai", warned=asked.get("lihat") == "peringatan")


class MarkForm(forms.Form):
    """The ticked rows of a page, a reason, and what to do: mark or free these, or all that the filter shows."""

    do = forms.ChoiceField(choices=[(one, one) for one in ("tandai", "lepas", "tandai-semua", "lepas-semua")])
    reason = forms.CharField(label=_("Alasan pengembalian"), max_length=2000, required=False, strip=True)
    rows = forms.MultipleChoiceField(required=False)

    def __init__(self, data):
        """Whatever rows were ticked are taken, as long as they are numbers."""
        super().__init__(data)
        ticked = [text for text in data.getlist("rows") if re.fullmatch(r"[0-9]{1,9}", text)][:MOST_TICKED]
        self.fields["rows"].choices = [(text, text) for text in data.getlist("rows")]
        self.ordinals = [int(text) for text in ticked]

    def clean_reason(self):
        """Others read it: a NIK in it is masked."""
        return tanpa_nomor(self.cleaned_data["reason"])
