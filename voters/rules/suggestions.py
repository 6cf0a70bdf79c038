"""What probably repairs a row: one suggestion for each problem that has one; look here for what is offered, and when.

A suggestion changes cells as if they had been typed; the row is checked again afterwards like any other. Lost digits
(E01) are never guessed. Sentences are marked for translation and put together by whoever shows them.
"""

import re
from dataclasses import dataclass, field
from datetime import date

from voters.rules import usual_words
from voters.rules.closest import Places, key
from voters.rules.nik import has_possible_date, is_possible_nkk, is_sixteen_digits, split
from voters.rules.usual_dates import in_usual_form, of_nik, written

MOST_CANDIDATES = 3
LONGEST_CODE = 10
EARLIEST = date(1880, 1, 1)


def _(text):
    """Mark a sentence for translation and leave it as it is."""
    return text


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A repair of one row: `cells` maps columns to the text they should hold.

    `kind` says which repair of this `code` it is: rows whose `kind` is the same are alike. `says` with `words` is the
    sentence that gives the reason, never a number of a person. `sure` repairs may be applied to all rows alike at once;
    the others are for a person to look at. `shows` are DPIDs of voters whom the sentence names.
    """

    code: str
    kind: str
    cells: dict
    says: str
    words: dict = field(default_factory=dict)
    sure: bool = False
    shows: tuple = ()

    @property
    def key(self):
        """What names it among the suggestions of its row."""
        return f"{self.code}:{self.kind}"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known about a row besides its cells. Voters are active ones of the regency (intake.check.RollVoter).

    `by_dpid` is the voter with the row's DPID, `by_nik` all with its NIK, `found` the one the row addresses,
    `candidates` people of the same name. `places` names the regency's villages.
    """

    codeset: str
    on: date
    today: date
    places: Places
    by_dpid: object = None
    by_nik: tuple = ()
    found: object = None
    candidates: tuple = ()


def suggest(texts, codes, known):
    """The Suggestions for a row's problems, in the order of `codes`; [] where nothing can be suggested.

    `texts` are the 18 cells as {column: cleaned text}; a NIK or NKK in a number cell is "", its digits are lost.
    """
    found = []
    for code in codes:
        maker = _MAKERS.get(code)
        for one in maker(texts, known) if maker else ():
            if any(texts.get(column, "") != text for column, text in one.cells.items()):
                found.append(one)
    return found


def same_person(texts, voter):
    """Whether name and birth date of a row are those of a voter, as far as anybody can tell without papers."""
    born = _typed_date(texts)
    return (bool(voter.name) and usual_words.plain(texts["NAMA"]) == usual_words.plain(voter.name)
            and born is not None and born == voter.birth_date)


def _is_somebody_else(texts, voter):
    """Whether a row says who it is about, and nothing of it is the voter's: a wrong DPID, which must not pass."""
    said = [(texts["NIK"], texts["NIK"] == voter.nik),
            (texts["NAMA"], usual_words.plain(texts["NAMA"]) == usual_words.plain(voter.name)),
            (texts["TGLLHR"], voter.birth_date is not None and _typed_date(texts) == voter.birth_date)]
    return any(text for text, _same in said) and not any(same for text, same in said if text)


# ---- What a NIK says by itself; where the roll says what the row does, the NIK may be the one that is wrong

def _nik(texts):
    nik = texts["NIK"]
    parts = split(nik) if is_sixteen_digits(nik) else None
    return parts if parts and has_possible_date(parts) else None


def _date_of_nik(texts, known, code):
    parts, typed = _nik(texts), _typed_date(texts)
    day = of_nik(parts, known.on, typed.year if typed else None) if parts else None
    if day and day <= known.today:
        agreed = known.found is not None and typed is not None and known.found.birth_date == typed
        yield Suggestion(code, "nik", {"TGLLHR": written(day)}, _("Tanggal lahir menurut NIK: %(day)s."),
                         {"day": written(day)}, sure=not agreed)


def _w01(texts, known):
    return _date_of_nik(texts, known, "W01")


def _sex_of_nik(texts, known, code):
    parts = _nik(texts)
    if parts:
        agreed = known.found is not None and known.found.sex == texts["L/P"].upper()
        yield Suggestion(code, "nik", {"L/P": parts.sex}, _("Jenis kelamin menurut NIK: %(sex)s."),
                         {"sex": parts.sex}, sure=not agreed)


def _w02(texts, known):
    return _sex_of_nik(texts, known, "W02")


def _e07(texts, known):
    read = in_usual_form(texts["TGLLHR"], known.on)
    if read and EARLIEST <= read.day <= known.today:
        parts = _nik(texts)
        agrees = bool(parts) and (parts.day, parts.month, parts.year) == (
            read.day.day, read.day.month, read.day.year % 100)
        yield Suggestion("E07", "form", {"TGLLHR": written(read.day)}, _("Tertulis dalam bentuk lain: %(day)s."),
                         {"day": written(read.day)}, sure=read.sure or agrees)
        if agrees:
            return
    yield from _date_of_nik(texts, known, "E07")
    yield from _of_roll("E07", texts, known, "TGLLHR")


# ---- Numbers and words in another form

_SEPARATORS = re.compile(r"[\s.\-/,'`’\"_]+")
_LETTERS = str.maketrans("OoQDlIi|", "00001111")
_NUMBERED = re.compile(r"(?:RT|RW|TPS|NO|NOMOR|KE)*0*([0-9]{1,3})").fullmatch
_DECIMAL = re.compile(r"0*([0-9]{1,3})[.,]0+").fullmatch  # what a spreadsheet makes of a number that became text
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10}
_BOTH = re.compile(r"(?:RT)?\s*0*([0-9]{1,3})\s*[/\\,;]\s*(?:RW)?\s*0*([0-9]{1,3})", re.IGNORECASE).fullmatch


def _digits(code, column, holds):
    def make(texts, known):
        for letters in (False, True):
            text = _SEPARATORS.sub("", texts[column])
            text = text.translate(_LETTERS) if letters else text
            if holds(text):
                says = _("Huruf yang mirip angka menjadi angka.") if letters else _("Spasi dan tanda baca dibuang.")
                yield Suggestion(code, "letters" if letters else "marks", {column: text}, says, sure=not letters)
                return
        yield from _of_roll(code, texts, known, column)
    return make


def _is_possible_nik(text):
    return is_sixteen_digits(text) and has_possible_date(split(text))


def _number(text, least):
    """The number that a text like TPS 3, 003/.., RW. IV, 7.0 means, or None; of two numbers it means neither."""
    decimal = _DECIMAL(text)
    if not decimal and (len(re.findall("[0-9]+", text)) > 1 or text.startswith("-") and text != "-"):
        return None
    word = decimal[1] if decimal else usual_words.plain(text).replace(" ", "")
    match = _NUMBERED(word)
    bare = re.sub("^(RT|RW|TPS)", "", word)
    number = int(match[1]) if match else _ROMAN.get(bare)
    return number if number is not None and number >= least else None


def _e10(texts, known):
    for column in ("RT", "RW"):
        if not _DECIMAL(texts[column]) and (both := _BOTH(texts[column])):
            cells = {"RT": str(int(both[1])), "RW": str(int(both[2]))}
            other = "RW" if column == "RT" else "RT"  # says the same, or nothing that would be lost
            lost = usual_words.plain(texts[other]) and texts[other] != texts[column]
            sure = not lost or _number(texts[other], 0) == int(cells[other])
            yield Suggestion("E10", "both", cells, _("RT dan RW tertulis dalam satu kolom."), sure=sure)
            return
    cells = {}
    for column in ("RT", "RW"):
        text = texts[column]
        if not (text.isascii() and text.isdigit() and int(text) <= 999):
            number = _number(text, 0)
            if number is None and usual_words.plain(text):
                break
            cells[column] = "" if number is None else str(number)
    else:
        yield Suggestion("E10", "number", cells, _("Hanya angkanya yang disimpan."), sure=True)
        return
    yield from _of_roll("E10", texts, known, "RT", "RW")


def _e14(texts, known):
    number = _number(texts["TPS"], 1)
    if number is not None:
        yield Suggestion("E14", "number", {"TPS": str(number)}, _("Hanya angkanya yang disimpan."), sure=True)
    yield from _of_roll("E14", texts, known, "TPS")


def _word(code, column, table_of, then=()):
    def make(texts, known):
        word = usual_words.plain(texts[column])
        meant = table_of(known).get(word)
        if meant is not None:
            yield Suggestion(code, f"word {word}", {column: meant}, _("“%(word)s” berarti %(meant)s."),
                             {"word": word, "meant": meant}, sure=True)
            return
        for other in then:
            yield from other(texts, known, code)
        yield from _of_roll(code, texts, known, column)
    return make


def _e13(texts, known):
    meant = usual_words.ket(texts["KET"], known.codeset)
    if meant:
        word = usual_words.plain(texts["KET"])
        yield Suggestion("E13", f"word {word}", {"KET": meant}, _("“%(word)s” berarti %(meant)s."),
                         {"word": word, "meant": meant}, sure=True)


# ---- Places

def _e22(texts, known):
    if any(sum(map(str.isdigit, texts[column])) > LONGEST_CODE for column in ("KECAMATAN", "DESA")):
        return  # no name and no code of a region; `kind` must hold no number of a person
    for meant in known.places.meant(texts["KECAMATAN"], texts["DESA"]):
        district, name = known.places.writing(meant.village)
        asked = f"{key(texts['KECAMATAN'])}/{key(texts['DESA'])}"
        yield Suggestion("E22", f"{meant.village.code} {asked}", {"KECAMATAN": district, "DESA": name},
                         _("Nama yang paling mirip: %(village)s, Kecamatan %(district)s."),
                         {"village": meant.village.name, "district": meant.village.district}, sure=meant.sure)
    if (known.found is not None and known.found.village in known.places.by_code
            and not _is_somebody_else(texts, known.found)):
        district, name = known.places.writing(known.places.by_code[known.found.village])
        yield from _from_roll("E22", texts, {"KECAMATAN": district, "DESA": name}, only_empty="DESA")


# ---- The roll

_ROLL = {"NIK": "nik", "NKK": "nkk", "NAMA": "name", "TMPLHR": "birth_place", "STS": "marital", "L/P": "sex",
         "JALAN": "address", "RT": "rt", "RW": "rw", "EKTP": "ektp", "DIS": "disability"}


def _of_roll(code, texts, known, *columns):
    """What the voter found has in cells that a U row leaves empty: nothing changes there."""
    if known.found is None or texts["KET"].upper() != "U" or _is_somebody_else(texts, known.found):
        return
    cells = {}
    for column in columns:
        if texts[column]:
            continue
        if column == "TGLLHR":
            cells[column] = written(known.found.birth_date) if known.found.birth_date else ""
        elif column == "TPS":
            cells[column] = str(known.found.tps)
        else:
            cells[column] = getattr(known.found, _ROLL[column])
    yield from _from_roll(code, texts, {column: text for column, text in cells.items() if text})


def _from_roll(code, texts, cells, only_empty=None):
    if cells and not (only_empty and texts[only_empty]):
        yield Suggestion(code, "roll", cells, _("Kosong pada baris ubah: seperti di daftar pemilih sekarang."),
                         sure=True)


def _roll_only(code, *columns):
    def make(texts, known):
        return _of_roll(code, texts, known, *columns)
    return make


def _e16(texts, known):
    voter = known.by_dpid
    if voter is not None:
        yield _person("E16", "U", {"KET": "U"}, _("DPID ini milik %(name)s, %(born)s, %(place)s: jadikan U."), voter,
                      known, sure=voter.nik == texts["NIK"] and is_sixteen_digits(voter.nik))
    yield Suggestion("E16", "empty", {"DPID": ""}, _("Pemilih baru belum punya DPID: kosongkan."), sure=voter is None)


def _e17(texts, known):
    return _candidates("E17", texts, known, {})


def _e18(texts, known):
    if texts["DPID"] and len(known.by_nik) == 1:
        voter = known.by_nik[0]
        yield _person("E18", "nik", {"DPID": str(voter.dpid)},
                      _("DPID itu tidak ada; NIK-nya milik %(name)s, %(born)s, %(place)s."), voter, known,
                      sure=same_person(texts, voter))
        return
    if len(known.by_nik) > 1:
        for voter in known.by_nik[:MOST_CANDIDATES]:
            yield _person("E18", f"dpid {voter.dpid}", {"DPID": str(voter.dpid)},
                          _("NIK ini aktif lebih dari sekali; salah satunya %(name)s, %(born)s, %(place)s."),
                          voter, known)
        return
    yield from _candidates("E18", texts, known, {"NIK": ""} if texts["KET"] not in ("U", "u", "B", "b") else {})


def _candidates(code, texts, known, besides):
    """People of the roll who bear this name; of a strike the NIK that found nobody goes."""
    says = (_("Tidak ada di daftar; satu calon: %(name)s, %(born)s, %(place)s.") if len(known.candidates) == 1
            else _("Tidak ada di daftar; salah satu calon: %(name)s, %(born)s, %(place)s."))
    for voter in known.candidates[:MOST_CANDIDATES]:
        yield _person(code, f"dpid {voter.dpid}", {"DPID": str(voter.dpid)} | besides, says, voter, known)


def _e19(texts, known):
    if (voter := known.by_dpid) is not None:
        yield _person("E19", "dpid", {"NIK": voter.nik},
                      _("Yang dimaksud pemilik DPID: %(name)s, %(born)s, %(place)s; NIK disamakan."), voter, known)
    if len(known.by_nik) == 1:
        voter = known.by_nik[0]
        yield _person("E19", "nik", {"DPID": str(voter.dpid)},
                      _("Yang dimaksud pemilik NIK: %(name)s, %(born)s, %(place)s; DPID disamakan."), voter, known)


def _e20(texts, known):
    if len(known.by_nik) != 1:
        return
    voter = known.by_nik[0]
    if texts["KET"].upper() == "B":
        yield _person("E20", "U", {"KET": "U", "DPID": str(voter.dpid)},
                      _("NIK ini milik %(name)s, %(born)s, %(place)s. Orangnya sama: jadikan U."), voter, known,
                      sure=same_person(texts, voter))
        return
    yield _person("E20", "dpid", {"DPID": str(voter.dpid)},
                  _("NIK ini milik %(name)s, %(born)s, %(place)s: dialah yang diubah."), voter, known)
    if known.found is not None and known.found.nik:
        yield _person("E20", "nik", {"NIK": known.found.nik},
                      _("NIK kembali seperti di daftar untuk %(name)s, %(born)s, %(place)s."), known.found, known)


def _i02(texts, known):
    if known.found is not None:
        yield _person("I02", "dpid", {"DPID": str(known.found.dpid)},
                      _("DPID menurut NIK: %(name)s, %(born)s, %(place)s."), known.found, known, sure=True)


def _person(code, kind, cells, says, voter, known, sure=False):
    """A suggestion that names a voter as a page may: name, birth date, place; no number but his DPID."""
    village = known.places.by_code.get(voter.village)
    place = village.name if village else voter.village
    if voter.rt not in ("", "0") and voter.rw not in ("", "0"):
        place = f"{place} RT {voter.rt}/RW {voter.rw}"
    words = {"name": voter.name, "born": written(voter.birth_date) if voter.birth_date else "?", "place": place}
    return Suggestion(code, kind, cells, says, words, sure, (voter.dpid,))


def _typed_date(texts):
    match = re.fullmatch(r"([0-9]{1,2})[|/-]([0-9]{1,2})[|/-]([0-9]{4})", texts["TGLLHR"])
    try:
        return date(int(match[3]), int(match[2]), int(match[1])) if match else None
    except ValueError:
        return None


_MAKERS = {
    "E02": _digits("E02", "NIK", _is_possible_nik), "E04": _digits("E04", "NKK", is_possible_nkk),
    "E05": _roll_only("E05", "NAMA"), "E06": _roll_only("E06", "TMPLHR"), "E07": _e07,
    "E08": _word("E08", "STS", lambda known: usual_words.MARITAL),
    "E09": _word("E09", "L/P", lambda known: usual_words.SEX, then=[_sex_of_nik]),
    "E10": _e10, "E11": _word("E11", "DIS", lambda known: usual_words.DISABILITY[known.codeset]),
    "E12": _word("E12", "EKTP", lambda known: usual_words.EKTP), "E13": _e13, "E14": _e14, "E16": _e16, "E17": _e17,
    "E18": _e18, "E19": _e19, "E20": _e20, "E22": _e22, "E25": _roll_only("E25", "JALAN"), "W01": _w01, "W02": _w02,
    "W08": _roll_only("W08", "RT", "RW"), "I02": _i02,
}
WITH_SUGGESTIONS = frozenset(_MAKERS)
# Codes whose suggestions can be sure, and so be applied to many rows at once.
MAY_BE_SURE = WITH_SUGGESTIONS - {"E17", "E19"}
# What asks the roll for people: by DPID, by NIK, by name.
ASKS_DPID = frozenset({"E16", "E19"})
ASKS_NIK = frozenset({"E18", "E19", "E20"})
ASKS_NAME = frozenset({"E17", "E18"})
