"""What people type to find voters, and why they need to see one; checked for shape only."""

import re

from django import forms
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from sidalih.home.templatetags.sandi import HIDDEN_IN_TEXT
from voters.queries import roll_search
from voters.queries.search import LOOKED_UP, SHORTEST_NAME

LONGEST_REVISION = 9
LONGEST_DPID = 15   # sixteen digits are a NIK; a DPID of more is none


def is_number(words):
    """Whether what was typed is a number to the database: digits of other scripts are none."""
    return words.isascii() and words.isdigit()


class UnechoedNumber(forms.TextInput):
    """A line of text that is shown again after a mistake, unless a number like a NIK stands in it."""

    def format_value(self, value):
        """The text, or nothing."""
        return None if value is None or HIDDEN_IN_TEXT.search(str(value)) else super().format_value(value)


class AskingForm(forms.Form):
    """Asks about people of one regency of the person's area."""

    regency = forms.ChoiceField(label=_("Kabupaten/kota"), required=False)

    def __init__(self, *args, regencies=(), **kwargs):
        """`regencies` are (code, name) pairs of the person's area; with one there is nothing to choose."""
        super().__init__(*args, **kwargs)
        self.fields["regency"].choices = list(regencies)
        if len(regencies) <= 1:
            del self.fields["regency"]


class SearchForm(AskingForm):
    """Whom to look for; sent by POST, because neither NIK nor name may stand in an address."""

    words = forms.CharField(label=_("NIK, No. KK, DPID, atau nama"), max_length=120, strip=True, required=False,
                            widget=UnechoedNumber(attrs={"autocomplete": "off", "spellcheck": "false",
                                                         "autofocus": True}))
    village = forms.ChoiceField(label=_("Kelurahan/desa"), required=False)
    tps = forms.IntegerField(label=_("TPS"), min_value=1, max_value=999, required=False,
                             widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 3}))
    status = forms.ChoiceField(label=_("Yang ditampilkan"), required=False, choices=[
        (roll_search.AKTIF, _("Semua yang aktif")), (roll_search.BARU, _("Baru pada periode ini")),
        (roll_search.UBAH, _("Ubah pada periode ini")), (roll_search.TMS, _("TMS pada periode ini")),
        (roll_search.PINDAH, _("Pindah pada periode ini"))])
    revision = forms.CharField(label=_("Keadaan daftar"), required=False, widget=forms.Select)
    after = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args, regencies=(), villages=(), revisions=(), frozen=(), **kwargs):
        """`villages` are (kecamatan, [(code, name)]) of the regency asked about, `frozen` its snapshots.

        `revisions` are choices: a number, or the letter s and the id of a snapshot.
        """
        super().__init__(*args, regencies=regencies, **kwargs)
        self._frozen = {f"s{one.pk}": one for one in frozen}
        self.fields["village"].choices = [("", _("Semua kelurahan/desa")), *villages]
        self.fields["revision"].widget.choices = [("", _("Sekarang")), *revisions]

    def clean_words(self):
        """A name needs three letters: two of them name half a city. A NIK may be typed in groups."""
        words = self.cleaned_data["words"]
        digits = re.sub(r"[ .\-]", "", words)
        if digits.isascii() and digits.isdigit():
            return digits
        if words and len(words) < SHORTEST_NAME:
            raise forms.ValidationError(_("Ketik sedikitnya tiga huruf nama, atau 16 digit NIK."))
        return words

    def clean_revision(self):
        """None for now, a revision, or one of the snapshots."""
        text = self.cleaned_data["revision"]
        if not text or text in self._frozen:
            return self._frozen.get(text)
        if not is_number(text) or len(text) > LONGEST_REVISION:
            raise forms.ValidationError(_("Pilih keadaan daftar yang ada."))
        return int(text)

    @property
    def frozen(self):
        """The snapshot as of which is asked, or None; whatever else is wrong with the form."""
        return self._frozen.get(self.data.get("revision", ""))

    def clean(self):
        """Something must narrow the list, and a number must be one that can be looked up."""
        clean = super().clean()
        words = clean.get("words", "")
        if is_number(words) and len(words) != LOOKED_UP and len(words) > LONGEST_DPID:
            self.add_error("words", _("NIK dan No. KK terdiri atas 16 digit."))
        narrows = words or clean.get("village") or clean.get("status") in roll_search.HAPPENED
        if not narrows and not self.errors:
            self.add_error("words", _("Ketik nomor atau nama, atau pilih kelurahan/desa."))
        return clean

    def asked(self, regency, base):
        """The question as queries take it; `base` is the revision before the period asked about."""
        clean = self.cleaned_data
        words, revision = clean["words"], clean["revision"]
        if self.frozen:  # what happened is counted as the snapshot's own figures are
            base, revision = self.frozen.base_revision, self.frozen.revision
        return roll_search.Asked(
            regency=regency, number=words if is_number(words) else "", name="" if is_number(words) else words,
            village=clean["village"], tps=clean["tps"], status=clean["status"] or roll_search.AKTIF, base=base,
            revision=revision)


class MatchForm(AskingForm):
    """One whole NIK, to be answered with yes or no; sent by POST and never echoed."""

    nik = forms.CharField(label=_("NIK"), max_length=40, strip=True, widget=UnechoedNumber(
        attrs={"autocomplete": "off", "spellcheck": "false", "inputmode": "numeric", "autofocus": True}))

    def clean_nik(self):
        """Blanks, dots and hyphens between the digits do not matter."""
        return re.sub(r"[ .\-]", "", self.cleaned_data["nik"])


class RevealForm(forms.Form):
    """Why somebody needs to see one person's numbers: a usual reason, and more in words where that is needed."""

    OTHER = "lain"
    kind = forms.ChoiceField(label=_("Keperluan"), choices=[
        ("", _("Pilih keperluan…")),
        ("dokumen", _("Mencocokkan dengan dokumen kependudukan")),
        ("laporan", _("Menindaklanjuti laporan warga atau keluarga")),
        ("ganda", _("Memeriksa dugaan data ganda")),
        ("saran", _("Saran perbaikan atau pengawasan Bawaslu")),
        ("lapangan", _("Coktas atau uji petik di lapangan")),
        (OTHER, _("Alasan lain (tulis)")),
    ], error_messages={"required": _("Pilih keperluannya.")})
    note = forms.CharField(label=_("Keterangan"), required=False, max_length=200, strip=True,
                           widget=UnechoedNumber(attrs={"autocomplete": "off", "spellcheck": "false"}))

    def reason(self):
        """What is recorded, in the offices' own language; of another reason only the words written."""
        note = self.cleaned_data["note"]
        if self.cleaned_data["kind"] == self.OTHER:
            return note
        with translation.override("id"):
            said = str(dict(self.fields["kind"].choices)[self.cleaned_data["kind"]])
        return f"{said}: {note}" if note else said
