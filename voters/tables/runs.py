"""The lines of a run over all offices, and the words and colours of where a snapshot stands."""

from django.utils.translation import gettext as _

from sidalih.home.templatetags.tanggal import waktu_pendek

MOST_LISTED = 50
TONES = {"asking": "mute", "waiting": "mute", "sealing": "info", "sealed": "ok", "same": "ok", "failed": "bad",
         "cancelled": "warn", "refused": "warn", "replaced": "mute"}
ORDER = ("failed", "refused", "cancelled", "sealing", "waiting", "asking", "sealed", "same")


def state_words():
    """{state of a snapshot: words}."""
    return {"asking": _("Belum giliran"), "waiting": _("Menunggu"), "sealing": _("Sedang disegel"),
            "sealed": _("Tersegel"), "same": _("Tidak berubah"), "failed": _("Gagal"), "cancelled": _("Dibatalkan"),
            "refused": _("Tidak dapat dibuat"), "replaced": _("Sudah diganti")}


def chips_of(board, which):
    """(words, how many, address, tone, whether chosen) of the states that occur in a RunBoard."""
    words = state_words()
    return [(_("Semua"), len(board.lines), "?", "", which not in board.counts)] + [
        (words[state], board.counts[state], f"?saring={state}", "", which == state)
        for state in ORDER if board.counts[state]]


def lines_of(board, which):
    """[(OfficeOfRun, words, tone, notes)] narrowed to a state: `notes` say why another snapshot may be worth while."""
    words = state_words()
    return [(line, words[line.state], TONES[line.state], _notes(line)) for line in board.lines
            if which not in board.counts or line.state == which]


def _notes(line):
    notes = [line.why] if line.why else []
    if line.broke:
        notes.append(_("gagal %(n)d kali karena gangguan sistem; dicoba lagi dengan sendirinya") % {"n": line.broke})
    if line.state == "cancelled":
        notes.append(_("oleh %(who)s, %(when)s; dapat dibuat lagi") % {
            "who": line.snapshot.cancelled_by, "when": waktu_pendek(line.snapshot.cancelled_at)})
    if line.reopened:
        notes.append(_("masih dibuka kembali: snapshot dapat diambil lagi sesudahnya"))
    if line.batches:
        notes.append(_("%(n)d berkas belum diterapkan") % {"n": line.batches})
    if line.moved:
        notes.append(_("daftar pemilih sudah berubah sesudah disegel"))
    return notes
