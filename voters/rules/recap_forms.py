"""Which columns a recap has and what its papers are called, by year: read from recap_forms.toml and checked.

Look here, and in the file, when a regulation renames a form. Nothing about an area or its figures is known here.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

OWN = Path(__file__).with_name("recap_forms.toml")
LEVELS = ("desa", "kecamatan", "kabkota", "provinsi", "nasional")   # of the area; its rows are one level below
STAGES = ("DPB", "DPS", "DPSHP", "DPT")
COLUMNS = ("no", "kode", "nama", "kecamatan", "desa", "tps", "tps_khusus", "l", "p", "jumlah", "baru_l", "baru_p",
           "baru", "tms_l", "tms_p", "tms", "ubah_l", "ubah_p", "ubah", "pindah", "sebelumnya", "reguler", "khusus",
           "tanpa_ktpel", "disabilitas", "keterangan")
NEEDED = ("nama",)  # of every form: a row must say what it is about
ABOUT = frozenset({"daftar", "wilayah", "periode", "badan"})
MEETING = frozenset({"hari", "tanggal", "bulan", "tahun", "tempat"})
MINUTES = {"heading": ABOUT, "body": ABOUT - {"badan"}, "opening": ABOUT | MEETING, "decides": ABOUT,
           "feedback": ABOUT, "nothing": frozenset(), "annexes": ABOUT, "closing": ABOUT}
LONGEST = 600


class BadForms(ValueError):  # noqa: N818
    """A file of forms that cannot be used; `problems` are sentences for whoever looks after the installation."""

    def __init__(self, problems):
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Column:
    """One column: its key in COLUMNS, its heading, and the heading that it shares with its neighbours, or ""."""

    key: str
    heading: str
    group: str = ""


@dataclass(frozen=True)
class Form:
    """One table of a level's paper; `model` is what the regulation calls it, or ""; no `stages` are all stages."""

    level: str
    title: str
    columns: tuple
    model: str = ""
    stages: tuple = ()


@dataclass(frozen=True)
class FormSet:
    """What holds from a year on; `stages` are the words for each stage, `minutes` the sentences of a berita acara."""

    name: str
    since: int
    stages: dict
    minutes: dict
    forms: tuple

    def of(self, level, stage):
        """The Forms of a level's recap in a stage, the main one first; never empty."""
        here = [form for form in self.forms if form.level == level]
        own = [form for form in here if stage in form.stages]
        return own or [form for form in here if not form.stages]


def load(path=OWN):
    """The FormSets of a file, earliest first. Raises BadForms, naming everything that is wrong in it."""
    try:
        return read(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise BadForms([f"cannot be read: {error}"]) from None


def read(text):
    """The FormSets written in `text`, earliest first. Raises BadForms, naming everything that is wrong in it."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadForms([f"is not TOML: {error}"]) from None
    reader = _Reader()
    sets = reader.sets(raw)
    if reader.problems:
        raise BadForms(reader.problems)
    return sorted(sets, key=lambda one: one.since)


def for_year(sets, year):
    """The FormSet that applies in a year: the latest that had begun, or the first of all."""
    begun = [one for one in sets if one.since <= year]
    return begun[-1] if begun else sets[0]


class _Reader:
    """Reads a file from top to bottom and collects what is wrong with it."""

    def __init__(self):
        self.problems = []

    def sets(self, raw):
        self._only(raw, {"headings", "set"}, "the file")
        headings = self._headings(raw.get("headings", {}), "[headings]")
        found = {}
        listed = raw.get("set", [])
        if not (isinstance(listed, list) and listed and all(isinstance(one, dict) for one in listed)):
            self.problems.append("has no [[set]]")
            return []
        for place, one in enumerate(listed, 1):
            made = self._set(one, place, headings, found)
            if made.name in found or made.since in {other.since for other in found.values()}:
                self.problems.append(f"set {made.name}: its name or `since` stands twice")
            found[made.name] = made
        return list(found.values())

    def _set(self, raw, place, headings, known):
        name = self._text(raw.get("name"), f"set {place}: name")
        where = f"set {name or place}"
        self._only(raw, {"name", "since", "like", "headings", "stages", "minutes", "forms"}, where)
        since = raw.get("since")
        if type(since) is not int or not 1900 <= since <= 2200:
            self.problems.append(f"{where}: since must be a year")
            since = 0
        like = known.get(raw.get("like", ""))
        if "like" in raw and like is None:
            self.problems.append(f"{where}: like names no set above it")
        headings = headings | self._headings(raw.get("headings", {}), f"{where}: headings")
        stages = (like.stages if like else {}) | self._texts(raw.get("stages", {}), dict.fromkeys(STAGES, frozenset()),
                                                            f"{where}: stages")
        minutes = (like.minutes if like else {}) | self._texts(raw.get("minutes", {}), MINUTES, f"{where}: minutes")
        for what, wanted, has in (("stages", STAGES, stages), ("minutes", MINUTES, minutes)):
            if missing := [key for key in wanted if key not in has]:
                self.problems.append(f"{where}: {what} lacks {', '.join(missing)}")
        listed = raw.get("forms", [])
        if not isinstance(listed, list):
            self.problems.append(f"{where}: forms must be [[set.forms]]")
            listed = []
        forms = [self._form(one, f"{where}, form {number}", headings) for number, one in enumerate(listed, 1)]
        own = {form.level for form in forms}
        forms = [form for form in (like.forms if like else ()) if form.level not in own] + forms
        for level in LEVELS:
            if not any(form.level == level and not form.stages for form in forms):
                self.problems.append(f"{where}: no form of level {level} that holds for all stages")
        return FormSet(name, since, stages, minutes, tuple(forms))

    def _form(self, raw, where, headings):
        if not isinstance(raw, dict):
            self.problems.append(f"{where}: must be a table")
            raw = {}
        self._only(raw, {"level", "model", "title", "columns", "headings", "stages"}, where)
        level, stages, keys = raw.get("level"), raw.get("stages", []), raw.get("columns")
        if level not in LEVELS:
            self.problems.append(f"{where}: level must be one of {', '.join(LEVELS)}")
        if not (isinstance(stages, list) and all(stage in STAGES for stage in stages)):
            self.problems.append(f"{where}: stages must be among {', '.join(STAGES)}")
            stages = []
        if not (isinstance(keys, list) and keys and all(isinstance(key, str) for key in keys)):
            self.problems.append(f"{where}: columns must be a list of names")
            keys = []
        if unknown := [key for key in keys if key not in COLUMNS]:
            self.problems.append(f"{where}: unknown columns {', '.join(unknown)}")
        if len(set(keys)) < len(keys):
            self.problems.append(f"{where}: a column stands twice")
        if lacking := [key for key in NEEDED if key not in keys]:
            self.problems.append(f"{where}: lacks the column {', '.join(lacking)}")
        headings = headings | self._headings(raw.get("headings", {}), f"{where}: headings")
        if unheaded := [key for key in keys if key in COLUMNS and key not in headings]:
            self.problems.append(f"{where}: no heading for {', '.join(unheaded)}")
        columns = tuple(Column(key, *headings[key]) for key in keys if key in headings)
        model = self._text(raw.get("model", ""), f"{where}: model", may_lack=True)
        return Form(level, self._text(raw.get("title"), f"{where}: title", ABOUT), columns, model, tuple(stages))

    def _headings(self, raw, where):
        """{key: (heading, group)}."""
        found = {}
        if not isinstance(raw, dict):
            self.problems.append(f"{where} must be a table")
            return found
        for key, value in raw.items():
            parts = [value] if isinstance(value, str) else value
            if key not in COLUMNS:
                self.problems.append(f"{where}: unknown column {key}")
            elif not (isinstance(parts, list) and len(parts) in (1, 2)
                      and all(isinstance(part, str) and part.strip() for part in parts)):
                self.problems.append(f'{where}: {key} must be "heading" or ["group", "heading"]')
            else:
                found[key] = (parts[-1], parts[0] if len(parts) == 2 else "")
        return found

    def _texts(self, raw, allowed, where):
        if not isinstance(raw, dict):
            self.problems.append(f"{where} must be a table")
            return {}
        self._only(raw, set(allowed), where)
        return {key: self._text(raw[key], f"{where}: {key}", allowed[key]) for key in raw if key in allowed}

    def _text(self, value, where, fields=frozenset(), may_lack=False):
        """A text in which only these words stand in braces."""
        if not isinstance(value, str) or len(value) > LONGEST or not (value.strip() or may_lack):
            self.problems.append(f"{where} must be a text")
            return ""
        try:
            parts = list(Formatter().parse(value))
        except ValueError:
            self.problems.append(f"{where}: a brace is not closed")
            return ""
        for _plain, field, how, conversion in parts:
            if field is not None and (field not in fields or how or conversion):
                self.problems.append(f"{where}: {{{field}}} means nothing here")
                return ""
        return value

    def _only(self, raw, allowed, where):
        if unknown := sorted(set(raw) - allowed):
            self.problems.append(f"{where}: unknown {', '.join(unknown)}")
