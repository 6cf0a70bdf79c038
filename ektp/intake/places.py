"""Which district of the regency a row means, by code or by name; look here for rows of another regency."""

import re

from django.utils.translation import gettext as _

from ektp.intake.numbers import clean

_DIGITS = re.compile(r"[0-9]{6}").fullmatch
_KIND = re.compile(r"^(kecamatan|kec)\b[. ]*", re.I)


class Districts:
    """The districts of one regency, from (code, name) pairs; `names` is {code: name} in the order of the codes."""

    def __init__(self, regency, regency_name, districts):
        self.regency = regency
        self.regency_name = regency_name
        self.names = dict(sorted(districts))
        self._by_name = {}
        for code, name in self.names.items():
            self._by_name.setdefault(_key(name), []).append(code)

    def find(self, code, name):
        """(district's code, None), or (None, a sentence that says why not). Both texts may be empty.

        A code of six digits (dots allowed) wins; the name must not mean another district. Anything else in the
        code's cell (running numbers, BPS codes) is passed over where the name is known.
        """
        digits = re.sub(r"[. ]", "", clean(code))
        by_name = self._by_name.get(_key(name), [])
        if _DIGITS(digits):
            return self._by_code(digits, by_name, name)
        if len(by_name) == 1:
            return by_name[0], None
        said = clean(name) or clean(code)
        if not said:
            return None, _("Baris ini tidak menyebut kecamatan.")
        return None, _("“%(name)s” bukan kecamatan di %(regency)s; tulis nama atau kode kecamatan (6 digit).") % {
            "name": said[:40], "regency": self.regency_name}

    def _by_code(self, digits, by_name, name):
        shown = f"{digits[:2]}.{digits[2:4]}.{digits[4:]}"
        if not digits.startswith(self.regency):
            return None, _("Kecamatan %(code)s bukan wilayah %(regency)s.") % {
                "code": shown, "regency": self.regency_name}
        if digits not in self.names:
            return None, _("Kode kecamatan %(code)s tidak ada di %(regency)s.") % {
                "code": shown, "regency": self.regency_name}
        if by_name and digits not in by_name:
            return None, _("Kode %(code)s adalah %(right)s, tetapi namanya tertulis “%(name)s”.") % {
                "code": shown, "right": self.names[digits], "name": clean(name)[:40]}
        return digits, None


def _key(name):
    """Letters and digits only: Asem Rowo, ASEMROWO and Kec. Asemrowo are one."""
    return re.sub(r"[\W_]", "", _KIND.sub("", clean(name))).casefold()
