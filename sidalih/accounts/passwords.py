"""What a password may not be, beside Django's own validators: words of this house, a leaked one dressed up, endless."""

import re

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sidalih.areas import queries as areas

LONGEST = 128
# What people of KPU offices think of first. Longest first: "katasandi" is found before "sandi".
HOUSE_WORDS = ("kabupaten", "pemilihan", "indonesia", "jawatimur", "katasandi", "mutarlih", "password", "operator",
               "rekapitulasi", "komisi", "pilkada", "pemilih", "rahasia", "sidalih", "provinsi", "bawaslu", "rendatin",
               "pemilu", "coklit", "passwd", "qwerty", "admin", "jatim", "sandi", "umum", "akun", "data", "kpu",
               "kota", "dpt", "dps", "dpb", "abc", "pass")
# Signs that are typed instead of letters.
_AS_LETTERS = str.maketrans("01345$@7!", "oieassati")
_YEARS_AND_RUNS = re.compile(r"(?:19|20)\d\d|0?123(?:4(?:5(?:6(?:7(?:89?0?)?)?)?)?)?|(\w)\1{2,}")
NEW_SIGNS = 8


class HouseWordsValidator:
    """Refuses a password that is little more than words of the house, the office's or person's name, a year, a run.

    These are taken out, in plain letters and with 0 for o or 3 for e; at least 8 other signs must be left. So
    `Sidalih2017!`, `password2017` and `surabaya-kpu-2024` are refused, and a sentence of one's own that also says
    KPU is not.
    """

    def validate(self, password, user=None):
        """Raise ValidationError for a password of house words."""
        words = HOUSE_WORDS + _words_of(user)
        text = _YEARS_AND_RUNS.sub("", password.lower())
        left = min(len(_without(text, words)), len(_without(text.translate(_AS_LETTERS), words)))
        if left < NEW_SIGNS:
            raise ValidationError(_(
                "Kata sandi ini mudah ditebak: hampir seluruhnya kata Sidalih, nama Anda atau kantor, tahun, atau "
                "deret. Pakai kalimat Anda sendiri."), code="password_house_words")

    def get_help_text(self):
        """The rule that pages show."""
        return _("Bukan kata Sidalih, nama Anda atau kantor, tahun, atau deret saja.")


class DressedUpValidator(CommonPasswordValidator):
    """Refuses a leaked password with digits or signs put before, behind or between its letters: `iloveyou-2024!`."""

    def validate(self, password, user=None):
        """Raise ValidationError when the letters alone are a leaked password."""
        letters = "".join(sign for sign in password.lower() if sign.isalpha())
        if letters:
            super().validate(letters, user)

    def get_help_text(self):
        """The rule that pages show."""
        return _("Bukan kata sandi yang pernah bocor dengan angka atau tanda tambahan.")


class LongestValidator:
    """Refuses what is longer than 128 signs: hashing is slow on purpose, and megabytes would stop the door."""

    def validate(self, password, user=None):
        """Raise ValidationError for a password that is too long."""
        if len(password) > LONGEST:
            raise ValidationError(self.get_help_text(), code="password_too_long")

    def get_help_text(self):
        """The sentence that pages show."""
        return _("Kata sandi paling panjang %(n)d huruf.") % {"n": LONGEST}


def _words_of(user):
    """The words of a person's own name, username and office, of three letters or more."""
    if user is None:
        return ()
    office = areas.name_of(user.area) if user.area else ""
    words = re.findall(r"[^\W_]{3,}", f"{office} {user.full_name} {user.username}".lower())
    return tuple(sorted(set(words), key=len, reverse=True))


def _without(text, words):
    """The letters and digits that are left of a text when words are taken out of it."""
    text = "".join(sign for sign in text if sign.isalnum())
    for word in sorted(words, key=len, reverse=True):
        text = text.replace(word, "")
    return text
