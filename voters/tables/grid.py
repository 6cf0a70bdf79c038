"""The grid of a batch: what its page brings along (columns, choices, places, sentences), and rows as JSON.

The grid's scripts know no rule and no word of their own: both come from here.
"""

from django.utils.translation import gettext as _

from voters.intake.columns import COLUMNS
from voters.intake.messages import MESSAGES
from voters.rules.codes import DISABILITY, EKTP, HIGHEST_DISABILITY, MARITAL, SEX, TMS
from voters.tables.batches import Chip
from voters.tables.rows import PLACE as PLACES
from voters.tables.rows import SEATS, editor_of, editor_texts, labels, trouble

LONGEST = 500     # characters of a cell, as in the editor of a row
MOST_PASTED = 500
CHUNK = 50        # rows of one save


def provisions(batch, districts, villages, full):
    """What the page of a batch brings along, as JSON values; `districts` and `villages` are areas (code, name).

    Without `full` nothing can be typed, and only the columns and the sentences come.
    """
    brought = {
        "columns": [{"name": name, "label": str(labels()[name])} for name in COLUMNS],
        "codes": {code: {"title": str(one.title), "meaning": str(one.meaning), "help": str(one.remedy)}
                  for code, one in MESSAGES.items() if code[0] in "EWI"},
        "seats": {code: [PLACES[name] for name in names] for code, names in SEATS.items()},
        "words": words(), "longest": LONGEST, "most": MOST_PASTED, "chunk": CHUNK,
    }
    if full:
        brought["choices"] = {name: [[value, str(word)] for value, word in options]
                              for name, options in choices(batch.period.codeset).items()}
        brought["places"] = places(districts, villages)
    return brought


def choices(codeset):
    """{column: [(value, word)]} of the columns that take letters and numbers of a list."""
    named = DISABILITY[codeset]
    return {
        "L/P": _worded(SEX), "STS": _worded(MARITAL), "EKTP": _worded(EKTP),
        "DIS": [(str(code), _(named[code]) if code in named else "") for code in range(HIGHEST_DISABILITY + 1)],
        "KET": [("B", _("Baru")), ("U", _("Ubah")),
                *((str(code), _("TMS: %(why)s") % {"why": _(label)}) for code, label in TMS[codeset].items())],
    }


def places(districts, villages):
    """[[kecamatan, [its villages]]], both by name, in the order of their codes."""
    below = {}
    for village in villages:
        below.setdefault(village.code[:6], []).append(village.name)
    return [[district.name, below.get(district.code, [])] for district in districts]


def view_chips(batch, which):
    """The two views of a batch's rows as Chips."""
    views = [("semua", _("Semua baris"), batch.rows), ("salah", _("Hanya bermasalah"), batch.blocked)]
    return [Chip(label, count, f"?lihat={key}", current=key == which) for key, label, count in views]


def row_json(row, full, dates=True):
    """A BatchRow for the grid: place, version, its eighteen texts, codes, and sentences that name values.

    Without `full` NIK, NKK and disability are masked, without `dates` the day of birth; then nothing tells more.
    """
    texts = editor_texts(row) if full else {cell.name: cell.value for cell in editor_of(
        row, None, {}, masked=True, dates=dates)}
    said = {code: str(trouble(row, code, full).help) for code in row.problems}
    told = {"ordinal": row.ordinal, "version": row.version, "number": row.row, "sheet": row.sheet,
            "cells": [texts[name] for name in COLUMNS], "problems": list(row.problems), "conflict": row.conflict,
            "said": {code: help_ for code, help_ in said.items() if help_ != str(MESSAGES[code].remedy)}}
    if full and row.client_key:
        told["key"] = str(row.client_key)
    return told


def answer_of(sent, saved, row, by):
    """What became of one row sent: `saved` as the action says it, `row` as it is stored now (None: nowhere).

    The stored cells come along only where they are not what the page already holds: somebody else has saved them.
    """
    if row is None:
        return {"ordinal": saved.ordinal, "refused": saved.refused or _("Baris ini tidak ada lagi dalam berkas.")}
    told = row_json(row, full=True)
    clash = bool(saved.refused) and sent["version"] != row.version
    mine = not saved.refused and row.version - (sent["version"] or 1) in (0, 1) and (
        row.version == (sent["version"] or 1) or row.corrected_by == by.username)
    if mine or saved.refused and not clash:
        del told["cells"]
    return told | {"refused": saved.refused, "clash": clash, "who": row.corrected_by}


def words():
    """The sentences of the grid's scripts; {n} and the like are filled in there."""
    return {
        "unsaved": _("belum disimpan"), "saving": _("menyimpan…"), "saved": _("tersimpan"), "clash": _("bentrok"),
        "refused": _("tidak tersimpan"), "problems": _("{n} masalah"), "warnings": _("{n} peringatan"),
        "changed_elsewhere": _("Pemilih ini diubah berkas lain sejak baris diperiksa: buka barisnya di "
                                "halaman berkas."),
        "long": _("Isian di {column} lebih dari {n} huruf."),
        "all_saved": _("Semua baris tersimpan."), "all_saved_at": _("Semua baris tersimpan pukul {time} WIB."),
        "waiting": _("{n} baris belum tersimpan."), "sending": _("Menyimpan; {n} baris belum tersimpan."),
        "cut": _("{n} baris belum tersimpan; sambungan terputus, dicoba lagi dalam {s} detik."),
        "offline": _("{n} baris belum tersimpan; sambungan terputus, dicoba lagi begitu tersambung."),
        "busy": _("{n} baris belum tersimpan; terlalu sering menyimpan, dicoba lagi dalam {s} detik."),
        "clashes": _("{n} baris bentrok dengan isian orang lain: pilih nilainya."),
        "refusals": _("{n} baris tidak dapat disimpan: lihat keterangannya."),
        "ended": _("{n} baris belum tersimpan; sesi Anda berakhir. Masuk lagi: isian tetap ada di tab ini."),
        "token": _("{n} baris belum tersimpan; sesi Anda berganti. Muat ulang halaman: isian tetap ada di tab ini."),
        "gone": _("Berkas ini tidak ada lagi; salin baris yang belum tersimpan."),
        "no_room": _("Peramban tidak dapat menyimpan cadangan isian; jangan tutup halaman sebelum semua tersimpan."),
        "restored": _("{n} baris yang belum tersimpan dikembalikan ke kisi."),
        "pasted": _("{n} baris ditempel."), "pasted_header": _("{n} baris ditempel menurut judul kolomnya."),
        "unknown": _("Kolom yang tidak dikenal tidak ditempel: {names}."),
        "too_wide": _("{n} kolom di kanan tidak ditempel: melewati kolom terakhir."),
        "too_many": _("Tidak ada yang ditempel: {n} baris sekaligus, paling banyak {most}. Bagi tempelannya, atau "
                      "unggah berkasnya."),
        "not_loaded": _("Tidak ada yang ditempel: di bawah sel ini masih ada baris yang belum dimuat. Muat baris "
                        "berikutnya dahulu, atau tempel di baris kosong paling bawah."),
        "zeros": _("Lebih dari separuh NIK yang ditempel berakhir dengan 0: mungkin sudah rusak oleh Excel. Periksa "
                   "aslinya."),
        "choose": _("Pilih nilai…"), "discard": _("Buang isian saya"), "column": _("Kolom"), "mine": _("Punya saya"),
        "theirs": _("Punya dia"), "their_row": _("Disimpan oleh {who} sementara Anda mengisi baris {row}."),
        "take": _("Simpan pilihan"), "all_mine": _("Semua punya saya"), "all_theirs": _("Semua punya dia"),
        "cancel": _("Nanti"), "empty": _("(kosong)"), "row": _("Baris {row}"), "new_row": _("Baris baru"),
        "none": _("Tidak ada masalah di baris ini."), "loading": _("Memuat baris…"), "somebody": _("orang lain"),
        "not_loaded_rows": _("Baris tidak termuat: sambungan terputus."), "again": _("Coba lagi"),
        "nothing_to_undo": _("Tidak ada yang dapat dibatalkan."),
        "set_aside": _("{n} baris kosong dikeluarkan dari berkas."),
        "number": _("Brs"), "state": _("Status"), "no_problem": _("Tidak ada masalah di baris yang dimuat."),
        "taken": _("Baris ini baru saja disimpan orang lain dan tidak dikeluarkan. Muat ulang halaman."),
        "read_only": _("Hanya dibaca; NIK dan NKK tersamar."), "enter": _("Masuk lagi"), "reload": _("Muat ulang"),
        "more": _("Muat {n} baris berikutnya"), "rows": _("{n} baris dimuat"),
    }


def _worded(table):
    return [(value, _(label)) for value, label in table.items()]
