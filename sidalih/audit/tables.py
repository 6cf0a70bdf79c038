"""Events as people read them: the act's name, the thing, where from, what changed; for pages and for copies."""

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sidalih.areas import queries as areas
from sidalih.audit.acts import act_of
from sidalih.audit.models import Event
from sidalih.home.templatetags.angka import angka
from sidalih.sheets import Column

# The first word of a subject: its name for people, and the address of its page, if it has one.
SUBJECTS = {
    "batch": (gettext_lazy("Berkas"), "berkas-lihat"),
    "voter": (gettext_lazy("Pemilih"), "pemilih-lihat"),
    "snapshot": (gettext_lazy("Snapshot"), "snapshot-lihat"),
    "user": (gettext_lazy("Akun"), ""),
    "roll": (gettext_lazy("Daftar pemilih"), ""),
    "period": (gettext_lazy("Periode"), ""),
    "rollup": (gettext_lazy("Rekap"), ""),
    "ektp": (gettext_lazy("Laporan KTP-el"), "ktp-el-lihat"),
    "ektp-rollup": (gettext_lazy("Rekap KTP-el"), ""),
    "job": (gettext_lazy("Pekerjaan"), ""),
    "demo": (gettext_lazy("Peragaan"), ""),
}
VIA = {"web": gettext_lazy("Halaman web"), "command": gettext_lazy("Perintah"), "job": gettext_lazy("Pekerjaan")}
WORDS = {
    "reason": gettext_lazy("Alasan"), "rows": gettext_lazy("Baris"), "sha256": "SHA-256", "seal": gettext_lazy("Segel"),
    "mark": gettext_lazy("Tanda"), "what": gettext_lazy("Isi"), "bytes": gettext_lazy("Ukuran (bita)"),
    "revision": gettext_lazy("Revisi"), "code": gettext_lazy("Kode"), "columns": gettext_lazy("Kolom"),
    "ordinal": gettext_lazy("Urutan baris"), "ordinals": gettext_lazy("Urutan baris"),
    "new": gettext_lazy("Urutan baris baru"), "corrected": gettext_lazy("Urutan baris yang diperbaiki"),
    "unnamed": gettext_lazy("Belum di daftar (urutan baris)"), "why": gettext_lazy("Sebab"),
    "where": gettext_lazy("Daerah"),
    "permission": gettext_lazy("Wewenang"), "page": gettext_lazy("Halaman"), "role": gettext_lazy("Peran"),
    "found": gettext_lazy("Ditemukan"), "dpids": "DPID", "dpid": "DPID", "how": gettext_lazy("Cara mencari"),
    "stage": gettext_lazy("Tahapan"), "period": gettext_lazy("Periode"), "total": gettext_lazy("Jumlah"),
    "warnings": gettext_lazy("Peringatan"), "draft": gettext_lazy("Konsep sisa"), "ok": gettext_lazy("Cocok"),
    "events": gettext_lazy("Peristiwa"), "chains": gettext_lazy("Rantai"), "broken": gettext_lazy("Rantai rusak"),
    "heads": gettext_lazy("Kepala rantai"), "filters": gettext_lazy("Saringan"), "area": gettext_lazy("Daerah"),
    "included": gettext_lazy("Masuk rekap"), "loaded": gettext_lazy("Dimuat"), "as_of": gettext_lazy("Per tanggal"),
    "version": gettext_lazy("Versi"), "districts": gettext_lazy("Kecamatan"), "expires": gettext_lazy("Berlaku sampai"),
    "visit": gettext_lazy("Sesi"), "method": gettext_lazy("Metode"), "village": gettext_lazy("Kelurahan/desa"),
}
REASONS = {
    "not_found": gettext_lazy("di luar wilayah kerjanya"), "forbidden": gettext_lazy("bukan wewenang perannya"),
    "too_often": gettext_lazy("terlalu sering"), "guessing": gettext_lazy("menebak nomor"),
    "same_person": gettext_lazy("mengajukan dan menyetujui berkas yang sama"),
    "wrong_password": gettext_lazy("kata sandi salah"),
    "wrong_code": gettext_lazy("kode salah"), "slip_wrong": gettext_lazy("surat salah atau tidak berlaku"),
}
PROBLEMS = {
    "altered": gettext_lazy("isi peristiwa tidak cocok dengan hash-nya: diubah, ditukar, atau disisipkan"),
    "missing": gettext_lazy("peristiwa sebelum ini hilang"),
    "doubled": gettext_lazy("nomor ini dipakai dua kali"),
    "head_missing": gettext_lazy("kepala rantai hilang"),
    "head_differs": gettext_lazy("kepala rantai berbeda dari peristiwa terakhir"),
    "tail_cut": gettext_lazy("peristiwa terakhir terpotong: kepala rantai lebih maju"),
    "beyond_head": gettext_lazy("ada peristiwa melewati kepala rantai"),
    "anchor_differs": gettext_lazy("berbeda dari jangkar: rantai disusun ulang"),
    "anchor_beyond": gettext_lazy("jangkar lebih maju: ekor rantai terpotong"),
}
LONGEST_LIST = 30
NUMBERS = {"dpid", "ordinal", "draft", "visit", "slip", "revision"}  # names of things, not counts: no dots


@dataclass(frozen=True)
class Line:
    """An event in a list. `note` is what its detail says in a few words."""

    event: Event
    name: Any
    tone: str
    subject: str
    url: str
    office: str
    origin: str
    note: str


def lines(events):
    """A Line for each event; the offices' names are looked up once."""
    events = list(events)
    offices = office_names(event.regency for event in events)
    return [Line(event, act_of(event.act).name, act_of(event.act).tone, _other_than_himself(event),
                 subject_url(event.subject), offices[event.regency], origin_words(event.origin), note_of(event))
            for event in events]


def _other_than_himself(event):
    """The subject in words; of what a person does with his own account the name beside it says enough."""
    return "" if event.subject == f"user:{event.by}" else subject_words(event.subject)


def office_names(chains):
    """{chain: name of its office}; the portal's own chain is said to be that."""
    chains = set(chains)
    return {"": _("Portal")} | {code: code for code in chains if code} | areas.names_of(chains)


def subject_words(subject):
    """A subject for people: "batch:12" is "Berkas 12", "batch:12:row 5" "Berkas 12, baris 5"."""
    kind, _colon, rest = subject.partition(":")
    if kind not in SUBJECTS or (not rest and kind != "demo"):
        return subject
    name = SUBJECTS[kind][0]
    if kind == "voter":
        regency, _colon, dpid = rest.partition(":")
        return _("%(name)s %(dpid)s di %(regency)s") % {"name": name, "dpid": dpid, "regency": regency}
    number, _colon, rows = rest.partition(":rows ")
    if rows:
        return _("%(name)s %(number)s, baris %(row)s") % {"name": name, "number": number, "row": rows}
    number, _colon, row = rest.partition(":row ")
    if row:
        return _("%(name)s %(number)s, baris %(row)s") % {"name": name, "number": number, "row": row}
    return f"{name} {rest}".strip()


def subject_url(subject):
    """The address of a subject's page, "" for one without."""
    kind, _colon, rest = subject.partition(":")
    address = SUBJECTS.get(kind, ("", ""))[1]
    if not address:
        return ""
    try:
        return reverse(address, args=[part.partition(" ")[0] for part in rest.split(":")
                                      if not part.startswith(("row ", "rows "))])
    except NoReverseMatch:
        return ""


def origin_words(origin):
    """Where an act came from, in a few words."""
    via = origin.get("via", "")
    more = {"web": origin.get("network"), "command": origin.get("command"), "job": origin.get("job")}.get(via)
    return f"{VIA.get(via, via)} {more or ''}".strip()


def note_of(event):
    """The few words of an event's detail that say most, for a line."""
    detail = event.detail
    if reason := detail.get("reason") or detail.get("why"):
        return str(REASONS.get(reason, reason))
    if isinstance(detail.get("rows"), int):
        return _("%(n)s baris") % {"n": angka(detail["rows"])}
    if isinstance(detail.get("found"), int):
        return _("%(n)s ditemukan") % {"n": angka(detail["found"])}
    return str(detail["what"]) if isinstance(detail.get("what"), str) else ""


def changes_of(event):
    """[(field, before, after)] of an event that changed something."""
    changes = event.detail.get("changes")
    if not isinstance(changes, dict):
        return []
    return [(WORDS.get(name, name), *map(value_words, pair)) for name, pair in changes.items()
            if isinstance(pair, list) and len(pair) == 2]


def facts_of(event):
    """[(name, value)] of everything else in an event's detail."""
    return [(WORDS.get(name, name), _fact(name, value)) for name, value in event.detail.items() if name != "changes"]


def _fact(name, value):
    if name in ("why", "reason"):
        return str(REASONS.get(value, value))
    return str(value) if name in NUMBERS and value is not None else value_words(value)


def value_words(value, longest=LONGEST_LIST):
    """A JSON value for people: numbers with dots, lists with commas, what is missing as a dash.

    A list longer than `longest` says how many more there are; with None it is whole.
    """
    if value is None or value == "" or value == [] or value == {}:
        return "–"
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    if isinstance(value, int):
        return angka(value)
    if isinstance(value, list):
        more = _(" dan %(n)d lagi") % {"n": len(value) - longest} if longest and len(value) > longest else ""
        return ", ".join(str(one) for one in value[:longest]) + more
    if isinstance(value, dict):
        return " · ".join(f"{WORDS.get(name, name)} {value_words(one, longest)}" for name, one in value.items())
    return str(value)


def problem_words(problem):
    """A problem of a chain in a sentence."""
    words = _("Peristiwa nomor %(seq)s: %(what)s") % {
        "seq": angka(problem["seq"]), "what": PROBLEMS.get(problem["what"], problem["what"])}
    return f"{words} ({problem['anchor']})" if problem.get("anchor") else words


def columns():
    """The columns of a copy of the record, .xlsx and .csv alike."""
    return [Column(_("Rantai"), 9, "code"), Column(_("Nomor"), 9, "number"), Column(_("Waktu (WIB)"), 26),
            Column(_("Oleh"), 16), Column(_("Tindakan"), 30), Column(_("Kode tindakan"), 22), Column(_("Perihal"), 22),
            Column(_("Asal"), 26), Column(_("Rincian"), 60), Column(_("Hash"), 66, "code")]


def row(event):
    """One event in a copy, with nothing of its detail left out; its time to the microsecond, as it is hashed."""
    at = timezone.localtime(event.at)
    return [event.regency or "portal", event.seq, f"{at:%Y-%m-%d %H:%M:%S.%f}", event.by, str(act_of(event.act).name),
            event.act, event.subject, value_words(event.origin), value_words(event.detail, None), event.hash]
