"""Reading about people: each look at a voter is written down before it is answered, in the same transaction.

Reading changes nothing but the record, and is an action all the same: what cannot be recorded is not shown.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from sidalih import audit
from sidalih.accounts.authorize import authorize
from sidalih.accounts.roles import Permission
from sidalih.hardening.guessing import missed, refuse_guessing
from sidalih.home.templatetags.sandi import HIDDEN_IN_TEXT
from sidalih.refusal import Refused
from voters.queries import batches, roll_search, search, transfers

LEAST_LETTERS = 5
MOST_LETTERS = 300


@transaction.atomic
def find_voters(*, regency, words, by):
    """Active voters of a regency by NIK (digits) or a part of the name; the values asked for are never recorded.

    At most `search.MOST` voters. Raises Refused for a regency outside the person's area, and for who is guessing.
    """
    authorize(by, Permission.VOTER_VIEW, regency)
    how = "nik" if words.isdigit() else "name"
    found = _by_nik(regency, words, by) if how == "nik" else search.by_name(regency, words)
    _searched(by, regency, how, found)
    return found


@transaction.atomic
def search_roll(*, asked, after=None, by):
    """(voters, whether there are more) of a question (`roll_search.Asked`) about one regency; at most a page of them.

    What was asked for is recorded by its kind only. Raises Refused for a regency outside the person's area, and for
    who is guessing numbers.
    """
    authorize(by, Permission.VOTER_VIEW, asked.regency)
    whole_number = len(asked.number) == search.LOOKED_UP
    if whole_number:
        refuse_guessing(by)
    found, more = roll_search.find(asked, after)
    if whole_number and not found:
        missed(by)
    _searched(by, asked.regency, "nik" if whole_number else "dpid" if asked.number else "name" if asked.name else
              "list", found, village=asked.village, status=asked.status)
    return found, more


@transaction.atomic
def find_family(*, regency, dpid, by):
    """The active voters who share the No. KK of a voter, himself included; the number is not told.

    Raises Refused for what is elsewhere or nowhere; a voter without a whole No. KK has nobody but himself.
    """
    voter = _versions(regency, dpid, by, Permission.VOTER_VIEW)[0]
    found = search.family(voter)
    _searched(by, regency, "family", found)
    return found


@transaction.atomic
def match_nik(*, regency, nik, by):
    """The active voters of a regency with exactly this NIK: the answer is yes or no, and who, masked.

    Raises Refused for anything but sixteen digits, for a regency outside the person's area, and for who is guessing.
    """
    authorize(by, Permission.VOTER_VIEW, regency)
    if len(nik) != search.LOOKED_UP or not (nik.isascii() and nik.isdigit()):
        raise Refused("not_a_nik", _("Pencocokan perlu NIK lengkap: 16 digit."))
    found = _by_nik(regency, nik, by)
    _searched(by, regency, "match", found)
    return found


@transaction.atomic
def view_voter(*, regency, dpid, by):
    """All versions of one voter, newest first, for a masked page. Raises Refused for what is elsewhere or nowhere."""
    found = _versions(regency, dpid, by, Permission.VOTER_VIEW)
    audit.record("voter_viewed", by=by, regency=regency, subject=f"voter:{regency}:{dpid}")
    return found


@transaction.atomic
def open_voter(*, regency, dpid, by):
    """Write down that a voter was opened to be corrected: his numbers stand in full in the form. Raises alike."""
    _versions(regency, dpid, by, Permission.BATCH_EDIT)
    audit.record("voter_opened", by=by, regency=regency, subject=f"voter:{regency}:{dpid}")


@transaction.atomic
def reveal_voter(*, regency, dpid, reason, by):
    """All versions of one voter, to be shown in full, once, to whoever gave this reason.

    Raises Refused for people who may not, for what is elsewhere or nowhere, and for a reason that says nothing
    or that holds a number like a NIK: it is read by others.
    """
    found = _versions(regency, dpid, by, Permission.VOTER_REVEAL)
    audit.record("voter_revealed", by=by, regency=regency, subject=f"voter:{regency}:{dpid}", reason=_said(reason))
    return found


@transaction.atomic
def reveal_row(*, batch_id, ordinal, reason, by):
    """(batch, row) of a file, to be shown in full, once, to whoever gave this reason. Raises like `reveal_voter`."""
    batch, row = _row(batch_id, ordinal, by, Permission.VOTER_REVEAL)
    audit.record("rows_revealed", by=by, regency=batch.regency, subject=f"batch:{batch.pk}:row {ordinal}",
                 reason=_said(reason), dpid=row.found)
    return batch, row


@transaction.atomic
def open_row(*, batch_id, ordinal, by):
    """Write down that a row's editor was opened, which shows what was typed in full. Raises like `reveal_voter`."""
    batch, row = _row(batch_id, ordinal, by, Permission.BATCH_EDIT)
    audit.record("row_opened", by=by, regency=batch.regency, subject=f"batch:{batch.pk}:row {ordinal}", dpid=row.found)


@transaction.atomic
def open_rows(*, batch_id, ordinals, by):
    """Write down that a page of a batch's rows was opened to be typed into, in full.

    One act for all of them, which names the voters they find and the rows that find none. Raises Refused for a
    batch outside the person's area, and for people who may not edit; ordinals of no row are passed over.
    """
    batch = batches.one(by.scope, batch_id)
    if batch is None:
        raise Refused("not_found", _("Berkas ini tidak ada."))
    authorize(by, Permission.BATCH_EDIT, batch.regency)
    found = dict(batches.rows(batch, "semua").filter(ordinal__in=ordinals).order_by("ordinal")
                 .values_list("ordinal", "found"))
    if found:
        audit.record("rows_opened", by=by, regency=batch.regency, rows=len(found),
                     subject=f"batch:{batch.pk}:rows {min(found)}-{max(found)}",
                     dpids=sorted({dpid for dpid in found.values() if dpid}),
                     unnamed=[ordinal for ordinal, dpid in found.items() if not dpid])


@transaction.atomic
def view_offered(*, transfer_id, by):
    """A voter on the way between two offices, for a masked page of either; written down at his old office.

    Raises Refused for what is elsewhere or nowhere.
    """
    move = _move(transfer_id, by)
    audit.record("voter_viewed", by=by, regency=move.origin, subject=f"voter:{move.origin}:{move.dpid}",
                 transfer=move.pk)
    return move


@transaction.atomic
def open_offered(*, transfer_id, by):
    """A voter on the way in full, for the form in which his new office takes him in; written down at his old office.

    Raises Refused for people who may not take him in, and for what is elsewhere or nowhere.
    """
    move = _move(transfer_id, by)
    authorize(by, Permission.BATCH_EDIT, move.destination)
    audit.record("transfer_opened", by=by, regency=move.origin, subject=f"voter:{move.origin}:{move.dpid}",
                 transfer=move.pk, destination=move.destination)
    return move


def _move(transfer_id, by):
    move = transfers.one(by.scope, transfer_id)
    if move is None:
        raise Refused("not_found", _("Data pindah ini tidak ada."))
    return move


def _by_nik(regency, nik, by):
    """Name, day of birth and village leave few serials: without this, asking would open a NIK without a reason."""
    refuse_guessing(by)
    found = search.by_nik(regency, nik)
    if not found:
        missed(by)
    return found


def _searched(by, regency, how, found, **about):
    audit.record("voter_searched", by=by, regency=regency, how=how, found=len(found), dpids=[v.dpid for v in found],
                 **{name: value for name, value in about.items() if value})


def _versions(regency, dpid, by, permission):
    authorize(by, permission, regency)
    found = search.versions(regency, dpid) if len(regency) == 4 else []
    if not found:
        raise Refused("not_found", _("Pemilih ini tidak ada di wilayah kerja Anda."))
    return found


def _row(batch_id, ordinal, by, permission):
    batch = batches.one(by.scope, batch_id)
    row = batches.row(batch, ordinal) if batch else None
    if row is None:
        raise Refused("not_found", _("Baris ini tidak ada dalam berkas."))
    authorize(by, permission, batch.regency)
    return batch, row


def _said(reason):
    """The reason on one line. Raises Refused where it tells nobody anything, or too much."""
    text = " ".join(str(reason).split())
    if sum(letter.isalpha() for letter in text) < LEAST_LETTERS:
        raise Refused("reason_missing", _("Tulis alasannya, sedikitnya lima huruf: alasan ini tercatat dan diperiksa."))
    if len(text) > MOST_LETTERS:
        raise Refused("reason_long", _("Alasan paling panjang %(n)d huruf.") % {"n": MOST_LETTERS})
    if HIDDEN_IN_TEXT.search(text):
        raise Refused("reason_number", _("Jangan tulis NIK atau No. KK di alasan: alasan dibaca orang lain."))
    return text
