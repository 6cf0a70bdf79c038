"""Lists of people who shall get accounts: read from .xlsx, .csv or what was pasted, and judged line by line."""

import csv
import io
import re
import tempfile
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from sidalih.accounts.queries.credentials import accounts_named
from sidalih.accounts.roles import ROLES
from sidalih.areas import queries as areas
from sidalih.refusal import Refused
from sidalih.sheets import open_workbook

MOST_LINES = 500
MOST_LETTERS = 100_000
_HEADINGS_WITHIN = 6
# Words in the first line of a list, and what stands below them.
_HEADINGS = {
    "kode": "code", "code": "code", "kode wilayah": "code", "kantor": "office", "kabupaten/kota": "office",
    "wilayah": "office", "office": "office", "daerah": "office", "nama": "name", "nama lengkap": "name", "name": "name",
    "full name": "name", "peran": "role", "role": "role",
}
# Not what the offices would type: ROLES in the language of the page comes on top.
_ROLE_WORDS = {
    "": "operator", "operator": "operator", "penyetuju": "approver", "rendatin": "approver", "pemantau": "viewer",
    "bawaslu": "viewer", "staf provinsi": "province", "provinsi": "province", "penyetuju provinsi": "province_approver",
    "admin": "admin",
}


@dataclass
class ListLine:
    """One person of a list as it was written, what it was understood as, and what is wrong with it."""

    number: int
    office_text: str
    full_name: str
    role_text: str
    area: str = ""
    office: str = ""
    role: str = ""
    problems: list = field(default_factory=list)

    @property
    def text(self):
        """The line as it stands in the text field: office, name, role."""
        return "\t".join((self.office_text, self.full_name, self.role_text)).rstrip("\t")


def text_of_file(file):
    """The text of an uploaded .xlsx or .csv, a line a person, tabs between its cells. Raises Refused for others."""
    if file.name.lower().endswith((".csv", ".txt")):
        data = file.read(MOST_LETTERS * 4 + 1)
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", errors="replace")
        return _checked(text)
    with tempfile.NamedTemporaryFile() as copy:
        for chunk in file.chunks():
            copy.write(chunk)
        copy.flush()
        return _checked(_workbook_text(copy.name))


def lines_of(text, area):
    """The ListLines of a text, judged for an area; a line of headings and empty lines are no people.

    Raises Refused for a text that is too long.
    """
    places, known = _Places(area), accounts_named(area)
    rows = _rows(_checked(text), places)
    lines, seen = [], {}
    for number, (office, name, role) in rows:
        line = ListLine(number, office, " ".join(name.split()), role)
        places.find(line)
        line.role = _role_of(role)
        _judge(line, known, seen)
        lines.append(line)
    return lines


def offices_text(area, role="operator"):
    """A list to fill in: every office of an area with its name, for people of one role."""
    heading = _("Kantor\tNama lengkap\tPeran")
    return "\n".join([heading, *(f"{one.code} {one.name}\t\t{role}" for one in areas.regencies_of(area))])


def _judge(line, known, seen):
    """Say everything that is wrong with a line at once."""
    if not line.full_name:
        line.problems.append(_("Nama lengkap kosong."))
    elif len(line.full_name) > 120 or not any(sign.isalpha() for sign in line.full_name):
        line.problems.append(_("Nama lengkap tidak terbaca sebagai nama."))
    if not line.role:
        line.problems.append(_("Peran %(role)s tidak dikenal: tulis operator, penyetuju, pemantau, atau admin.") % {
            "role": line.role_text})
    elif line.area and len(line.area) not in ROLES[line.role].levels:
        line.problems.append(_("Peran %(role)s tidak berlaku untuk %(office)s.") % {
            "role": ROLES[line.role].name, "office": line.office})
    if not (line.area and line.role and line.full_name):
        return
    key = (line.area, line.role, line.full_name.casefold())
    if key in known:
        line.problems.append(_("Sudah punya akun %(username)s; bila suratnya hilang, terbitkan ulang dari sana.") % {
            "username": known[key].username})
    elif key in seen:
        line.problems.append(_("Sama dengan baris %(n)s.") % {"n": seen[key]})
    else:
        seen[key] = line.number


class _Places:
    """The offices of an area by code and by name; one that two offices share ("Malang") is nobody's."""

    def __init__(self, area):
        offices = areas.regencies_of(area)
        if len(area) == 2:
            offices = [areas.Named(area, _("Provinsi %(name)s") % {"name": areas.name_of(area)}), *offices]
        self.names = {one.code: one.name for one in offices}
        self.exact = {_plain(one.name): one.code for one in offices}
        self.bare = {}
        for one in offices:
            self.bare.setdefault(_bare(one.name), []).append(one.code)

    def find(self, line):
        """Fill in the line's area and office, or say what is wrong."""
        text = line.office_text.strip()
        code = re.match(r"(?:KPU\s+)?(\d\d(?:\.?\d\d?)?)(?!\d)", text, re.IGNORECASE)
        if code:
            digits = code[1].replace(".", "")
            digits += "0" if len(digits) == 3 else ""  # a sheet reads 35.10 as the number 35.1
            found = [digits] if digits in self.names else []
        else:
            exact = self.exact.get(_plain(text))
            found = [exact] if exact else self.bare.get(_bare(text), [])
        if len(found) == 1:
            line.area, line.office = found[0], self.names[found[0]]
        elif found:
            line.problems.append(_("%(office)s ada dua: tulis %(names)s, atau kodenya.") % {
                "office": text, "names": " / ".join(self.names[code] for code in found)})
        elif text:
            line.problems.append(_("Kantor %(office)s tidak ada di wilayah Anda.") % {"office": text})
        else:
            line.problems.append(_("Kantor kosong: tulis kode atau namanya."))


def _plain(name):
    """A name in capitals without KPU and punctuation, KAB. written out."""
    words = re.findall(r"\w+", name.upper())
    words = ["KABUPATEN" if word == "KAB" else word for word in words if word not in ("KPU", "KPUD")]
    return " ".join(words)


def _bare(name):
    """The name without what kind of area it is."""
    return " ".join(word for word in _plain(name).split() if word not in ("KABUPATEN", "KOTA", "PROVINSI"))


def _role_of(text):
    """The code of the role that a word means, in Indonesian or in the language of the page; "" for none."""
    word = " ".join(text.split()).casefold()
    named = {str(role.name).casefold(): code for code, role in ROLES.items()}
    return word if word in ROLES else _ROLE_WORDS.get(word) or named.get(word, "")


def _rows(text, places):
    """[(line number, (office, name, role))] of a text."""
    separator = next((sign for sign in "\t;" if sign in text), ",")
    rows = [(number, [cell.strip() for cell in row]) for number, row in enumerate(
        csv.reader(io.StringIO(text), delimiter=separator), 1)]
    rows = [(number, row) for number, row in rows if any(row)]
    columns = {}
    for place, (_number, row) in enumerate(rows[:_HEADINGS_WITHIN]):  # below a sheet's title
        found = {_HEADINGS[cell.casefold()]: at for at, cell in enumerate(row) if cell.casefold() in _HEADINGS}
        if len(found) >= 2:
            columns, rows = found, rows[place + 1:]
            break
    return [(number, _by_heading(row, columns) if columns else _by_place(row, separator, places))
            for number, row in rows]


def _by_heading(row, columns):
    def cell(name):
        return row[columns[name]] if name in columns and columns[name] < len(row) else ""
    return cell("code") or cell("office"), cell("name"), cell("role")


def _by_place(row, separator, places):
    """Office, name, role; an office may be given by code and by name, and a name may hold the separator."""
    if len(row) > 3 and _bare(row[1]) in places.bare:
        row = [row[0], *row[2:]]
    if len(row) > 3:
        last = [row[-1]] if _role_of(row[-1]) else []
        middle = row[1:-1] if last else row[1:]
        row = [row[0], f"{separator} ".join(middle), *last]
    office, name, role = (*row, "", "", "")[:3]
    return office, name, role


def _workbook_text(path):
    first, lines = None, []
    for row in open_workbook(path):
        first = first or row.sheet
        if row.sheet != first or len(lines) > MOST_LINES:
            break
        lines.append("\t".join(_text_of(cell) for cell in row.cells[:8]))
    return "\n".join(lines)


def _text_of(cell):
    text = "" if cell is None else cell if isinstance(cell, str) else str(cell[1])
    return " ".join(text.replace('"', "").split())


def _checked(text):
    """The text with one kind of line ends and without NUL, whatever program wrote it."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    if len(text) > MOST_LETTERS or text.count("\n") > MOST_LINES:
        raise Refused("list_too_long", _("Daftar paling panjang %(n)d baris.") % {"n": MOST_LINES})
    return text
