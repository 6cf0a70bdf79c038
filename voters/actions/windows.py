"""Exceptions from a period's window: an office asks, the province answers, locks, opens and ends; all written down."""

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sidalih import audit
from sidalih.accounts.authorize import authorize
from sidalih.accounts.roles import Permission
from sidalih.home.templatetags.sandi import tanpa_nomor
from sidalih.refusal import Refused
from voters.models import WindowException
from voters.queries.windows import WINDOW_LOCK, Kind, in_force, standing

LEAST_LETTERS = 5
LONGEST = 2000


@transaction.atomic
def ask_reopening(*, regency, period, reason, by):
    """An office asks the province to be opened (longer, again, or before the time); returns the wish.

    Asked twice, the first wish is refused to be asked again: one waits at a time. Raises Refused for people who may
    not, without a reason, and while the portal is open anyway.
    """
    authorize(by, Permission.BATCH_APPROVE if by.may(Permission.BATCH_APPROVE) else Permission.BATCH_EDIT, regency)
    said = words(reason)
    _hold(regency, period)
    if standing(regency, period).state == "open":
        raise Refused("window_open", _("Portal untuk %(period)s sedang dibuka bagi kantor Anda; tidak ada yang perlu "
                                       "diminta.") % {"period": period.label})
    if _wish(regency, period):
        raise Refused("already_asked", _("Permintaan kantor Anda sudah ada dan menunggu jawaban provinsi."))
    wish = WindowException.objects.create(regency=regency, period=period, kind=Kind.REOPENED, reason=said,
                                          asked_at=timezone.now(), asked_by=by)
    audit.record("reopening_asked", by=by, regency=regency, subject=_subject(wish), reason=said)
    return wish


@transaction.atomic
def decide_reopening(*, exception_id, granted, by, until=None, answer=""):
    """Answer an office's wish: granted until a moment, or declined with words. Returns the exception.

    Raises Refused for people outside of the province's deciders, for a wish that is answered already, for a moment
    that is not ahead, and for a no without an answer.
    """
    wish = _locked(exception_id)
    authorize_province(by, wish.regency)
    _hold(wish.regency, wish.period)
    if wish.decided_at or wish.asked_at is None:
        raise Refused("wrong_state", _("Permintaan ini sudah dijawab."))
    wish.answer = tanpa_nomor(" ".join(answer.split()))[:LONGEST]
    if granted:
        wish.until = _ahead(until)
        _end_all(wish.regency, wish.period, Kind.REOPENED, by)
    elif not wish.answer:
        raise Refused("reason_missing", _("Tulis mengapa permintaan ini ditolak, agar kantor itu tahu."))
    wish.granted, wish.decided_at, wish.decided_by = bool(granted), timezone.now(), by
    wish.save()
    audit.record("reopening_granted" if granted else "reopening_declined", by=by, regency=wish.regency,
                 subject=_subject(wish), until=wish.until, answer=wish.answer)
    return wish


@transaction.atomic
def reopen(*, regency, period, until, reason, by):
    """The province opens an office until a moment, of its own accord. An earlier opening ends with it.

    Raises Refused for people who may not, for a moment that is not ahead, and while a wish waits: that is answered.
    """
    authorize_province(by, regency)
    said, end = words(reason), _ahead(until)
    _hold(regency, period)
    if _wish(regency, period):
        raise Refused("wish_waits", _("Kantor ini sudah meminta sendiri; jawablah permintaannya."))
    _end_all(regency, period, Kind.REOPENED, by)
    made = _decided(regency, period, Kind.REOPENED, said, by, until=end)
    audit.record("office_reopened", by=by, regency=regency, subject=_subject(made), until=end, reason=said)
    return made


@transaction.atomic
def lock(*, regencies, period, reason, by):
    """Lock offices of a province in a period, until somebody unlocks them; what was approved before is still applied.

    Returns the locks that it made: an office that is locked already stays as it is. When it has returned no change of
    these offices is under way any more. Raises Refused for people who may not.
    """
    said, made = words(reason), []
    for regency in sorted(set(regencies)):
        authorize_province(by, regency)
        _hold(regency, period)
        if standing(regency, period).state != "locked":
            made.append(_decided(regency, period, Kind.LOCKED, said, by))
    for one in made:
        audit.record("office_locked", by=by, regency=one.regency, subject=_subject(one), reason=said)
    return made


@transaction.atomic
def unlock(*, regencies, period, by):
    """End every lock of these offices in a period; returns the locks that it ended."""
    ended = []
    for regency in sorted(set(regencies)):
        authorize_province(by, regency)
        _hold(regency, period)
        ended += _end_all(regency, period, Kind.LOCKED, by)
    for one in ended:
        audit.record("exception_ended", by=by, regency=one.regency, subject=_subject(one), kind=one.kind)
    return ended


@transaction.atomic
def end(*, exception_id, by):
    """End an exception in force before its time. Returns it. Raises Refused where there is nothing to end."""
    found = _locked(exception_id)
    authorize_province(by, found.regency)
    _hold(found.regency, found.period)
    if not in_force(WindowException.objects.filter(pk=found.pk), timezone.now()).exists():
        raise Refused("wrong_state", _("Pengecualian ini sudah berakhir."))
    _end([found], by)
    audit.record("exception_ended", by=by, regency=found.regency, subject=_subject(found), kind=found.kind)
    return found


def may_decide(user):
    """Whether a person decides about periods and their exceptions: of a province, with the permission."""
    return user.may(Permission.PERIOD_OPEN) and not user.scope.regency


def authorize_province(by, regency):
    """Raise Refused unless the person decides about periods for the whole province of this regency.

    The role of an office's admin carries the permission too; his office does not decide about itself.
    """
    authorize(by, Permission.PERIOD_OPEN, regency)
    if not may_decide(by):
        raise Refused("forbidden", _("Jadwal portal diatur oleh KPU Provinsi."))


def words(reason):
    """A reason on one line, numbers like a NIK masked: others read it. Raises Refused where it says nothing."""
    said = tanpa_nomor(" ".join(reason.split()))[:LONGEST]
    if sum(letter.isalpha() for letter in said) < LEAST_LETTERS:
        raise Refused("reason_missing", _("Tulis alasannya, sedikitnya lima huruf: alasan ini tercatat."))
    return said


def _ahead(until):
    """A moment that is still to come. Raises Refused for another, and for none."""
    if until is None or until <= timezone.now():
        raise Refused("until_past", _("Isi sampai kapan, dengan waktu yang masih akan datang."))
    return until


def _hold(regency, period):
    """Wait for all who change something in this office and period, and keep others waiting (queries/windows.py)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [WINDOW_LOCK, f"{regency}/{period.pk}"])


def _locked(exception_id):
    found = WindowException.objects.select_for_update(of=("self",)).select_related("period").filter(
        pk=exception_id).first()
    if found is None:
        raise Refused("not_found", _("Permintaan ini tidak ada di wilayah kerja Anda."))
    return found


def _wish(regency, period):
    return WindowException.objects.filter(regency=regency, period=period, kind=Kind.REOPENED, decided_at=None).exists()


def _decided(regency, period, kind, reason, by, until=None):
    return WindowException.objects.create(regency=regency, period=period, kind=kind, reason=reason, until=until,
                                          decided_at=timezone.now(), decided_by=by, granted=True)


def _end_all(regency, period, kind, by):
    """End the exceptions of one kind that are in force in an office; returns them."""
    found = WindowException.objects.filter(regency=regency, period=period, kind=kind)
    return _end(list(in_force(found, timezone.now())), by)


def _end(exceptions, by):
    now = timezone.now()
    for one in exceptions:
        one.ended_at, one.ended_by = now, by
        one.save(update_fields=["ended_at", "ended_by"])
    return exceptions


def _subject(one):
    return f"window:{one.period_id}:{one.regency}"
